import type { Field } from "../schema-form/fields.ts";
import { isThing } from "../schema-form/values.ts";
import type { Table } from "./csv.ts";

type Body = Readonly<Record<string, unknown>>;

/** A column of a table of points: how its cells are read and written. */
export interface Column {
  readonly name: string;
  /** What to write into the document, or why the cell is no good. `before` is the document as far as it is known. */
  read(cell: string, before: Body): { readonly fields: Body } | { readonly expected: string };
  write(body: Body): string;
}

/** The limits that people keep in spreadsheets have columns of their own; the rest of the conditions is JSON in one. */
const LIMITS = ["high-high", "high", "low", "low-low"] as const;
const YES = ["yes", "true", "1", "x", "ja", "wahr"];
const NO = ["no", "false", "0", "", "nein", "falsch"];

/** Columns of points, drawn from their schema. */
export function columnsOf(point: Field): Column[] {
  if (point.is !== "object") return [];
  const own = point.fields.filter(({ name }) => name !== "id").map(columnOf);
  return [...own, ...LIMITS.map(limitColumn)];
}

function columnOf(field: Field): Column {
  const { name } = field;
  return {
    name,
    read: (cell) => {
      const trimmed = cell.trim();
      if (trimmed === "") return field.optional ? { fields: { [name]: undefined } } : { expected: "something" };
      const value = valueOf(field, trimmed);
      return "expected" in value ? value : { fields: { [name]: value.value } };
    },
    write: (body) => cellOf(body[name]),
  };
}

function valueOf(field: Field, cell: string): { readonly value: unknown } | { readonly expected: string } {
  switch (field.is) {
    case "text":
      return { value: cell };
    case "number": {
      const number = Number(cell.replace(",", "."));
      return Number.isFinite(number) ? { value: number } : { expected: "a number" };
    }
    case "switch":
      if (YES.includes(cell.toLowerCase())) return { value: true };
      return NO.includes(cell.toLowerCase()) ? { value: false } : { expected: "yes or no" };
    case "choice":
      return field.options.includes(cell) ? { value: cell } : { expected: `one of ${field.options.join(", ")}` };
    case "list":
      if (field.of.is === "text") return { value: cell.split(/[;,|\s]+/).filter((one) => one !== "") };
      return jsonOf(cell);
    case "object":
    case "union":
    case "map":
    case "any":
    case "fixed":
    case "nothing":
      return jsonOf(cell);
  }
}

function jsonOf(cell: string): { readonly value: unknown } | { readonly expected: string } {
  try {
    return { value: JSON.parse(cell) as unknown };
  } catch {
    return { expected: "JSON" };
  }
}

function cellOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value.join(" ");
  return Array.isArray(value) && value.length === 0 ? "" : JSON.stringify(value);
}

function limitColumn(type: (typeof LIMITS)[number]): Column {
  const conditionsOf = (body: Body) => (Array.isArray(body["conditions"]) ? (body["conditions"] as unknown[]) : []);
  const isIt = (one: unknown) => isThing(one) && one["type"] === type && one["name"] === undefined;
  return {
    name: type,
    read: (cell, before) => {
      const conditions = conditionsOf(before);
      const trimmed = cell.trim();
      if (trimmed === "") return { fields: {} };
      const limit = Number(trimmed.replace(",", "."));
      if (!Number.isFinite(limit)) return { expected: "a number" };
      const changed = conditions.map((one) => (isIt(one) ? { ...(one as Body), limit } : one));
      return { fields: { conditions: conditions.some(isIt) ? changed : [...conditions, { type, limit }] } };
    },
    write: (body) => {
      const found = conditionsOf(body).find(isIt) as Body | undefined;
      return found ? cellOf(found["limit"]) : "";
    },
  };
}

/** Words of other languages and programs for the same columns. */
const ALIASES: Readonly<Record<string, string>> = {
  quelle: "source",
  adresse: "address",
  bezeichnung: "name",
  bereich: "partition",
  einheit: "unit",
  prioritaet: "priority",
  priorität: "priority",
  anweisung: "instructions",
  anweisungen: "instructions",
  folge: "consequence",
  folgen: "consequence",
  hihi: "high-high",
  hh: "high-high",
  hi: "high",
  lo: "low",
  lolo: "low-low",
  ll: "low-low",
  egu: "unit",
  tag: "address",
  tagname: "address",
  description: "name",
};

/** Which column each heading means; null: none. */
export function mappingOf(header: readonly string[], columns: readonly Column[]): (string | null)[] {
  const plain = (text: string) => text.toLowerCase().replace(/[^\p{L}\d]/gu, "");
  const names = new Map(columns.map(({ name }) => [plain(name), name]));
  const taken = new Set<string>();
  return header.map((heading) => {
    const found = names.get(plain(heading)) ?? ALIASES[plain(heading)] ?? null;
    if (found === null || taken.has(found)) return null;
    taken.add(found);
    return found;
  });
}

