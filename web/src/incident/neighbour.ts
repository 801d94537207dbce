import { byUrgency, tabOf } from "../alarms/order.ts";
import type { AlarmView } from "../api/contract.ts";

/** The open alarm that stands before or behind this one, the most urgent first; null: there is none. */
export function neighbourOf(
  alarm: AlarmView,
  rows: Iterable<{ readonly view: AlarmView }>,
  where: "before" | "behind",
): AlarmView | null {
  const sign = where === "behind" ? 1 : -1;
  let nearest: AlarmView | null = null;
  for (const { view } of rows) {
    if (view.id === alarm.id || tabOf(view) !== "open" || sign * byUrgency(view, alarm) <= 0) continue;
    if (nearest === null || sign * byUrgency(view, nearest) < 0) nearest = view;
  }
  return nearest;
}
