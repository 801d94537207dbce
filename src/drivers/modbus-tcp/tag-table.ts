import { type TagRow, TagSchema, withType, wrongsOf } from "./tag.ts";

interface RowError {
  /** In the file, from 1; the header is a line as well. */
  readonly line: number;
  readonly column: string;
  readonly expected: string;
  readonly found: string;
}

/** The whole table or none of it. */
export type TagTable =
  | { readonly kind: "table"; readonly tags: readonly TagRow[] }
  | { readonly kind: "refused"; readonly errors: readonly RowError[] };

/** What each column holds, by its name in the header; case, spaces and underscores do not matter there. */
const COLUMNS = {
  name: "name",
  key: "key",
  unit: "unit",
  fc: "fc",
  address: "address",
  type: "type",
  order: "order",
  bit: "bit",
  mask: "mask",
  scale: "scale",
  offset: "offset",
  kind: "kind",
  "active value": "activeValue",
  category: "category",
  priority: "priority",
  text: "text",
  deadband: "deadband",
  "report every": "reportEverySec",
  tier: "tier",
  "changes within": "changesWithinSec",
} as const satisfies Record<string, keyof TagRow>;
type Column = keyof typeof COLUMNS;

const NEEDED: readonly Column[] = ["name", "unit", "fc", "address"];
const NUMBERS: ReadonlySet<string> = new Set([
  "unit",
  "fc",
  "address",
  "bit",
  "mask",
  "scale",
  "offset",
  "deadband",
  "reportEverySec",
  "changesWithinSec",
]);
const MOST_ERRORS = 100;
const MOST_ROWS = 10_000;

/**
 * Reads a tag table as CSV: a header line, then a tag per line. Separator is the semicolon, or the comma when the header
 * has no semicolon; fields may stand in double quotes. Lines that are empty or begin with # are skipped.
 */
export function readTagTable(text: string): TagTable {
  const [header, ...rows] = cutRows(text.replace(/^\ufeff/, ""));
  if (!header)
    return refuse([{ line: 1, column: "", expected: `a header such as ${NEEDED.join(";")}`, found: "nothing" }]);
  const columns = header.fields.map((field) => columnOf(field));
  const errors: RowError[] = header.fields.flatMap((found, at) =>
    columns[at]
      ? []
      : [{ line: header.line, column: found, expected: `one of ${Object.keys(COLUMNS).join(", ")}`, found }],
  );
  for (const need of NEEDED) {
    if (!columns.includes(need))
      errors.push({ line: header.line, column: need, expected: `a column ${need}`, found: "none" });
  }
  if (columns.length !== new Set(columns).size) {
    errors.push({ line: header.line, column: "", expected: "every column once", found: header.fields.join(", ") });
  }
  if (rows.length > MOST_ROWS) {
    errors.push({ line: MOST_ROWS + 2, column: "", expected: `at most ${MOST_ROWS} tags`, found: `${rows.length}` });
  }
  if (errors.length > 0) return refuse(errors);
  if (rows.length === 0)
    return refuse([{ line: header.line + 1, column: "", expected: "at least one tag", found: "none" }]);

  const tags: TagRow[] = [];
  for (const { line, fields, damage } of rows) {
    if (damage !== undefined || fields.length > columns.length) {
      const found = damage ?? `${fields.length} fields`;
      errors.push({ line, column: "", expected: `${columns.length} fields as in the header`, found });
      continue;
    }
    const row = readRow(columns, fields);
    if (row.kind === "tag") tags.push(row.tag);
    else errors.push(...row.errors.map((error) => ({ line, ...error })));
    if (errors.length >= MOST_ERRORS) break;
  }
  return errors.length > 0 ? refuse(errors) : { kind: "table", tags };
}

