import type { Instant } from "#kernel/clock.ts";

const MINUTE_MS = 60_000;

/** How many messages a channel may send within any minute. An eighth of them is kept for life-safety. */
export class Pace {
  readonly perMinute: number;
  readonly #ordinary: number;
  /** When the messages of the last minute went, the oldest first. */
  #went: Instant[] = [];

  constructor(perMinute: number) {
    this.perMinute = perMinute;
    this.#ordinary = perMinute > 1 ? perMinute - Math.ceil(perMinute / 8) : perMinute;
  }

  /** From when on the next message may go; `now`: at once. */
  next(now: Instant, lifeSafety: boolean): Instant {
    const begin = this.#went.findIndex((at) => at > now - MINUTE_MS);
    this.#went = begin < 0 ? [] : begin === 0 ? this.#went : this.#went.slice(begin);
    const most = lifeSafety ? this.perMinute : this.#ordinary;
    const oldest = this.#went[this.#went.length - most];
    return oldest === undefined ? now : oldest + MINUTE_MS;
  }

  went(now: Instant): void {
    this.#went.push(now);
  }
}
