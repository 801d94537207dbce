import type { Message } from "./channel.ts";

/** A message as it is said: without what only a reader can use (how to answer in writing, why it was sent). */
export function spokenText({ text, link }: Pick<Message, "text" | "link">): string {
  const lines = text.split("\n");
  const answers = link === undefined ? -1 : lines.findIndex((line) => line.includes(link));
  return lines
    .slice(0, answers < 0 ? undefined : answers)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("You are told because"))
    .map((line) => (/[.!?:,]$/u.test(line) ? line : `${line}.`))
    .join(" ");
}
