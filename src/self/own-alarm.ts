import type { Report } from "#events/event.ts";

/** Something about Tocsin itself that people must hear of, or that has passed. */
export interface OwnAlarm {
  /** Under the source `tocsin`: `break-glass/emergency-1`. */
  readonly point: string;
  readonly condition: string;
  readonly raised: boolean;
  readonly priority: "critical" | "high" | "medium";
  readonly text: string;
}

export function reportOf({ point, condition, raised, priority, text }: OwnAlarm): Report {
  return { point, kind: raised ? "raise" : "clear", category: "system", condition, priority, text, raw: "" };
}
