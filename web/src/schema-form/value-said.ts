import { t } from "../texts.ts";
import { choiceSaid } from "./about.ts";
import type { Field } from "./fields.ts";
import { entryAt, nameAt } from "./place.ts";
import { branchOf, isThing, type Path } from "./values.ts";

/** What is called what a document names by id. @param of a kind of document, or what is no document: `role` */
export type NamedAs = (of: string, id: string) => string;

/** A place as the server writes it: `steps[0].tell` → `steps`, 0, `tell`. */
export function stepsOf(place: string): Path {
  return place
    .replace(/\[(\d+)\]/gu, ".$1")
    .split(".")
    .map((step) => (/^\d+$/u.test(step) ? Number(step) : step));
}

/** What the form draws at a place; null: it knows none. */
export function fieldAt(field: Field, [step, ...rest]: Path): Field | null {
  if (step === undefined) return field;
  const below = belowOf(field, step);
  return below && fieldAt(below, rest);
}

function belowOf(field: Field, step: string | number): Field | null {
  if (field.is === "object") return field.fields.find(({ name }) => name === step) ?? null;
  if (field.is === "list" || field.is === "map") return field.of;
  if (field.is !== "union") return null;
  return field.branches.map((branch) => belowOf(branch, step)).find((found) => found !== null) ?? null;
}

/** All that is named by id in it or below: kinds of documents, and what is no document. */
export function namedIn(field: Field): string[] {
  if (field.is === "text") return [field.refers, field.among].filter((one) => one !== null);
  if (field.is === "object") return field.fields.flatMap(namedIn);
  if (field.is === "union") return field.branches.flatMap(namedIn);
  return field.is === "list" || field.is === "map" ? namedIn(field.of) : [];
}

/** A value of a document as people read it, by the words of its field; entries of a list stand on lines of their own. */
export function valueSaid(field: Field | null, value: unknown, path: Path, named: NamedAs): string {
  if (value === null || value === undefined || value === "") return "";
  if (!field) return written(value);
  switch (field.is) {
    case "switch":
      return value === true ? t.common.on : t.common.off;
    case "number":
      return typeof value === "number" ? withUnit(value, field.unit) : written(value);
    case "choice":
      return choiceSaid(field.name, value, field.titles);
    case "fixed":
      return choiceSaid(field.name, value);
    case "text": {
      const of = field.refers ?? field.among;
      return of === null || typeof value !== "string" ? written(value) : named(of, value);
    }
    case "list":
      return Array.isArray(value) ? listSaid(field, value, path, named) : written(value);
    case "object":
      return isThing(value) ? objectSaid(field, value, path, named) : written(value);
    case "map":
      return isThing(value) ? mapSaid(field, value, path, named) : written(value);
    case "union":
      return valueSaid(field.branches[branchOf(field, value)] ?? null, value, path, named);
    case "any":
    case "nothing":
      return written(value);
  }
}

function mapSaid(
  { of }: Field & { is: "map" },
  value: Readonly<Record<string, unknown>>,
  path: Path,
  named: NamedAs,
): string {
  const entries = Object.entries(value).map(([key, one]) => `${key}: ${valueSaid(of, one, [...path, key], named)}`);
  return entries.join("; ");
}

function listSaid({ of }: Field & { is: "list" }, values: readonly unknown[], path: Path, named: NamedAs): string {
  const said = values.map((one, at) => valueSaid(of, one, [...path, at], named));
  if (!values.some(isThing)) return said.join(", ");
  return said.map((one, at) => (said.length > 1 ? `${entryAt(path, at)}: ${one}` : one)).join("\n");
}

/** By the names of its fields, in the order of the form; what is alone in it needs no name. */
function objectSaid(
  { fields }: Field & { is: "object" },
  value: Readonly<Record<string, unknown>>,
  path: Path,
  named: NamedAs,
): string {
  const said = fields.flatMap((below) => {
    const text = valueSaid(below, value[below.name], [...path, below.name], named);
    return text === "" ? [] : [{ name: below.name, text }];
  });
  if (said.length === 1) return said[0]?.text ?? "";
  return said.map(({ name, text }) => `${nameAt([...path, name])}: ${text}`).join("; ");
}

function withUnit(value: number, unit: string | null): string {
  const digits = value.toLocaleString(t.locale, { useGrouping: false, maximumFractionDigits: 20 });
  return unit === null ? digits : `${digits} ${unit}`;
}

function written(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