function readRow(
  columns: readonly (Column | undefined)[],
  fields: readonly string[],
): { kind: "tag"; tag: TagRow } | { kind: "wrong"; errors: Omit<RowError, "line">[] } {
  const raw: Record<string, unknown> = {};
  const asFound: Record<string, string> = {};
  columns.forEach((column, at) => {
    const field = fields[at]?.trim() ?? "";
    if (!column || field === "") return;
    const property = COLUMNS[column];
    asFound[property] = field;
    raw[property] = readField(property, field);
  });
  raw["key"] ??= keyOf(typeof raw["name"] === "string" ? raw["name"] : "");
  const parsed = TagSchema.safeParse(raw);
  const wrongs = parsed.success
    ? wrongsOf(withType(parsed.data))
    : parsed.error.issues.map(({ path, message }): [string, string] => [String(path[0] ?? ""), message]);
  if (parsed.success && wrongs.length === 0) return { kind: "tag", tag: withType(parsed.data) };
  // Without a name there is no key either; one complaint is enough.
  const own = raw["name"] === undefined ? wrongs.filter(([property]) => property !== "key") : wrongs;
  const errors = own.map(([property, message]) => ({
    column: nameOf(property),
    expected: message.replace(/^(Invalid input: |Invalid option: )?(expected )?/, ""),
    found: asFound[property] ?? "nothing",
  }));
  return { kind: "wrong", errors };
}

function readField(property: string, field: string): unknown {
  if (property === "activeValue" && /^(true|false)$/i.test(field)) return field.toLowerCase() === "true";
  if (property === "mask" && /^0x[0-9a-f]{1,4}$/i.test(field)) return Number(field);
  if (NUMBERS.has(property) || property === "activeValue") {
    // A comma is the decimal point of half of Europe's spreadsheets.
    return /^[+-]?\d+([.,]\d+)?(e[+-]?\d+)?$/i.test(field) ? Number(field.replace(",", ".")) : field;
  }
  if (property === "order") return field.toUpperCase();
  return property === "type" || property === "kind" || property === "category" ? field.toLowerCase() : field;
}

/** The same table as text: semicolons, and only the columns that hold something. */
export function writeTagTable(tags: readonly TagRow[]): string {
  const used = Object.entries(COLUMNS).filter(([, property]) => tags.some((tag) => tag[property] !== undefined));
  const lines = tags.map((tag) => used.map(([, property]) => writeField(tag[property])).join(";"));
  return `${[used.map(([column]) => column).join(";"), ...lines].join("\n")}\n`;
}

function writeField(value: string | number | boolean = ""): string {
  const text = String(value);
  return /[";\r\n]|^[#\s]|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

interface Row {
  readonly line: number;
  readonly fields: readonly string[];
  readonly damage?: string;
}

function cutRows(text: string): Row[] {
  const lines = text.split(/\r\n|\r|\n/).map((content, at) => ({ content, line: at + 1 }));
  const filled = lines.filter(({ content }) => content.trim() !== "" && !content.startsWith("#"));
  const separator = filled[0]?.content.includes(";") ? ";" : ",";
  return filled.map(({ content, line }) => ({ line, ...cutFields(content, separator) }));
}

function cutFields(content: string, separator: string): { fields: string[]; damage?: string } {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    const quoted = /^\s*"((?:[^"]|"")*)"\s*/.exec(content.slice(at));
    if (quoted) {
      fields.push((quoted[1] ?? "").replaceAll('""', '"'));
      at += quoted[0].length;
      if (at < content.length && content[at] !== separator) return { fields, damage: "text behind a closing quote" };
    } else {
      const end = content.indexOf(separator, at);
      const field = content.slice(at, end < 0 ? content.length : end);
      if (field.trimStart().startsWith('"')) return { fields, damage: "a quote that is not closed" };
      fields.push(field);
      at += field.length;
    }
    if (at >= content.length) return { fields };
    at++;
  }
}

function columnOf(field: string): Column | undefined {
  const name = field
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, " ");
  return Object.keys(COLUMNS).find((column): column is Column => column === name);
}

function nameOf(property: string): string {
  return Object.entries(COLUMNS).find(([, own]) => own === property)?.[0] ?? property;
}

/** `Boiler 2: pressure` → `boiler-2-pressure`. */
function keyOf(name: string): string {
  const plain = name.normalize("NFKD").toLowerCase().replaceAll(/\p{M}/gu, "").replaceAll("ß", "ss");
  return plain
    .replaceAll(/[^a-z0-9._/]+/g, "-")
    .replaceAll(/^[-._/]+|-+$/g, "")
    .slice(0, 100);
}

function refuse(errors: readonly RowError[]): TagTable {
  return { kind: "refused", errors: errors.slice(0, MOST_ERRORS) };
}
