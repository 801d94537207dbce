import { type CsvCell, csvLine } from "#kernel/csv.ts";

/** How an export is written. */
export const EXPORT_FORMATS = ["csv", "jsonl"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Excel takes text for UTF-8 only when it begins so. */
export const BYTE_ORDER_MARK = "\uFEFF";

/** Columns of an export, in their order. Those that end in `At` or are called `at` hold instants. */
export const EVENT_COLUMNS = [
  "id",
  "receivedAt",
  "at",
  "partition",
  "source",
  "point",
  "kind",
  "category",
  "condition",
  "priority",
  "code",
  "text",
  "value",
  "quality",
  "raw",
] as const;
export const TRANSITION_COLUMNS = [
  "id",
  "at",
  "alarm",
  "occurrence",
  "sequence",
  "partition",
  "source",
  "point",
  "condition",
  "category",
  "priority",
  "text",
  "input",
  "from",
  "to",
  "because",
  "actor",
  "via",
  "event",
  "comment",
] as const;

/** One row as a line; instants in CSV as ISO 8601 in UTC, in JSON as milliseconds. */
export function exportLine(
  row: Readonly<Record<string, unknown>>,
  columns: readonly string[],
  format: ExportFormat,
): string {
  if (format === "jsonl")
    return `${JSON.stringify(Object.fromEntries(columns.map((name) => [name, row[name] ?? null])))}\n`;
  return csvLine(
    columns.map((name) => {
      const value = (row[name] ?? null) as CsvCell;
      return typeof value === "number" && (name === "at" || name.endsWith("At"))
        ? new Date(value).toISOString()
        : value;
    }),
  );
}

/** The last line of an export that was not whole. */
export function cutLine(after: number, format: ExportFormat): string {
  const said = `Cut after ${after} rows: choose a shorter time to export the older ones`;
  return format === "jsonl" ? `${JSON.stringify({ cut: true, after, said })}\n` : csvLine([said]);
}
