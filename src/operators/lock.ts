import type { Instant } from "#kernel/clock.ts";
import type { Session } from "./sessions.ts";

type Idle = Pick<Session, "activeAt" | "lockedAt">;

/**
 * Since when a session is locked, or null. Decided anew at every look: a session whose operator has been idle for too
 * long is locked even when nothing has noted it yet, because a timer is late, the database is down or the server was.
 *
 * @param lockAfterMs 0: never by itself
 */
export function lockedSince({ activeAt, lockedAt }: Idle, lockAfterMs: number, now: Instant): Instant | null {
  if (lockedAt !== null) return lockedAt;
  const idleAt = idleLockAt({ activeAt, lockedAt }, lockAfterMs);
  return idleAt !== null && idleAt <= now ? idleAt : null;
}

/** When an open session locks by itself unless its operator does something; null: never, or locked already. */
export function idleLockAt({ activeAt, lockedAt }: Idle, lockAfterMs: number): Instant | null {
  return lockedAt === null && lockAfterMs > 0 ? activeAt + lockAfterMs : null;
}
