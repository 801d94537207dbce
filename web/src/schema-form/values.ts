import type { Field } from "./fields.ts";

/** What stands for a stored secret; sent back it means "keep it". */
export const STORED = "***";

export type Path = readonly (string | number)[];
type Thing = Readonly<Record<string, unknown>>;

export function isThing(value: unknown): value is Thing {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What a place begins with once somebody adds it. */
export function emptyOf(field: Field): unknown {
  if (field.fallback !== undefined) return structuredClone(field.fallback);
  switch (field.is) {
    case "text":
      return "";
    case "number":
      // What somebody must say is not said for them: 0 is an address, too.
      return "";
    case "switch":
      return false;
    case "choice":
      return field.options[0];
    case "fixed":
      return field.value;
    case "nothing":
      return null;
    case "list":
      return firstEntries(field);
    case "map":
    case "any":
      return {};
    case "object":
      return Object.fromEntries(
        field.fields.filter(({ optional }) => !optional).map((below) => [below.name, emptyOf(below)]),
      );
    case "union":
      return field.branches[0] && emptyOf(field.branches[0]);
  }
}

/** What a list begins with that must not be empty: one entry to fill in. What is ticked is left to whoever ticks. */
function firstEntries({ least, of }: Field & { is: "list" }): unknown[] {
  return least > 0 && of.is !== "choice" ? [emptyOf(of)] : [];
}

/** A document in which each list that must not be empty, and of which nothing is said yet, has its first entry. */
export function withFirstEntries(field: Field, draft: unknown): unknown {
  if (field.is === "list" && Array.isArray(draft)) {
    const before = draft as readonly unknown[];
    const entries = before.map((entry) => withFirstEntries(field.of, entry));
    return entries.every((entry, at) => entry === before[at]) ? before : entries;
  }
  if (field.is === "union") {
    const branch = field.branches[branchOf(field, draft)];
    return branch ? withFirstEntries(branch, draft) : draft;
  }
  if (field.is !== "object" || !isThing(draft)) return draft;
  return field.fields.reduce<Thing>((all, below) => {
    const present = all[below.name];
    if (below.is === "list" && !below.optional && present === undefined) {
      const entries = firstEntries(below);
      return entries.length > 0 ? { ...all, [below.name]: entries } : all;
    }
    const filled = withFirstEntries(below, present);
    return filled === present ? all : { ...all, [below.name]: filled };
  }, draft);
}

/** Which branch of a union a value is of; the first when it fits none. */
export function branchOf(union: Field & { is: "union" }, value: unknown): number {
  const places = union.branches.map((branch) => fitness(branch, value));
  const best = Math.max(...places);
  return Math.max(0, places.indexOf(best));
}

/** 0: it can't be of that shape; more: the better it fits. */
function fitness(field: Field, value: unknown): number {
  switch (field.is) {
    case "nothing":
      return value === null ? 2 : 0;
    case "fixed":
      return value === field.value ? 2 : 0;
    case "choice":
      return field.options.includes(value as never) ? 2 : 0;
    case "text":
      return typeof value === "string" ? 1 : 0;
    case "number":
      return typeof value === "number" ? 1 : 0;
    case "switch":
      return typeof value === "boolean" ? 1 : 0;
    case "list":
      return Array.isArray(value) ? 1 : 0;
    case "any":
    case "map":
      return isThing(value) ? 1 : 0;
    case "union":
      return Math.max(...field.branches.map((branch) => fitness(branch, value)));
    case "object": {
      if (!isThing(value)) return 0;
      let fits = 1;
      for (const below of field.fields) {
        const present = value[below.name];
        if (below.is === "fixed") {
          if (present !== below.value) return 0;
          fits += 2;
        } else if (present !== undefined) fits += 1;
        else if (!below.optional) fits -= 1;
      }
      return Math.max(fits, 0.5);
    }
  }
}

/** A scalar as text; anything else is none. */
export function textIn(value: unknown): string {
  return typeof value === "string"
    ? value
    : typeof value === "number" || typeof value === "boolean"
      ? String(value)
      : "";
}

export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, step) => (at as Readonly<Record<string | number, unknown>> | undefined)?.[step],
    value,
  );
}

