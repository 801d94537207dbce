const COMMA = 0x2c;
const CLOSE = 0x29;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** A value of a record; the empty string and null are different things. */
export type Cell = string | null;

/**
 * Reads what PostgreSQL writes for `string_agg((a, b, …)::text, '')`: records in text form, one after the other, as in
 * `(1,boiler,"High ""HH""",,t)`.
 * Source: PostgreSQL 18, 8.16.6 "Composite Type Input and Output Syntax".
 * @param own how many columns at the beginning differ from record to record; the others are mostly those of the record before
 * @param take gets each record in an array that is used again for the next one; cells that are as before are the same strings
 */
export function forEachRecord(page: string, own: number, take: (cells: readonly Cell[]) => void): void {
  const cells: Cell[] = [];
  /** As written in the record before, with the character that ended it. */
  const written: string[] = [];
  /** The same of all others together. */
  let rest = "";
  for (let at = 0; at < page.length; take(cells)) {
    at++; // the opening parenthesis
    for (let column = 0; column < own; column++) {
      const end = endOf(page, at);
      cells[column] = cellOf(page, at, end);
      at = end + 1;
    }
    if (rest !== "" && page.startsWith(rest, at)) {
      at += rest.length;
      continue;
    }
    const from = at;
    for (let column = own; page.charCodeAt(at - 1) !== CLOSE; column++) {
      const before = written[column];
      if (before !== undefined && page.startsWith(before, at)) {
        at += before.length;
      } else {
        const end = endOf(page, at);
        cells[column] = cellOf(page, at, end);
        written[column] = page.slice(at, end + 1);
        at = end + 1;
      }
    }
    rest = page.slice(from, at);
  }
}

/** Where the comma or parenthesis stands that ends the value that begins here. */
function endOf(page: string, from: number): number {
  const quoted = page.charCodeAt(from) === QUOTE;
  for (let at = quoted ? from + 1 : from; at < page.length; at++) {
    const code = page.charCodeAt(at);
    if (!quoted && (code === COMMA || code === CLOSE)) return at;
    if (quoted && code === BACKSLASH) at++;
    if (quoted && code === QUOTE && page.charCodeAt(++at) !== QUOTE) return at;
  }
  throw new Error("The text of records ends within a record.");
}

function cellOf(page: string, from: number, end: number): Cell {
  if (from === end) return null;
  if (page.charCodeAt(from) !== QUOTE) return copyOf(page.slice(from, end));
  const text = page.slice(from + 1, end - 1);
  return copyOf(text.includes('"') || text.includes("\\") ? text.replaceAll(/(["\\])\1/g, "$1") : text);
}

/** A long slice would keep the whole page in memory. */
function copyOf(text: string): string {
  return text.length < 13 ? text : Buffer.from(text).toString();
}
