import { createHash } from "node:crypto";
import type { Priority } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";

/** How patient we are with one way to one person before the next way is used. */
interface Patience {
  readonly firstMs: number;
  readonly longestMs: number;
  readonly attempts: number;
  /** From the creation of the notification. */
  readonly ageMs: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;

export const PATIENCE: Readonly<Record<Priority, Patience>> = {
  "life-safety": { firstMs: SECOND, longestMs: 15 * SECOND, attempts: 30, ageMs: 5 * MINUTE },
  critical: { firstMs: 2 * SECOND, longestMs: 30 * SECOND, attempts: 30, ageMs: 10 * MINUTE },
  high: { firstMs: 5 * SECOND, longestMs: MINUTE, attempts: 30, ageMs: 30 * MINUTE },
  medium: { firstMs: 10 * SECOND, longestMs: 5 * MINUTE, attempts: 30, ageMs: 120 * MINUTE },
  low: { firstMs: 30 * SECOND, longestMs: 15 * MINUTE, attempts: 30, ageMs: 240 * MINUTE },
};

export type Again =
  | { readonly again: true; readonly at: Instant }
  /** `because` completes "gave up …". */
  | { readonly again: false; readonly because: string };

/**
 * When to try once more: twice as long from attempt to attempt, spread by ±20 % so that what failed together does not come
 * back together. The spread hangs on the id and the attempt alone: a restart decides the same.
 * @param attempts how many were made
 * @param afterMs what the far side asked for; it may wait longer than we would, but never beyond the age
 */
export function nextAttempt(
  notification: { readonly id: number; readonly priority: Priority; readonly createdAt: Instant },
  attempts: number,
  now: Instant,
  afterMs = 0,
): Again {
  const patience = PATIENCE[notification.priority];
  if (attempts >= patience.attempts) return { again: false, because: `after ${attempts} attempts` };
  const wait = Math.min(patience.firstMs * 2 ** Math.min(attempts - 1, 30), patience.longestMs);
  const at = now + Math.round(Math.max(wait * spread(notification.id, attempts), afterMs));
  if (isTooOld(notification, at)) return { again: false, because: `after ${inWords(now - notification.createdAt)}` };
  return { again: true, at };
}

/** Whether it is too late to send this at `at`: the person's next way is used instead. */
export function isTooOld(
  notification: { readonly priority: Priority; readonly createdAt: Instant },
  at: Instant,
): boolean {
  return at - notification.createdAt > PATIENCE[notification.priority].ageMs;
}

export function inWords(ms: number): string {
  if (ms < MINUTE) return `${Math.max(0, Math.round(ms / SECOND))} seconds`;
  return `${Math.round(ms / MINUTE)} minutes`;
}

function spread(id: number, attempt: number): number {
  const seed = createHash("sha256").update(`${id}/${attempt}`).digest().readUInt16BE(0) / 0xffff;
  return 0.8 + 0.4 * seed;
}
