import { byUrgency, tabOf, waitsForAcknowledgement } from "../alarms/order.ts";
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

/** The next alarm behind this one that waits for an acknowledgement, from the most urgent again after the last; null: none does. */
export function nextWaiting(alarm: AlarmView, rows: Iterable<{ readonly view: AlarmView }>): AlarmView | null {
  let behind: AlarmView | null = null;
  let first: AlarmView | null = null;
  for (const { view } of rows) {
    if (view.id === alarm.id || !waitsForAcknowledgement(view)) continue;
    if (first === null || byUrgency(view, first) < 0) first = view;
    if (byUrgency(view, alarm) > 0 && (behind === null || byUrgency(view, behind) < 0)) behind = view;
  }
  return behind ?? first;
}
