import type { Message } from "../channel.ts";
import { WORDS } from "../message-words.ts";
import { pageWords } from "../pager-text.ts";

/** What a handset shows: one line and, however little room there is, how to answer it. @param longest in characters */
export function handsetText(message: Message, longest: number): string {
  const { code, language = "en" } = message;
  const behind = code === undefined ? "" : `\n${WORDS[language].shortAnswer(code)}`;
  const letters = Array.from(pageWords(message));
  const room = longest - behind.length;
  return letters.length <= room ? letters.join("") + behind : `${letters.slice(0, room - 1).join("")}…${behind}`;
}
