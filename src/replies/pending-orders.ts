import { randomInt } from "node:crypto";
import type { Clock, Instant } from "#kernel/clock.ts";
import type { Tell } from "./texts.ts";

export const GOOD_FOR_MIN = 10;
const TRIES = 3;

export interface Done {
  /** `asked`: the person is to confirm it. */
  readonly kind: "done" | "refused" | "asked";
  readonly tell: Tell;
}

interface Pending {
  readonly number: string;
  readonly until: Instant;
  readonly carryOut: () => Promise<Done>;
  tries: number;
}

/**
 * Orders that came without the code of a message: whoever sends back the number that went to the person's own address has
 * given them. One for each person, and in memory: after a start they are given again.
 */
export class PendingOrders {
  readonly #clock: Clock;
  readonly #pending = new Map<string, Pending>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @returns what the person must send back; an earlier order of the same person is forgotten */
  keep(person: string, carryOut: () => Promise<Done>): string {
    const number = String(randomInt(1_000_000)).padStart(6, "0");
    const until = this.#clock.now() + GOOD_FOR_MIN * 60_000;
    this.#pending.set(person, { number, until, carryOut, tries: TRIES });
    return number;
  }

  /** Once, and only with the right number. */
  async confirm(person: string, number: string): Promise<Done> {
    const pending = this.#pending.get(person);
    if (!pending || pending.until < this.#clock.now()) {
      this.#pending.delete(person);
      return { kind: "refused", tell: (texts) => texts.nothingToConfirm };
    }
    if (pending.number !== number) {
      const left = --pending.tries;
      if (left <= 0) this.#pending.delete(person);
      return { kind: "refused", tell: (texts) => texts.wrongNumber(Math.max(0, left)) };
    }
    // Before it is carried out: the same answer may come twice.
    this.#pending.delete(person);
    return pending.carryOut();
  }
}
