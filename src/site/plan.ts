import { isDeepStrictEqual } from "node:util";
import type { SiteDocument } from "./check.ts";
import { shown, written } from "./mistake.ts";
import type { SiteKind } from "./site.ts";

/** One field of a document that would be another. Absent values are null. */
export interface FieldChange {
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
}

export interface Change {
  readonly action: "create" | "change" | "delete";
  readonly kind: SiteKind;
  readonly id: string;
  readonly fields: readonly FieldChange[];
}

type Shown = (document: SiteDocument) => unknown;

/**
 * What would become of one document, or null when nothing would. Compared with secrets in clear; `masked` gives what may
 * be shown of a document, so that a changed secret appears as `***` on both sides.
 */
export function changeOf(
  before: SiteDocument | undefined,
  after: SiteDocument | undefined,
  masked: Shown,
): Change | null {
  if (before && after) {
    if (isDeepStrictEqual(before.body, after.body)) return null;
    const fields = fieldChanges(before.body, after.body, masked(before), masked(after), []);
    return { action: "change", kind: after.kind, id: after.body.id, fields };
  }
  if (after) return { action: "create", kind: after.kind, id: after.body.id, fields: fieldsOf(masked(after), "to") };
  if (before) return { action: "delete", kind: before.kind, id: before.body.id, fields: [] };
  return null;
}

function fieldsOf(body: unknown, side: "to"): FieldChange[] {
  return Object.entries(body as Record<string, unknown>)
    .filter(([name, value]) => name !== "id" && !isEmpty(value))
    .map(([path, value]) => ({ path, from: null, [side]: value }) as FieldChange);
}

function isEmpty(value: unknown): boolean {
  return value === undefined || (typeof value === "object" && value !== null && Object.keys(value).length === 0);
}

type Path = readonly (string | number)[];

function fieldChanges(
  before: unknown,
  after: unknown,
  shownBefore: unknown,
  shownAfter: unknown,
  path: Path,
): FieldChange[] {
  if (isDeepStrictEqual(before, after)) return [];
  const lists = Array.isArray(before) && Array.isArray(after);
  const alike = lists ? before.length === after.length : isObject(before) && isObject(after);
  if (!alike) return [{ path: written(path), from: shownBefore ?? null, to: shownAfter ?? null }];
  const keys = new Set([...Object.keys(before as object), ...Object.keys(after as object)]);
  return [...keys].flatMap((key) => {
    const at = (value: unknown) => (value as Record<string, unknown>)[key];
    const step = lists ? Number(key) : key;
    return fieldChanges(at(before), at(after), at(shownBefore), at(shownAfter), [...path, step]);
  });
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const SIGNS = { create: "+", change: "~", delete: "-" } as const;

const WORDS = {
  plan: { none: "Nothing would change", create: "to create", change: "to change", delete: "to delete" },
  done: { none: "Nothing was changed", create: "created", change: "changed", delete: "deleted" },
} as const;

/** The changes as people read them, one per paragraph. */
export function planText(changes: readonly Change[], tense: keyof typeof WORDS = "plan"): string {
  const words = WORDS[tense];
  if (changes.length === 0) return `${words.none}: the site is as the documents say.\n`;
  const lines = changes.flatMap(({ action, kind, id, fields }) => [
    `${SIGNS[action]} ${action} ${kind} ${id}`,
    ...fields.map(({ path, from, to }) =>
      action === "create"
        ? `    ${path}: ${shown(to)}`
        : `    ${path}: ${shown(from ?? undefined)} → ${shown(to ?? undefined)}`,
    ),
  ]);
  const count = (action: Change["action"]) => changes.filter((change) => change.action === action).length;
  const counts = (["create", "change", "delete"] as const).map((action) => `${count(action)} ${words[action]}`);
  return `${lines.join("\n")}\n\n${counts.join(", ")}\n`;
}
