import type { Priority } from "#events/event.ts";
import type { Message } from "../channel.ts";

/** ntfy's five: 5 rings through "do not disturb", 1 makes no sound (docs.ntfy.sh/publish, "Message priority"). */
const PRIORITIES: Readonly<Record<Priority, 1 | 2 | 3 | 4 | 5>> = {
  "life-safety": 5,
  critical: 5,
  high: 4,
  medium: 3,
  low: 2,
};
const TAGS: Readonly<Record<Priority, string>> = {
  "life-safety": "rotating_light",
  critical: "rotating_light",
  high: "warning",
  medium: "bell",
  low: "bell",
};
/** The server turns longer messages into attachments. In bytes. */
const LONGEST_MESSAGE = 4096;
const LONGEST_TITLE = 250;

/** The body of `POST /` (docs.ntfy.sh/publish, "Publish as JSON"). */
export function publication({ to, subject, text, priority, kind, link }: Message) {
  return {
    topic: to,
    title: subject.slice(0, LONGEST_TITLE),
    message: cut(text, LONGEST_MESSAGE),
    priority: kind === "alarm" || kind === "digest" ? PRIORITIES[priority] : 3,
    tags: [kind === "cleared" ? "white_check_mark" : TAGS[priority]],
    ...(link === undefined ? {} : { click: link, actions: [{ action: "view", label: "Open", url: link }] }),
  };
}

/** Not in the middle of a character. */
function cut(text: string, bytes: number): string {
  const all = Buffer.from(text);
  if (all.length <= bytes) return text;
  const ELLIPSIS = "…";
  let end = bytes - Buffer.byteLength(ELLIPSIS);
  while (end > 0 && ((all[end] ?? 0) & 0xc0) === 0x80) end--;
  return `${all.toString("utf8", 0, end)}${ELLIPSIS}`;
}
