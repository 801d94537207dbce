import type { Message } from "./channel.ts";

/** What a pager shows: one line, without what only a screen can use. */
export function pageWords({ text, subject, kind }: Message): string {
  // An alarm's subject says it all in one line; the other kinds say it in their text.
  return kind === "alarm" || kind === "cleared" ? subject : text.replace(/\s+/gu, " ").trim();
}

/** The same for a pager of so many ASCII characters. */
export function pageText(message: Message, longest: number): string {
  return cut(ascii(pageWords(message)), longest);
}

/** The text as pages that are numbered when there are several: `2/3 …`. What does not fit into `most` of them is cut. */
export function partsOf(message: Message, longest: number, most: number): readonly string[] {
  const whole = pageText(message, Number.POSITIVE_INFINITY);
  if (whole.length <= longest || most === 1) return [cut(whole, longest)];
  const room = longest - "1/2 ".length;
  const parts: string[] = [];
  let rest = whole;
  while (rest !== "" && parts.length < most - 1) {
    const end = rest.length <= room ? room : Math.max(rest.lastIndexOf(" ", room), room >> 1);
    parts.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  if (rest !== "") parts.push(cut(rest, room));
  return parts.map((part, at) => `${at + 1}/${parts.length} ${part}`);
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
