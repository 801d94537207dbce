import type { Instant } from "#kernel/clock.ts";
import { DAY_MS, type Span } from "./bins.ts";

/** Active for longer than this is stale. */
export const STALE_MS = DAY_MS;

/** How many alarms were stale on each day (UTC): continuously active for more than 24 h and not set aside. */
export class StaleWatch {
  readonly begin: Instant;
  readonly #span: Span;
  readonly #days: Uint32Array;
  /** By alarm: the last day on which it was counted. */
  readonly #counted = new Map<number, number>();

  constructor(span: Span) {
    this.#span = span;
    this.begin = Math.floor(span.from / DAY_MS) * DAY_MS;
    this.#days = new Uint32Array(Math.max(0, Math.ceil((span.to - this.begin) / DAY_MS)));
  }

  /** An alarm was active from `activeSince` on, and showed from `from` to `to`. */
  shown(alarm: number, activeSince: Instant, { from, to }: Span): void {
    const begin = Math.max(activeSince + STALE_MS, from, this.#span.from);
    const end = Math.min(to, this.#span.to);
    if (begin >= end) return;
    const last = Math.ceil((end - this.begin) / DAY_MS);
    const first = Math.max(Math.floor((begin - this.begin) / DAY_MS), (this.#counted.get(alarm) ?? -1) + 1);
    for (let day = first; day < last; day++) this.#days[day] = (this.#days[day] ?? 0) + 1;
    if (first < last) this.#counted.set(alarm, last - 1);
  }

  get days(): readonly number[] {
    return [...this.#days];
  }
}
