import type { Priority, Report } from "#events/event.ts";
import type { Page } from "./dialogue.ts";
import type { Pin } from "./settings.ts";

/** A page that rings: the condition of its pin's point. */
const CONDITION = "page";

/** What a page to one pin says. With `at-once` it is over as soon as it came: nothing would ever end it. */
export function reportsOf(page: Page, pin: Pin): Report[] {
  const text = [page.subject, page.text].filter(Boolean).join(": ").replace(/\s+/gu, " ").trim();
  const priority = pin.priority ?? priorityOf(page.level);
  const report = {
    point: pin.pin,
    category: pin.category,
    condition: CONDITION,
    text: text.slice(0, 300),
    raw: JSON.stringify(page).slice(0, 4096),
    ...(priority !== undefined && { priority }),
  };
  if (pin.ends === "at-once")
    return [
      { ...report, kind: "raise" },
      { ...report, kind: "clear" },
    ];
  const ends = pin.clearWords.some((word) => beginsWith(page.text, word));
  return [{ ...report, kind: ends ? "clear" : "raise" }];
}

/** As a whole word: `OK` ends an alarm and `OKLAHOMA` does not. */
function beginsWith(text: string, word: string): boolean {
  const begin = text
    .trimStart()
    .slice(0, word.length + 1)
    .toUpperCase();
  return begin.startsWith(word.toUpperCase()) && !/[\p{L}\p{N}]/u.test(begin.slice(word.length));
}

/** Service levels (RFC 1861 §4.5.5): 0 and 1 are the priority ones, 2 to 5 the ordinary ones, beyond them what can wait. */
function priorityOf(level: number | null): Priority | undefined {
  if (level === null) return undefined;
  if (level <= 1) return "high";
  return level <= 5 ? "medium" : "low";
}
