import type { Instant } from "#kernel/clock.ts";
import type { Place } from "./header.ts";

const PATIENCE_MS = 24 * 3_600_000;
const LONGEST = 255;
const KEPT = 500;

/** Joins texts that came in parts, in whatever order. A text whose parts don't all come within a day is forgotten. */
export class Reassembly {
  readonly #open = new Map<string, { readonly since: Instant; readonly parts: Map<number, string> }>();
  readonly #forgotten: (from: string, came: number, total: number) => void;

  /** @param forgotten told about texts that stayed incomplete */
  constructor(forgotten: (from: string, came: number, total: number) => void = () => {}) {
    this.#forgotten = forgotten;
  }

  /** The whole text, or null while parts are missing. */
  take(from: string, text: string, place: Place | null, now: Instant): string | null {
    if (place === null || place.total === 1) return text;
    if (place.total > LONGEST) return text;
    this.#forget(now);
    const key = JSON.stringify([from, place.reference, place.total]);
    const open = this.#open.get(key) ?? { since: now, parts: new Map<number, string>() };
    this.#open.set(key, open);
    open.parts.set(place.number, text);
    if (open.parts.size < place.total) return null;
    this.#open.delete(key);
    return Array.from({ length: place.total }, (_, index) => open.parts.get(index + 1) ?? "").join("");
  }

  #forget(now: Instant): void {
    for (const [key, { since, parts }] of this.#open) {
      if (now - since <= PATIENCE_MS && this.#open.size < KEPT) break;
      this.#open.delete(key);
      const [from, , total] = JSON.parse(key) as [string, number, number];
      this.#forgotten(from, parts.size, total);
    }
  }
}
