import { readCsv } from "#kernel/csv.ts";
import { saying } from "#kernel/fault.ts";
import { SpokenWord } from "#site/speech.ts";
import type { OwnWord } from "./pronounce.ts";

const COLUMNS = ["written", "spoken", "language"] as const;

/** RFC 4180, with a first line of names. */
export function writeWordList(words: readonly OwnWord[]): string {
  const rows = words.map(({ written, spoken, language = "" }) => [written, spoken, language]);
  return [COLUMNS, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

/** The words, or what is wrong with the first line that is none. */
export function readWordList(csv: string): { readonly words: readonly OwnWord[] } | { readonly mistake: string } {
  const text = csv.replace(/^\uFEFF/u, "");
  if (!/^written,spoken(?:,language)?\r?(?:\n|$)/.test(text)) {
    return { mistake: `The first line must be ${COLUMNS.join(",")}; language may be left out.` };
  }
  let rows: Record<string, string>[];
  try {
    rows = readCsv(text);
  } catch (thrown) {
    return { mistake: `The list can't be read: ${saying(thrown)}.` };
  }
  const words: OwnWord[] = [];
  for (const [at, { written, spoken, language }] of rows.entries()) {
    const reading = SpokenWord.safeParse({ written, spoken, ...(language ? { language } : {}) });
    if (!reading.success) {
      const why = reading.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
      return { mistake: `Line ${at + 2} is no word: ${why}.` };
    }
    words.push(reading.data);
  }
  return { words };
}

function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
