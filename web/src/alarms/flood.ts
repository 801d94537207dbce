import type { AlarmView } from "../api/contract.ts";
import type { Bursts } from "./bursts.ts";
import { waitsForAcknowledgement } from "./order.ts";

/** An alarm belongs to a flood as long as this after it came. */
const WINDOW_MS = 600_000;
/** ISA-18.2 (clause 16) and EEMUA 191: so many in ten minutes are more than one person can answer. */
const BEGINS_AT = 10;
const ENDS_BELOW = 5;
/** As many causes are named. */
const MOST_CAUSES = 3;

/** What alarms came together with: its first, and how many of the flood are in it. */
export interface Cause {
  readonly first: AlarmView;
  readonly count: number;
}

/** More alarms than one person can answer. */
export interface Flood {
  /** Alarms of the last ten minutes that still wait for an acknowledgement. */
  readonly count: number;
  /** The largest bursts among them, the largest first. */
  readonly causes: readonly Cause[];
}

/**
 * Whether so many alarms came lately that nobody can answer them one by one. Those that were acknowledged count no longer: the
 * numbers page counts every annunciation (src/numbers/flood.ts), this says what is still before the operator.
 *
 * @param wasFlood it ends later than it begins, so that it doesn't come and go
 */
export function floodOf(
  rows: ReadonlyMap<number, { readonly view: AlarmView }>,
  bursts: Bursts,
  now: number,
  wasFlood: boolean,
): Flood | null {
  let count = 0;
  const sizes = new Map<number, number>();
  for (const { view } of rows.values()) {
    if (!waitsForAcknowledgement(view) || (view.raisedAt ?? 0) <= now - WINDOW_MS) continue;
    count++;
    const burst = bursts.of(view.id);
    if (burst && burst.size > 1) sizes.set(burst.first, (sizes.get(burst.first) ?? 0) + 1);
  }
  if (count < (wasFlood ? ENDS_BELOW : BEGINS_AT)) return null;
  const causes = [...sizes]
    .toSorted(([one, n], [other, m]) => m - n || one - other)
    .slice(0, MOST_CAUSES)
    .flatMap(([id, n]) => {
      const first = rows.get(id)?.view;
      return first ? [{ first, count: n }] : [];
    });
  return { count, causes };
}

/** Keys of the groups into which the list falls by cause where alarms came together. */
export function burstKeys(rows: ReadonlyMap<number, unknown>, bursts: Bursts): Set<string> {
  const keys = new Set<string>();
  for (const id of rows.keys()) {
    const burst = bursts.of(id);
    if (burst && burst.size > 1) keys.add(`burst ${burst.serial}`);
  }
  return keys;
}
