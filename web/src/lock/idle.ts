/** When the page tells the server that somebody is there, and when it locks by itself. All in milliseconds. */
export interface Idle {
  /** The last touch, key or movement. */
  readonly inputAt: number;
  /** When the server was last told of one. */
  readonly toldAt: number;
}

/** The server needn't know more exactly. */
export const TELL_EVERY_MS = 60_000;

export type IdleStep = "tell" | "lock" | "nothing";

/** What to do at `now`. @param lockAfterMs 0: never lock */
export function idleStep({ inputAt, toldAt }: Idle, lockAfterMs: number, now: number): IdleStep {
  if (lockAfterMs > 0 && now - inputAt >= lockAfterMs) return "lock";
  return inputAt > toldAt && now - toldAt >= TELL_EVERY_MS ? "tell" : "nothing";
}
