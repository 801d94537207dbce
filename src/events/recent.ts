import type { Instant } from "#kernel/clock.ts";

/** How long a repeat of the same report counts as the same (SIA DC-09: the panel's whole retry cycle). */
export const REPEAT_MS = 120_000;
const KEPT = 250_000;

/**
 * Keys that were stored within the last two minutes, at least the newest 250,000 of them: a flood beyond 2,000 keyed reports
 * per second shortens the memory rather than filling it.
 */
export class Recent {
  #young = new Map<string, Instant>();
  #old = new Map<string, Instant>();
  #turnedAt: Instant = 0;

  has(key: string, now: Instant): boolean {
    const at = this.#young.get(key) ?? this.#old.get(key);
    return at !== undefined && now - at < REPEAT_MS;
  }

  add(key: string, at: Instant): void {
    if (this.#young.size >= KEPT || at - this.#turnedAt > REPEAT_MS) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#turnedAt = at;
    }
    this.#young.set(key, at);
  }
}
