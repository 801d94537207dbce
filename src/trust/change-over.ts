import type { Instant } from "#kernel/clock.ts";
import type { Identity } from "./identity.ts";
import { certificatesIn } from "./pem.ts";

/** `spreading`: every process learns the next root; `replacing`: every process gets a certificate that it vouches for. */
export const CHANGE_OVER_STAGES = ["spreading", "replacing"] as const;
export type ChangeOverStage = (typeof CHANGE_OVER_STAGES)[number];

/** For so long nothing may have changed: a process shows its new certificate before it gives up the connection of the old one. */
export const SETTLED_MS = 15_000;

/** What a process says of itself. Roots are named by their thumbprint, `AB:CD:…`. */
export interface Holding {
  readonly trusts: readonly string[];
  /** Null: none that it trusts. */
  readonly vouchedBy: string | null;
}

/** A process whose certificate is good for something. */
export interface Candidate {
  readonly uri: string;
  readonly own: boolean;
  readonly role: string | null;
  /** null: it has said nothing since this core started. */
  readonly holding: Holding | null;
}

export interface Lacking {
  readonly uri: string;
  readonly because: string;
}

export interface ChangeOverFacts {
  readonly stage: ChangeOverStage;
  /** Thumbprint of the root that is to take over. */
  readonly next: string;
  /** Until then the former root stays, for browsers and programs that trust the page by it. */
  readonly keepUntil: Instant;
  readonly candidates: readonly Candidate[];
  /** When a process last said something new of itself. */
  readonly changedAt: Instant;
  readonly now: Instant;
}

export interface ChangeOverVerdict {
  readonly next: "wait" | "replace" | "retire";
  readonly because: string;
  readonly lacking: readonly Lacking[];
}

/** Whether a change of roots may go on: nobody may be cut off by it who is still there. */
export function judgeChangeOver(facts: ChangeOverFacts): ChangeOverVerdict {
  const { stage, keepUntil, changedAt, now } = facts;
  const lacking = facts.candidates.filter(isAsked).flatMap((one) => {
    const because = whatLacks(one, facts);
    return because === null ? [] : [{ uri: one.uri, because }];
  });
  const wait = (because: string) => ({ next: "wait", because, lacking }) as const;
  if (lacking.length > 0) return wait(`${lacking.length} of the site's processes lack what comes first`);
  if (now < changedAt + SETTLED_MS) return wait("everybody has it, and the last one only for a moment");
  if (stage === "spreading") return { next: "replace", because: "every process trusts the new root", lacking };
  if (now < keepUntil) return wait(`the former root is kept until ${new Date(keepUntil).toISOString()} for browsers`);
  return { next: "retire", because: "every process has a certificate of the new root", lacking };
}

/** Another core on the same folder uses this one's certificate when it is the active one; a standby elsewhere speaks up. */
function isAsked({ role, own, holding }: Candidate): boolean {
  return role !== "core" || own || holding !== null;
}

function whatLacks({ holding }: Candidate, { stage, next }: ChangeOverFacts): string | null {
  if (!holding) return "it has not been heard since this core started";
  if (!holding.trusts.includes(next)) return "it does not trust the new root yet";
  if (stage === "replacing" && holding.vouchedBy !== next) return "its certificate is still of the former root";
  return null;
}

/** What this process trusts, and what vouches for it. */
export function holdingOf({ roots, chain }: Pick<Identity, "roots" | "chain">): Holding {
  const trusted = certificatesIn(roots);
  const [, issuing] = certificatesIn(chain);
  const root = trusted.find((one) => issuing?.checkIssued(one) && issuing.verify(one.publicKey));
  return { trusts: trusted.map(({ fingerprint256 }) => fingerprint256), vouchedBy: root?.fingerprint256 ?? null };
}
