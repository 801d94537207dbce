import type { Report } from "#events/event.ts";

export const HISTORY_POINT = "history/retention";

/** What the history need not keep any longer can't be removed: the database grows. */
export function judgeHistory(because: string | null): Report {
  return {
    point: HISTORY_POINT,
    kind: because === null ? "clear" : "raise",
    category: "system",
    condition: "failing",
    priority: "medium",
    text:
      because === null
        ? "What the history need not keep any longer was removed"
        : `Old history stays in the database, and it is tried again every hour: ${because}`.slice(0, 1000),
    raw: "",
  };
}
