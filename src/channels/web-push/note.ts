import type { Message } from "../channel.ts";
import { LONGEST_NOTE } from "./encryption.ts";

const LONGEST_TITLE = 200;

/**
 * What the device gets, as JSON of at most `LONGEST_NOTE` octets; the page's service worker reads it. It stands on locked
 * screens: no code and no personal link, only what a person at the door may see, and where the rest is behind the sign-in.
 */
export function noteOf({ id, kind, language = "en", subject, text, priority, link, thread, facts }: Message): Buffer {
  const note = {
    id,
    kind,
    title: subject.slice(0, LONGEST_TITLE),
    body: "",
    priority,
    language,
    link: link ?? null,
    thread: thread ?? null,
    alarm: facts["alarm"] ?? 0,
    occurrence: facts["occurrence"] ?? 0,
    sequence: facts["sequence"] ?? 0,
  };
  const room = LONGEST_NOTE - Buffer.byteLength(JSON.stringify(note));
  return Buffer.from(JSON.stringify({ ...note, body: cut(text, room) }));
}

/** As much of the text as fits when it is written as JSON, between characters. */
function cut(text: string, octets: number): string {
  const fits = (part: string) => Buffer.byteLength(JSON.stringify(part)) - 2 <= octets;
  if (fits(text)) return text;
  const letters = Array.from(text);
  let [low, high] = [0, letters.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(`${letters.slice(0, middle).join("")}…`)) low = middle;
    else high = middle - 1;
  }
  return `${letters.slice(0, low).join("")}…`;
}
