import type { Message } from "./channel.ts";

/** The text for a pager of so many characters: ASCII, one line, and without what only a screen can use. */
export function pageText({ text, subject, kind }: Message, longest: number): string {
  // An alarm's subject says it all in one line; the other kinds say it in their text.
  const words = kind === "alarm" || kind === "cleared" ? subject : text;
  return cut(ascii(words), longest);
}

const LETTERS: Readonly<Record<string, string>> = {
  ä: "ae",
  ö: "oe",
  ü: "ue",
  Ä: "Ae",
  Ö: "Oe",
  Ü: "Ue",
  ß: "ss",
  ø: "o",
  Ø: "O",
  æ: "ae",
  Æ: "Ae",
  å: "aa",
  Å: "Aa",
  ł: "l",
  Ł: "L",
  "–": "-",
  "—": "-",
  "…": "...",
  "“": '"',
  "”": '"',
  "„": '"',
  "’": "'",
  "°": " deg ",
  µ: "u",
  "²": "2",
  "³": "3",
  "€": "EUR",
};

/** Letters that a pager of seven bits can show; what has no near relative becomes a question mark. */
export function ascii(text: string): string {
  return text
    .replace(/[^\u0020-\u007e]/gu, (letter) => LETTERS[letter] ?? plain(letter))
    .replace(/\s+/gu, " ")
    .trim();
}

function plain(letter: string): string {
  if (/\s|\p{Cc}/u.test(letter)) return " ";
  const base = letter.normalize("NFD").replace(/\p{M}/gu, "");
  return /^[\u0020-\u007e]*$/u.test(base) ? base : "?";
}

function cut(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 3).trimEnd()}...`;
}
