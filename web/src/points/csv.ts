/** A table as RFC 4180 has it, with the separator that the file itself shows. */
export interface Table {
  readonly separator: string;
  readonly header: readonly string[];
  /** Cells by row; `line` is where the row begins in the file, from 1. */
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[];
}

export type TableReading =
  | ({ readonly kind: "table" } & Table)
  | { readonly kind: "damaged"; readonly line: number; readonly why: "open-quote" | "text-after-quote" | "empty" };

const SEPARATORS = [",", ";", "\t", "|"];

export function readTable(text: string): TableReading {
  const whole = text.replace(/^\uFEFF/, "");
  // Excel writes this line so that it finds its own separator again.
  const said = /^sep=(.)\r?\n/i.exec(whole);
  const body = said ? whole.slice(said[0].length) : whole;
  const separator = said?.[1] ?? separatorOf(body);
  const reading = rowsOf(body, separator, said ? 2 : 1);
  if ("why" in reading) return { kind: "damaged", ...reading };
  const [header, ...rows] = reading.rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== ""));
  if (!header) return { kind: "damaged", line: 1, why: "empty" };
  return {
    kind: "table",
    separator,
    header: header.cells.map((cell) => harmed(cell).trim()),
    rows: rows.map(({ line, cells }) => ({ line, cells: cells.map(harmed) })),
  };
}

/** The one that stands most often in the first line, outside of quotes. */
function separatorOf(text: string): string {
  const first = (/^(?:"(?:[^"]|"")*"|[^"\r\n])*/.exec(text)?.[0] ?? "").replace(/"(?:[^"]|"")*"/g, "");
  const counts = SEPARATORS.map((one) => first.split(one).length - 1);
  return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ",";
}

type Rows = { rows: { line: number; cells: string[] }[] } | { line: number; why: "open-quote" | "text-after-quote" };

function rowsOf(text: string, separator: string, firstLine: number): Rows {
  const rows: { line: number; cells: string[] }[] = [];
  let cells: string[] = [];
  let line = firstLine;
  let began = line;
  let at = 0;
  const end = () => {
    rows.push({ line: began, cells });
    cells = [];
    began = line;
  };
  while (at <= text.length) {
    let cell = "";
    if (text[at] === '"') {
      const opened = line;
      for (at++; ; at++) {
        if (at >= text.length) return { line: opened, why: "open-quote" };
        const character = text[at] ?? "";
        if (character === '"' && text[at + 1] !== '"') break;
        if (character === '"') at++;
        if (character === "\n") line++;
        cell += character;
      }
      at++;
      const next = text[at];
      if (next !== undefined && next !== separator && next !== "\n" && next !== "\r") {
        return { line, why: "text-after-quote" };
      }
    } else {
      const from = at;
      while (at < text.length && text[at] !== separator && text[at] !== "\n" && text[at] !== "\r") at++;
      cell = text.slice(from, at);
    }
    cells.push(cell);
    if (text[at] === separator) {
      at++;
      continue;
    }
    if (text[at] === "\r" && text[at + 1] === "\n") at++;
    line++;
    at++;
    end();
  }
  return { rows };
}

export function writeTable(header: readonly string[], rows: readonly (readonly string[])[], separator = ","): string {
  return [header, ...rows]
    .map((cells) => `${cells.map((cell) => written(cell, separator)).join(separator)}\r\n`)
    .join("");
}

function written(cell: string, separator: string): string {
  const safe = harmless(cell);
  return /["\r\n]/.test(safe) || safe.includes(separator) || safe.trim() !== safe
    ? `"${safe.replaceAll('"', '""')}"`
    : safe;
}

/** What a spreadsheet would run: OWASP, CSV Injection. A plain number is none. */
const FORMULA = /^'*[=+\-@\t\r]/;
const NUMBER = /^-?\d+([.,]\d+)?$/;

/** A cell that no spreadsheet runs as a formula; `harmed` takes it back. */
export function harmless(cell: string): string {
  return FORMULA.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell;
}

function harmed(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
}