/** The same with another value at a place; undefined takes the key away. */
export function withValue(value: unknown, path: Path, next: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return next;
  if (typeof step === "number") {
    const list = Array.isArray(value) ? [...(value as unknown[])] : [];
    list[step] = withValue(list[step], rest, next);
    return list;
  }
  const thing = isThing(value) ? { ...value } : {};
  const below = withValue(thing[step], rest, next);
  if (below === undefined) delete thing[step];
  else thing[step] = below;
  return thing;
}

/** What the form says, as the document that is sent: numbers as numbers, and nothing where a field was left empty. */
export function documentOf(field: Field, draft: unknown): unknown {
  switch (field.is) {
    case "text":
      return draft === "" && field.optional ? undefined : draft;
    case "number":
      return typeof draft === "string" ? numberIn(draft, field.optional) : draft;
    case "list":
      return Array.isArray(draft) ? draft.map((entry) => documentOf(field.of, entry)) : draft;
    case "map":
      return isThing(draft)
        ? Object.fromEntries(Object.entries(draft).map(([key, below]) => [key, documentOf(field.of, below)]))
        : draft;
    case "union": {
      const branch = field.branches[branchOf(field, draft)];
      return branch ? documentOf(branch, draft) : draft;
    }
    case "object": {
      if (!isThing(draft)) return draft;
      const known = new Map(field.fields.map((below) => [below.name, below]));
      const entries = Object.entries(draft).map(([key, value]) => {
        const below = known.get(key);
        return [key, below ? documentOf(below, value) : value] as const;
      });
      return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
    }
    case "switch":
    case "choice":
    case "fixed":
    case "nothing":
    case "any":
      return draft;
  }
}

/** Also with a comma; what is no number stays as it is, so that the server says so. */
function numberIn(text: string, optional: boolean): unknown {
  const trimmed = text.trim().replace(",", ".");
  if (trimmed === "") return optional ? undefined : text;
  return Number.isFinite(Number(trimmed)) ? Number(trimmed) : text;
}

/** Mistakes by the place in the document. */
export function mistakesByPlace(
  mistakes: readonly { readonly path: string; readonly message: string }[],
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { path, message } of mistakes) found.set(path, [found.get(path), message].filter(Boolean).join(". "));
  return found;
}

/** Whether a mistake lies at a place or below it. */
export function hasMistake(mistakes: ReadonlyMap<string, string>, path: Path): boolean {
  const place = path.join(".");
  return [...mistakes.keys()].some((one) => one === place || one.startsWith(`${place}.`));
}

/** Which is the last entry of a list in which something is wrong; -1: none. */
export function lastMistake(mistakes: ReadonlyMap<string, string>, path: Path): number {
  const place = `${path.join(".")}.`;
  const below = [...mistakes.keys()].filter((one) => one.startsWith(place));
  return Math.max(-1, ...below.map((one) => Number.parseInt(one.slice(place.length), 10)).filter(Number.isInteger));
}

/**
 * What a list shows of an entry that is folded: by what it is told from others, else what the list calls it.
 *
 * @param name `Server 1`
 * @param say what one of its fields says, with what people call it
 */
export function summaryOf(
  value: unknown,
  at: number,
  name: string,
  say: (key: string, text: string) => string,
): string {
  const told = toldBy(value, say);
  return told === "" ? name : `${at + 1}. ${told}`;
}

function toldBy(value: unknown, say: (key: string, text: string) => string): string {
  if (!isThing(value)) return value === undefined || value === null ? "" : JSON.stringify(value);
  for (const key of ["name", "id", "account", "pin", "key", "group", "date", "from"]) {
    const said = value[key];
    if (typeof said === "string" && said !== "") return said;
  }
  for (const [key, said] of Object.entries(value)) if (typeof said === "string" && said !== "") return say(key, said);
  return "";
}
