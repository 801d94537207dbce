import type { Clock } from "#kernel/clock.ts";
import { USUAL_PATIENCE } from "./loudspeaker-orders.ts";

/** Says that the core is lost where it is another machine: after as long, and as often, as where it is this one. */
export class CoreLoss {
  readonly #clock: Clock;
  readonly #say: () => Promise<void>;
  #cancel = () => {};
  #isLost = false;

  /** @param say never rejects */
  constructor(clock: Clock, say: () => Promise<void>) {
    this.#clock = clock;
    this.#say = say;
  }

  reached(isReached: boolean): void {
    if (this.#isLost === !isReached) return;
    this.#isLost = !isReached;
    this.#cancel();
    if (this.#isLost) this.#sayAfter(USUAL_PATIENCE.lostMs);
  }

  end(): void {
    this.reached(true);
  }

  #sayAfter(waitMs: number): void {
    this.#cancel = this.#clock.at(this.#clock.now() + waitMs, () => {
      void this.#say().then(() => {
        if (this.#isLost) this.#sayAfter(USUAL_PATIENCE.lostAgainMs);
      });
    });
  }
}
