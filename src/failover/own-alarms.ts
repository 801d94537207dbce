import type { Report } from "#events/event.ts";

/** Points of Tocsin itself. */
export const DEGRADED = "failover/degraded";
export const TWO_ACTIVE = "failover/two-active";
export const DRILL = "failover/drill";

/** @param because why no standby could take over; null: one could */
export function degradedReport(because: string | null): Report {
  const text =
    because === null
      ? "The standby has everything again."
      : `No standby could take over without loss: ${because}. See "tocsin failover status" on both machines.`;
  return { ...reportOf(because !== null), point: DEGRADED, condition: "degraded", priority: "high", text };
}

/** Somebody had a node take over by force while the other one was off, and that one then began alone: both are as good. */
export function twoActiveReport(two: boolean): Report {
  const text = two
    ? 'Both cores are the active one: people are told twice. Stop the one that knows less, and give up its database with "tocsin failover join --yes".'
    : "One core is the active one again.";
  return { ...reportOf(two), point: TWO_ACTIVE, condition: "two-active", priority: "critical", text };
}

/** That a drill failed, or is overdue; null: neither. */
export function drillReport(trouble: { because: string; priority: "high" | "medium" } | null): Report {
  const { because: text, priority } = trouble ?? {
    because: "A drill of the hand-over has passed.",
    priority: "medium",
  };
  return { ...reportOf(trouble !== null), point: DRILL, condition: "due", priority, text };
}

function reportOf(raised: boolean) {
  return { kind: raised ? "raise" : "clear", category: "system", raw: "" } as const;
}
