import { Fault } from "#kernel/fault.ts";

/** Lets so many work at once, and the others wait in their order. */
export class Turns {
  readonly #places: number;
  readonly #longest: number;
  readonly #waiting: (() => void)[] = [];
  #taken = 0;

  /** @param longest more than these don't wait: they are refused */
  constructor(places: number, longest: number) {
    this.#places = places;
    this.#longest = longest;
  }

  /** @throws Fault `overloaded` when too many wait already */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#taken < this.#places) this.#taken++;
    else {
      if (this.#waiting.length >= this.#longest) {
        throw new Fault("overloaded", `${this.#longest} texts wait to be spoken already`, { transient: true });
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    try {
      return await work();
    } finally {
      // The place goes to the next one, or is given back.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#taken--;
    }
  }
}
