import { z } from "zod";

/** Lower-case words with hyphens; a point's id is `source/address`. */
export const id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, "expected lower-case letters, digits, '.', '_' or '-', at most 63");
/** The id of another document, which forms offer to choose; references.ts says the same to whoever checks. */
export function idOf(kind: string) {
  return id.meta({ refers: kind });
}
/** What a name may be of that is no document. */
type Among = "role" | "driver-host" | "notifier-host" | "method" | "level";
/** The id of something that is no document, or of an entry of one; forms offer what there is of it. */
export function idAmong(what: Among) {
  return id.meta({ among: what });
}
export const name = z.string().trim().min(1).max(120);
/** `source/address`. */
export const pointId = z.string().max(264).describe("source/address");
/** The id of a point that another document names. */
export const namedPoint = pointId.meta({ refers: "point" });
/** Of an uploaded file. */
export const fileId = z.string().regex(/^[0-9a-f]{64}$/, "expected the id of an uploaded file, its SHA-256 in hex");
export const tags = z.array(id).max(32).default([]);
