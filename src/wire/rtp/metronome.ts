import { performance } from "node:perf_hooks";
import type { Clock } from "#kernel/clock.ts";

const FRAME_MS = 20;
/** What is later than this is left out: nobody wants to hear it all at once. */
const MOST_AT_ONCE = 5;

/** Beats every 20 ms for all calls together, without drift: every beat has its place on one line of time. */
export class Metronome {
  readonly #clock: Clock;
  readonly #beating = new Set<() => void>();
  #waits = false;
  #startedAt = 0;
  #beats = 0;
  #worstMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @returns what ends it */
  join(beat: () => void): () => void {
    this.#beating.add(beat);
    if (!this.#waits) {
      this.#startedAt = performance.now();
      this.#beats = 0;
      this.#wait();
    }
    return () => {
      this.#beating.delete(beat);
    };
  }

  /** How late the last packet of a beat has left at most, since this was asked before. */
  takeWorstMs(): number {
    const worst = this.#worstMs;
    this.#worstMs = 0;
    return worst;
  }

  #wait(): void {
    const dueAt = this.#startedAt + this.#beats * FRAME_MS;
    this.#waits = true;
    // The place on the line is that of the monotonic clock; a step of the wall clock only wakes us early.
    this.#clock.at(this.#clock.now() + Math.max(0, dueAt - performance.now()), () => this.#beat());
  }

  #beat(): void {
    this.#waits = false;
    if (this.#beating.size === 0) return;
    const passed = (performance.now() - this.#startedAt) / FRAME_MS;
    const late = passed - this.#beats;
    if (late < 0) return this.#wait();
    this.#worstMs = Math.max(this.#worstMs, late * FRAME_MS);
    if (late > MOST_AT_ONCE) this.#beats = Math.floor(passed);
    while (this.#beats <= passed) {
      for (const beat of this.#beating) beat();
      this.#worstMs = Math.max(this.#worstMs, performance.now() - this.#startedAt - this.#beats * FRAME_MS);
      this.#beats++;
    }
    this.#wait();
  }
}
