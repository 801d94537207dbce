import { Refusal } from "./problem.ts";

/** Numbers that say where the next page begins, as a text that clients hand back and don't read. */
export function cursorOf(place: readonly number[]): string {
  return Buffer.from(JSON.stringify(place)).toString("base64url");
}

/** @param length how many numbers it must hold */
export function placeOf(cursor: string | undefined, length: number): readonly number[] | null {
  if (cursor === undefined) return null;
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    if (Array.isArray(place) && place.length === length && place.every(Number.isFinite)) return place as number[];
  } catch {
    // not one of ours: said below
  }
  throw new Refusal(400, "Not valid", "The cursor is not one that this server gave; begin with the first page.");
}
