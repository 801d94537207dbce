import type { Instant } from "#kernel/clock.ts";

const APART_MS = 3_600_000;
const KEPT = 1000;

/** Which refusals of strangers are worth an entry in the trail: the same one once an hour, so that nobody can fill it. */
export class Refusals {
  readonly #at = new Map<string, Instant>();

  isNew(who: string, because: string, now: Instant): boolean {
    const key = `${who}\n${because}`;
    if (now < (this.#at.get(key) ?? Number.NEGATIVE_INFINITY) + APART_MS) return false;
    if (this.#at.size >= KEPT) this.#at.clear();
    this.#at.set(key, now);
    return true;
  }
}
