import { performance } from "node:perf_hooks";

export const FRAME_MS = 20;
/** What is later than this is left out: nobody wants to hear it all at once. */
const MOST_AT_ONCE = 5;

/** Beats every 20 ms for all calls together, without drift: every beat has its place on one line of time. */
export class Metronome {
  readonly #beating = new Set<() => void>();
  #timer: NodeJS.Timeout | null = null;
  #startedAt = 0;
  #beats = 0;
  /** Of the latest beat since it was asked last, in milliseconds behind its place. */
  #worstLateMs = 0;

  /** @returns what ends it */
  join(beat: () => void): () => void {
    this.#beating.add(beat);
    if (!this.#timer) {
      this.#startedAt = performance.now();
      this.#beats = 0;
      this.#wait();
    }
    return () => {
      this.#beating.delete(beat);
    };
  }

  takeWorstLateMs(): number {
    const worst = this.#worstLateMs;
    this.#worstLateMs = 0;
    return worst;
  }

  #wait(): void {
    const dueAt = this.#startedAt + this.#beats * FRAME_MS;
    this.#timer = setTimeout(() => this.#beat(), Math.max(0, dueAt - performance.now()));
  }

  #beat(): void {
    this.#timer = null;
    if (this.#beating.size === 0) return;
    const passed = (performance.now() - this.#startedAt) / FRAME_MS;
    const late = passed - this.#beats;
    if (late < 0) return this.#wait();
    this.#worstLateMs = Math.max(this.#worstLateMs, late * FRAME_MS);
    if (late > MOST_AT_ONCE) this.#beats = Math.floor(passed);
    while (this.#beats <= passed) {
      for (const beat of this.#beating) beat();
      this.#beats++;
    }
    this.#wait();
  }
}
