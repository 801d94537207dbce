/** Milliseconds since 1970-01-01T00:00:00Z. Wall-clock times of people carry a time zone instead. */
export type Instant = number;

/** The only way to know the time or to wait for it, so that tests can make it jump. */
export interface Clock {
  now(): Instant;
  /** Calls `ring` once, at `at` or as soon as possible after it. The answer cancels. */
  at(at: Instant, ring: () => void): () => void;
}

/** Node's timers hold 2^31 - 1 ms; a longer wait is taken in pieces. */
const LONGEST_TIMER_MS = 0x7fff_ffff;

export const systemClock: Clock = {
  now: () => Date.now(),
  at(at, ring) {
    let timer: NodeJS.Timeout;
    const wait = () => {
      const left = at - Date.now();
      timer = left > LONGEST_TIMER_MS ? setTimeout(wait, LONGEST_TIMER_MS) : setTimeout(ring, Math.max(0, left));
    };
    wait();
    return () => clearTimeout(timer);
  },
};

/** Resolves at `at`, or rejects with the signal's reason when that comes first. */
export function waitUntil(clock: Clock, at: Instant, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const stop = () => {
      cancel();
      reject(signal?.reason as Error);
    };
    const cancel = clock.at(at, () => {
      signal?.removeEventListener("abort", stop);
      resolve();
    });
    signal?.addEventListener("abort", stop, { once: true });
  });
}
