import type { Instant } from "#kernel/clock.ts";

const MOST = 1000;

/** What counts once and until a time, in memory only: a restart ends all of it. */
export class Once<T> {
  readonly #kept = new Map<string, { readonly value: T; readonly expiresAt: Instant }>();

  /** Ends what was kept under the same key; beyond a thousand the oldest ends. */
  keep(key: string, value: T, expiresAt: Instant): void {
    this.#kept.delete(key);
    this.#kept.set(key, { value, expiresAt });
    if (this.#kept.size <= MOST) return;
    const oldest = this.#kept.keys().next().value;
    if (oldest !== undefined) this.#kept.delete(oldest);
  }

  look(key: string, now: Instant): T | undefined {
    const one = this.#kept.get(key);
    return one && one.expiresAt > now ? one.value : undefined;
  }

  /** Nobody else gets it afterwards. */
  take(key: string, now: Instant): T | undefined {
    const value = this.look(key, now);
    this.#kept.delete(key);
    return value;
  }

  clear(): void {
    this.#kept.clear();
  }
}
