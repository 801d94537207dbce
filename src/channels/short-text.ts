import { fitted } from "#wire/sms/segments.ts";
import type { Message } from "./channel.ts";

/** What of a message goes into a short one: never without its priority and its code, whatever else must be cut. */
export function shortTextOf({ kind, subject, text, code }: Message, parts: number): string {
  if (code !== undefined) return fitted(subject, `\nReply ACK ${code}`, parts);
  return fitted(kind === "cleared" ? subject : text, "", parts);
}
