/** A DC-03 block: what was there and what it said about itself. */
export interface SiaBlock {
  /** Reported again from the panel's log (`O` instead of `N`). */
  readonly old: boolean;
  readonly events: readonly SiaEvent[];
  /** What the panel says in words, or "". */
  readonly text: string;
}

interface SiaEvent {
  /** Two capital letters. */
  readonly code: string;
  /** Up to five digits, or "". */
  readonly number: string;
  /** Two lower-case letters each: `ri` area, `id` user, `pi` peripheral, `ti` time, `da` date, `va` value … */
  readonly modifiers: Readonly<Record<string, string>>;
}

/**
 * Reads `Nti20:50:26/ri1/BA01/BA02^text^` and what panels make of it: missing slashes, texts of several forms. Null when
 * there is no event in it.
 */
export function readSiaBlock(data: string): SiaBlock | null {
  let at = 0;
  let old = false;
  if (data[0] === "N" || data[0] === "O") {
    const marked = isCapital(data, 1) ? isCapital(data, 2) : isLower(data, 1) && isLower(data, 2);
    if (marked) {
      old = data[0] === "O";
      at = 1;
    }
  }
  let modifiers: Record<string, string> = {};
  const events: SiaEvent[] = [];
  for (;;) {
    if (isLower(data, at) && isLower(data, at + 1)) {
      const name = data.slice(at, at + 2);
      const end = valueEnd(data, at + 2, name);
      modifiers = { ...modifiers, [name]: data.slice(at + 2, end) };
      at = data[end] === "/" ? end + 1 : end;
    } else if (isCapital(data, at) && isCapital(data, at + 1)) {
      const numberEnd = digitsEnd(data, at + 2, 5);
      events.push({ code: data.slice(at, at + 2), number: data.slice(at + 2, numberEnd), modifiers });
      at = numberEnd;
      if (data[at] !== "/") break;
      at++;
    } else break;
  }
  return events.length === 0 ? null : { old, events, text: textOf(data.slice(at)) };
}

/** Where the value of a modifier ends: at its slash, or, where that is missing, at the event that follows. */
function valueEnd(data: string, from: number, name: string): number {
  let at = from;
  if (name === "ti" || name === "da") {
    while (at < data.length && (isDigit(data, at) || data[at] === ":" || data[at] === "-")) at++;
    return at;
  }
  const digits = digitsEnd(data, from, 16);
  if (digits > from && isCapital(data, digits) && isCapital(data, digits + 1)) return digits;
  while (at < data.length && !'/|^*"'.includes(data[at] ?? "")) at++;
  return at;
}

const BRACKETING = ' \t*"|^';

/** `^text^`, `|Atext`, `*"text"NM`, a bare `NM`. */
function textOf(rest: string): string {
  if (rest === "") return "";
  let text = rest;
  const caret = text.indexOf("^");
  if (caret >= 0) {
    const close = text.indexOf("^", caret + 1);
    text = close < 0 ? text.slice(caret + 1) : `${text.slice(caret + 1, close)} ${text.slice(close + 1)}`;
  }
  if (text.startsWith("|A")) text = text.slice(2);
  if (text.endsWith("NM")) text = text.slice(0, -2);
  let from = 0;
  let to = text.length;
  while (from < to && BRACKETING.includes(text[from] ?? "")) from++;
  while (to > from && BRACKETING.includes(text[to - 1] ?? "")) to--;
  return text.slice(from, to);
}

function digitsEnd(data: string, from: number, longest: number): number {
  let at = from;
  while (at < from + longest && isDigit(data, at)) at++;
  return at;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x30 && code <= 0x39;
}

function isCapital(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x41 && code <= 0x5a;
}

function isLower(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x61 && code <= 0x7a;
}
