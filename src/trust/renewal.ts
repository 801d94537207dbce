import type { Instant } from "#kernel/clock.ts";

/** Parts of a certificate's life: when it is renewed, and when it is told that this does not succeed. */
const RENEW = 0.5;
const LATE = 0.6;
const CRITICAL = 0.85;
/** So that a hundred processes that joined together don't come together: ± this part of the life. */
const JITTER = 0.05;
/** Every fourth renewal is with a new key. */
const RENEWALS_PER_KEY = 4;

export interface Life {
  readonly notBefore: Instant;
  readonly notAfter: Instant;
}

export const RENEWAL_STATES = ["fresh", "due", "late", "critical", "expired"] as const;
export type RenewalState = (typeof RENEWAL_STATES)[number];

/** When to renew: half of the life ± jitter. @param random 0 ≤ … < 1 */
export function renewalAt(life: Life, random: number): Instant {
  return partOf(life, RENEW + (random * 2 - 1) * JITTER);
}

/** From when on a renewal that does not succeed is an alarm, and from when on a critical one. */
export function alarmsAt(life: Life): { late: Instant; critical: Instant } {
  return { late: partOf(life, LATE), critical: partOf(life, CRITICAL) };
}

export function renewalState(life: Life, now: Instant): RenewalState {
  if (now >= life.notAfter) return "expired";
  const { late, critical } = alarmsAt(life);
  if (now >= critical) return "critical";
  if (now >= late) return "late";
  return now >= partOf(life, RENEW) ? "due" : "fresh";
}

/** Whether the next renewal is with a new key. @param renewals with the present one */
export function takesNewKey(renewals: number): boolean {
  return renewals + 1 >= RENEWALS_PER_KEY;
}

function partOf({ notBefore, notAfter }: Life, part: number): Instant {
  return Math.round(notBefore + (notAfter - notBefore) * part);
}
