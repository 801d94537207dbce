import { fitted } from "#wire/sms/segments.ts";
import type { Message } from "./channel.ts";
import { WORDS } from "./message-words.ts";

/** What of a message goes into a short one: never without its priority and its code, whatever else must be cut. */
export function shortTextOf({ kind, language = "en", subject, text, code }: Message, parts: number): string {
  if (code !== undefined) return fitted(subject, `\n${WORDS[language].shortAnswer(code)}`, parts);
  return fitted(kind === "cleared" ? subject : text, "", parts);
}
