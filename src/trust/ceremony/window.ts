import type { Instant } from "#kernel/clock.ts";
import type { MeshRole } from "../identity.ts";

/** What a machine is to be called. */
export interface Wanted {
  readonly role: MeshRole;
  readonly node: string;
  readonly instance: string;
}

/** Whom a window waits for; what is null may be anything. */
export type Expected = { readonly [Part in keyof Wanted]: Wanted[Part] | null };

export const LONGEST_MINUTES = 60;
export const MOST_ATTEMPTS = 20;
export const MOST_MISMATCHES = 3;
/** At once, from everywhere. */
export const MOST_CONNECTIONS = 4;
/** Between two attempts of one address. */
export const PAUSE_MS = 1000;
/** Clocks that are further apart end it: certificates would be refused later, and nobody would know why. */
export const MOST_SKEW_MS = 30_000;

/** How often a window was knocked at. */
export interface Knocks {
  readonly attempts: number;
  /** When each address was last let in; no more of them than attempts. */
  readonly lastFrom: ReadonlyMap<string, Instant>;
  /** Those that were not let in. */
  readonly turnedAway: number;
}

export const NO_KNOCKS: Knocks = { attempts: 0, lastFrom: new Map(), turnedAway: 0 };

/** One attempt per second and address, twenty in all; whoever is turned away uses up none. */
export function knock(
  knocks: Knocks,
  from: string,
  now: Instant,
): { admitted: boolean; because: string; knocks: Knocks } {
  const last = knocks.lastFrom.get(from);
  const away = (because: string) => ({
    admitted: false,
    because,
    knocks: { ...knocks, turnedAway: knocks.turnedAway + 1 },
  });
  if (knocks.attempts >= MOST_ATTEMPTS) return away(`all ${MOST_ATTEMPTS} attempts of this window are used up`);
  if (last !== undefined && now < last + PAUSE_MS) return away("an address has one attempt a second");
  const counted = {
    ...knocks,
    attempts: knocks.attempts + 1,
    lastFrom: new Map(knocks.lastFrom).set(from, now),
  };
  return { admitted: true, because: `attempt ${counted.attempts} of ${MOST_ATTEMPTS}`, knocks: counted };
}

/** Why this machine is not the one that is waited for; null: it is. */
export function whyUnexpected(wanted: Wanted, expected: Expected, by: "window" | "token"): string | null {
  for (const part of ["role", "node", "instance"] as const) {
    const only = expected[part];
    if (only !== null && only !== wanted[part])
      return `This ${by} is for a machine with the ${part} "${only}", and "${wanted[part]}" was asked for.`;
  }
  return null;
}

/** Why two clocks are too far apart to go on; null: they aren't. @param otherAhead in ms, negative when it is behind */
export function whySkewed(otherAhead: number, other: string): string | null {
  if (Math.abs(otherAhead) <= MOST_SKEW_MS) return null;
  return `${clockWords(otherAhead, other)}; more than ${MOST_SKEW_MS / 1000} seconds is too much for certificates. Set both clocks (chrony, w32time) and try again.`;
}

/** `The clock of the other side is 5 minutes behind`. */
export function clockWords(otherAhead: number, other: string): string {
  const seconds = Math.abs(otherAhead) / 1000;
  if (seconds < 1) return `The clock of ${other} agrees within a second`;
  const amount = seconds < 120 ? `${Math.round(seconds)} seconds` : `${Math.round(seconds / 60)} minutes`;
  return `The clock of ${other} is ${amount} ${otherAhead > 0 ? "ahead" : "behind"}`;
}
