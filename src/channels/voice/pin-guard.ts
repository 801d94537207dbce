import { timingSafeEqual } from "node:crypto";
import type { Clock, Instant } from "#kernel/clock.ts";

/** Wrong PINs in a row until a person's calls are refused for an hour; for longer each time that follows. */
const TRIES = 5;
const HOUR_MS = 3_600_000;
const LONGEST_MS = 24 * HOUR_MS;

export type PinVerdict = "right" | "wrong" | "locked";

interface Tries {
  wrong: number;
  locks: number;
  until: Instant;
}

/** Judges PINs, and makes guessing slow: at most some hundred tries a month for each person. In memory. */
export class PinGuard {
  readonly #clock: Clock;
  readonly #tries = new Map<string, Tries>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param wanted null: nobody is called so, which is as wrong as a wrong PIN */
  judge(person: string | null, wanted: string | null, given: string): PinVerdict {
    if (person === null || wanted === null) return "wrong";
    const tries = this.#tries.get(person) ?? { wrong: 0, locks: 0, until: 0 };
    this.#tries.set(person, tries);
    if (this.#clock.now() < tries.until) return "locked";
    if (same(wanted, given)) {
      this.#tries.delete(person);
      return "right";
    }
    tries.wrong++;
    if (tries.wrong < TRIES) return "wrong";
    tries.wrong = 0;
    tries.until = this.#clock.now() + Math.min(LONGEST_MS, HOUR_MS * 2 ** tries.locks++);
    return "locked";
  }
}

function same(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one.padEnd(16)), Buffer.from(other.padEnd(16))];
  return a.length === b.length && timingSafeEqual(a, b);
}
