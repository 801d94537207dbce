import type { Instant } from "#kernel/clock.ts";
import type { Place } from "./header.ts";

const PATIENCE_MS = 24 * 3_600_000;
const KEPT = 500;

type Text = Pick<Place, "reference" | "total">;

/** Joins texts that came in parts, in whatever order. A text whose parts don't all come within a day is forgotten. */
export class Reassembly {
  readonly #open = new Map<string, { readonly since: Instant; readonly parts: Map<number, string> }>();
  readonly #forgotten: (from: string, text: Text & { readonly came: number }) => void;

  /** @param forgotten told about texts that stayed incomplete */
  constructor(forgotten: (from: string, text: Text & { readonly came: number }) => void = () => {}) {
    this.#forgotten = forgotten;
  }

  /** The whole text, or null while parts are missing. Until it is `done`, it is whole again with each part that is repeated. */
  take(from: string, text: string, place: Place, now: Instant): string | null {
    this.#forget(now);
    const key = keyOf(from, place);
    const open = this.#open.get(key) ?? { since: now, parts: new Map<number, string>() };
    this.#open.set(key, open);
    open.parts.set(place.number, text);
    if (open.parts.size < place.total) return null;
    return Array.from({ length: place.total }, (_, index) => open.parts.get(index + 1) ?? "").join("");
  }

  /** Somebody has dealt with the whole text. */
  done(from: string, text: Text): void {
    this.#open.delete(keyOf(from, text));
  }

  #forget(now: Instant): void {
    for (const [key, { since, parts }] of this.#open) {
      if (now - since <= PATIENCE_MS && this.#open.size < KEPT) break;
      this.#open.delete(key);
      const [from, reference, total] = JSON.parse(key) as [string, number, number];
      this.#forgotten(from, { reference, total, came: parts.size });
    }
  }
}

function keyOf(from: string, { reference, total }: Text): string {
  return JSON.stringify([from, reference, total]);
}
