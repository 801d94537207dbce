import { byUrgency, tabOf } from "../alarms/order.ts";
import type { AlarmView } from "../api/contract.ts";

/** Of the open alarms the most urgent ones, and how many more there are. Goes through all of them once and sorts few. */
export function topmost(
  alarms: Iterable<AlarmView>,
  most: number,
): { readonly shown: readonly AlarmView[]; readonly more: number } {
  const shown: AlarmView[] = [];
  let open = 0;
  for (const alarm of alarms) {
    if (tabOf(alarm) !== "open") continue;
    open++;
    const last = shown.at(-1);
    if (shown.length >= most && last && byUrgency(alarm, last) >= 0) continue;
    const at = shown.findIndex((other) => byUrgency(alarm, other) < 0);
    shown.splice(at < 0 ? shown.length : at, 0, alarm);
    if (shown.length > most) shown.pop();
  }
  return { shown, more: open - shown.length };
}

/** Which page is to be seen: the alarms while any waits, else one after the other. @param turn how often it was time for the next one */
export function viewAt(views: readonly string[], turn: number, waiting: boolean): string {
  const all = ["/wall", ...views];
  return waiting ? "/wall" : (all[turn % all.length] ?? "/wall");
}
