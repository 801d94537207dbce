import type { Clock, Instant } from "#kernel/clock.ts";

/** Real time that a test can move on: what was due in the step rings at once. */
export class SteppedClock implements Clock {
  #offset = 0;
  readonly #waiting = new Set<{ at: Instant; ring: () => void; cancel: () => void }>();

  now(): Instant {
    return Date.now() + this.#offset;
  }

  at(at: Instant, ring: () => void): () => void {
    const entry = { at, ring: () => {}, cancel: () => {} };
    entry.ring = () => {
      this.#waiting.delete(entry);
      ring();
    };
    entry.cancel = this.#arm(entry);
    this.#waiting.add(entry);
    return () => {
      entry.cancel();
      this.#waiting.delete(entry);
    };
  }

  advance(ms: number): void {
    this.#offset += ms;
    const waiting = [...this.#waiting].sort((a, b) => a.at - b.at);
    for (const entry of waiting) {
      if (!this.#waiting.has(entry)) continue;
      entry.cancel();
      if (entry.at <= this.now()) entry.ring();
      else entry.cancel = this.#arm(entry);
    }
  }

  /** A timer that somebody left behind does not keep the test's process: servers and their connections do, while they run. */
  #arm({ at, ring }: { readonly at: Instant; readonly ring: () => void }): () => void {
    const timer = setTimeout(ring, Math.min(Math.max(0, at - this.now()), 0x7fff_ffff));
    return () => clearTimeout(timer);
  }
}
