import { type Clock, type Instant, systemClock } from "#kernel/clock.ts";

/** Real time that a test can move on: what was due in the step rings at once. */
export class SteppedClock implements Clock {
  #offset = 0;
  readonly #waiting = new Set<{ at: Instant; ring: () => void; cancel: () => void }>();

  now(): Instant {
    return systemClock.now() + this.#offset;
  }

  at(at: Instant, ring: () => void): () => void {
    const entry = { at, ring: () => {}, cancel: () => {} };
    entry.ring = () => {
      this.#waiting.delete(entry);
      ring();
    };
    entry.cancel = systemClock.at(at - this.#offset, entry.ring);
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
      else entry.cancel = systemClock.at(entry.at - this.#offset, entry.ring);
    }
  }
}