export interface WrongRow {
  /** Line of the file, from 1. */
  readonly line: number;
  readonly column: string | null;
  readonly expected: string;
  readonly found: string;
  /** The line that has the same address. */
  readonly twin?: number;
}

export interface ReadRow {
  readonly line: number;
  readonly body: Body & { readonly id: string };
}

/**
 * The documents that the rows of a table stand for. What a column says replaces what a point of that name has; what no
 * column is about stays as it is. @param source taken where the table has no such column @param sources those that there are; null: not known
 */
export function pointsIn(
  rows: readonly { readonly line: number; readonly cells: readonly string[] }[],
  mapping: readonly (string | null)[],
  columns: readonly Column[],
  options: {
    readonly source: string;
    readonly existing: ReadonlyMap<string, Body>;
    readonly sources: ReadonlySet<string> | null;
  },
): { readonly points: readonly ReadRow[]; readonly wrong: readonly WrongRow[] } {
  const byName = new Map(columns.map((column) => [column.name, column]));
  const points: ReadRow[] = [];
  const wrong: WrongRow[] = [];
  const lines = new Map<string, number>();
  for (const { line, cells } of rows) {
    const cell = (name: string) => cells[mapping.indexOf(name)]?.trim() ?? "";
    const source = mapping.includes("source") && cell("source") !== "" ? cell("source") : options.source;
    const address = cell("address");
    const id = `${source}/${address}`;
    const twice = lines.get(id);
    if (source === "" || address === "") {
      const missing = source === "" ? "source" : "address";
      wrong.push({ line, column: missing, expected: missing, found: "" });
      continue;
    }
    if (options.sources?.has(source) === false) {
      wrong.push({ line, column: "source", expected: "the id of a source that exists", found: source });
      continue;
    }
    if (twice !== undefined) {
      wrong.push({ line, column: "address", expected: "an address of its own", found: id, twin: twice });
      continue;
    }
    lines.set(id, line);
    const reading = readRow(cells, mapping, byName, { ...options.existing.get(id) });
    wrong.push(...reading.wrong.map((one) => ({ ...one, line })));
    if (reading.wrong.length > 0) continue;
    const entries = Object.entries({ ...reading.body, id, source, address }).filter(([, value]) => value !== undefined);
    points.push({ line, body: Object.fromEntries(entries) as ReadRow["body"] });
  }
  return { points, wrong };
}

function readRow(
  cells: readonly string[],
  mapping: readonly (string | null)[],
  columns: ReadonlyMap<string, Column>,
  before: Body,
): { readonly body: Body; readonly wrong: readonly Omit<WrongRow, "line">[] } {
  let body = before;
  const wrong: Omit<WrongRow, "line">[] = [];
  // The limits last: they go into what the column of conditions says.
  const ordered = mapping
    .map((name, at) => ({ column: name === null ? undefined : columns.get(name), cell: cells[at] ?? "" }))
    .toSorted((a, b) => Number(isLimit(a.column)) - Number(isLimit(b.column)));
  for (const { column, cell } of ordered) {
    if (!column || column.name === "source" || column.name === "address") continue;
    const reading = column.read(cell, body);
    if ("expected" in reading) wrong.push({ column: column.name, expected: reading.expected, found: cell });
    else body = { ...body, ...reading.fields };
  }
  return { body, wrong };
}

function isLimit(column: Column | undefined): boolean {
  return LIMITS.some((one) => one === column?.name);
}

/** Header and cells of points, for `writeTable`. */
export function tableOf(points: readonly Body[], columns: readonly Column[]) {
  return {
    header: columns.map(({ name }) => name),
    rows: points.map((point) => columns.map((column) => column.write(point))),
  };
}

/** A table to begin with: one point, with a limit and what to do. */
export function exampleTable(columns: readonly Column[], source: string) {
  const body = {
    source,
    address: "unit-1/boiler.temperature",
    name: "Boiler temperature",
    unit: "°C",
    priority: "high",
    conditions: [{ type: "high", limit: 90 }],
    instructions: "Close the valve",
  };
  const { header, rows } = tableOf([body], columns);
  // The limits have columns of their own.
  const at = header.indexOf("conditions");
  const without = (cells: readonly string[]) => cells.filter((_, index) => index !== at);
  return { header: without(header), rows: rows.map(without) };
}

/** Rows as they came, each with what is wrong with it: to be corrected in a spreadsheet, and to come again. */
export function wrongTable(
  { header, rows }: Table,
  wrong: readonly { readonly line: number; readonly column: string; readonly why: string }[],
  heading: string,
) {
  const why = new Map<number, string[]>();
  for (const one of wrong) why.set(one.line, [...(why.get(one.line) ?? []), `${one.column}: ${one.why}`]);
  return {
    header: [...header, heading],
    rows: rows.flatMap(({ line, cells }) => {
      const said = why.get(line);
      return said ? [[...header.map((_, at) => cells[at] ?? ""), said.join("; ")]] : [];
    }),
  };
}
