/** Rows of RFC 4180 text: quotes where a cell needs them, doubled within. */
export function readCsv(text: string): Record<string, string>[] {
  const cells = [...text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)];
  const lines: string[][] = [[]];
  for (const [whole, quoted, plain = "", end] of cells) {
    if (whole === "") break;
    lines.at(-1)?.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end !== ",") lines.push([]);
  }
  const [names = [], ...rows] = lines.filter((line) => line.length > 0);
  const odd = rows.find((row) => row.length !== names.length);
  if (odd) throw new Error(`${odd[0]} has ${odd.length} cells instead of ${names.length}: quote what holds a comma`);
  return rows.map((row) => Object.fromEntries(names.map((name, column) => [name, row[column] ?? ""])));
}

export type CsvCell = string | number | null;

/** With these a spreadsheet would begin a formula (OWASP, CSV injection). */
const BEGINS_FORMULA = /^[=+\-@\t\r]/u;
const NEEDS_QUOTES = /[",\r\n]/u;

/** A line of RFC 4180. A text that a spreadsheet would compute gets an apostrophe in front; numbers stay numbers. */
export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(cell: CsvCell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const harmless = BEGINS_FORMULA.test(cell) ? `'${cell}` : cell;
  return NEEDS_QUOTES.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
