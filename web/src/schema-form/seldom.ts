import type { Field } from "./fields.ts";

/** Fewer are not worth a fold. */
const WORTH = 2;

/** Which fields of an object stand in sight, and which are folded: what must be filled in never is. */
export function seldomIn(fields: readonly Field[]): { shown: readonly Field[]; folded: readonly Field[] } {
  const folded = fields.filter(({ optional, seldom }) => optional && seldom);
  if (folded.length < WORTH) return { shown: fields, folded: [] };
  return { shown: fields.filter((field) => !folded.includes(field)), folded };
}
