import type { Clock } from "#kernel/clock.ts";

const HOUR_MS = 3_600_000;
const REMEMBERED = 5000;

/** How often one address is answered within an hour: a program that answers ours would otherwise never end. */
export class AnswerLimit {
  readonly #clock: Clock;
  readonly #perHour: number;
  readonly #counts = new Map<string, { since: number; times: number }>();

  constructor(clock: Clock, perHour: number) {
    this.#clock = clock;
    this.#perHour = perHour;
  }

  /** Counts this answer too. */
  allows(address: string): boolean {
    const now = this.#clock.now();
    const known = this.#counts.get(address);
    const count = known && now - known.since < HOUR_MS ? known : { since: now, times: 0 };
    this.#counts.set(address, count);
    if (this.#counts.size > REMEMBERED) this.#counts.clear();
    return ++count.times <= this.#perHour;
  }
}
