import { networkInterfaces } from "node:os";
import type { Instant } from "#kernel/clock.ts";
import type { AuthorityRun, Stage } from "./authority-run.ts";
import { spokenDigits } from "./code.ts";
import type { Expected, Wanted } from "./window.ts";

/** What the page and the command show. */
export interface WindowView {
  /** Rises with every window; 0: none was opened since the start. */
  readonly window: number;
  /** Whether a machine can join with a code, and until when. */
  readonly closesAt: Instant | null;
  readonly expected: Expected | null;
  /** Whether the port is listened on, for a code or for tokens. */
  readonly listening: boolean;
  readonly port: number;
  /** Where the other side reaches this machine. */
  readonly addresses: readonly string[];
  readonly tokens: readonly (Wanted & { readonly expiresAt: Instant })[];
  readonly attemptsLeft: number;
  readonly turnedAway: number;
  readonly mismatches: number;
  /** Who has reached this window, and what was seen of them. */
  readonly reached: readonly Reached[];
  readonly run: RunView | null;
  /** How the last run of this window ended, and by which way the window closed. */
  readonly last: { readonly enrolled: boolean; readonly because: string; readonly at: Instant } | null;
  readonly closedBecause: string | null;
}

export interface Reached {
  readonly from: string;
  readonly at: Instant;
  readonly version: string;
  readonly protocol: number;
  /** By how much its clock is ahead, in ms. */
  readonly aheadMs: number;
}

export interface RunView extends Wanted {
  readonly id: number;
  readonly from: string;
  readonly stage: Stage;
  readonly keyHash: string;
  /** To be read out: `481 920`. */
  readonly digits: string;
  readonly aheadMs: number;
  readonly version: string;
}

/** null: it has not come to a code. */
export function viewOf(run: AuthorityRun): RunView | null {
  const { id, from, stage, keyHash, digits, wanted, about } = run;
  if (!wanted || !about || keyHash === null || digits === null) return null;
  const { aheadMs, version } = about;
  return { id, from, stage, keyHash, digits: spokenDigits(digits), ...wanted, aheadMs, version };
}

/** Of this machine, without those that only it can reach. */
export function ownAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((one) => one ?? [])
    .filter(({ internal, address }) => !internal && !address.startsWith("fe80:"))
    .map(({ address }) => address);
}
