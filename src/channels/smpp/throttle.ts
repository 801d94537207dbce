import { type Clock, type Instant, waitUntil } from "#kernel/clock.ts";

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;
const FIRST_GAP_MS = 100;
const LONGEST_GAP_MS = 2000;
/** After so many messages in a row that were taken, the gap is half as long. */
const TAKEN_TO_HALVE = 8;
const NO_GAP_MS = 5;

/**
 * How fast messages go to a centre that refuses some as too many (ESME_RTHROTTLED): for a while none, then with gaps between
 * them, which become shorter as the centre takes them, and vanish.
 */
export class Throttle {
  readonly #clock: Clock;
  #pausedUntil: Instant = 0;
  #pauseMs = FIRST_PAUSE_MS;
  #gapMs = 0;
  #nextAt: Instant = 0;
  #taken = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves when the next message may go. Rejects when the signal aborts. */
  async turn(signal: AbortSignal): Promise<void> {
    for (;;) {
      const now = this.#clock.now();
      const at = Math.max(this.#pausedUntil, this.#nextAt);
      if (at <= now) {
        this.#nextAt = now + this.#gapMs;
        return;
      }
      await waitUntil(this.#clock, at, signal);
    }
  }

  took(): void {
    this.#pauseMs = FIRST_PAUSE_MS;
    if (this.#gapMs === 0 || ++this.#taken < TAKEN_TO_HALVE) return;
    this.#taken = 0;
    this.#gapMs = this.#gapMs / 2 < NO_GAP_MS ? 0 : this.#gapMs / 2;
  }

  /** @returns in how many milliseconds the message may be tried again */
  refused(): number {
    const now = this.#clock.now();
    // Whatever else was under way is refused too: that is one refusal.
    if (now >= this.#pausedUntil) {
      this.#pausedUntil = now + this.#pauseMs;
      this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
      this.#gapMs = this.#gapMs === 0 ? FIRST_GAP_MS : Math.min(this.#gapMs * 2, LONGEST_GAP_MS);
      this.#taken = 0;
    }
    return this.#pausedUntil - now;
  }
}
