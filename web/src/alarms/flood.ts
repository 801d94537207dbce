import type { AlarmView } from "../api/contract.ts";
import type { Burst, Bursts } from "./bursts.ts";
import { waitsForAcknowledgement } from "./order.ts";
import { Ordered } from "./ordered.ts";

/** An alarm belongs to a flood as long as this after it came. */
const WINDOW_MS = 600_000;
/** ISA-18.2 (clause 16) and EEMUA 191: so many in ten minutes are more than one person can answer. */
const BEGINS_AT = 10;
const ENDS_BELOW = 5;
/** As many causes are named. */
const MOST_CAUSES = 3;
/** So many alarms are asked to which burst they belong: whatever began a good part of a flood is among them. */
const MOST_LOOKED_AT = 300;

/** What alarms came together with: the first of them, and how many of them are open. */
export interface Cause {
  readonly first: AlarmView;
  readonly count: number;
}

/** More alarms than one person can answer. */
export interface Flood {
  /** Alarms of the last ten minutes that still wait for an acknowledgement. */
  readonly count: number;
  /** What most of them came together with, the largest first. */
  readonly causes: readonly Cause[];
}

/** An alarm that waits for an acknowledgement, and when it came. */
export interface Came {
  readonly id: number;
  readonly at: number;
}

/** Alarms that wait, by when they came: how many came lately is known without looking at each. */
export class Waiting {
  readonly #order = new Ordered<Came>((a, b) => a.at - b.at || a.id - b.id);

  change(before: AlarmView | undefined, after: AlarmView | undefined): void {
    const [old, now] = [cameOf(before), cameOf(after)];
    if (old?.at === now?.at) return;
    if (old) this.#order.delete(old);
    if (now) this.#order.add(now);
  }

  clear(): void {
    this.#order.fill([]);
  }

  /** How many came later than that. */
  countSince(at: number): number {
    const first = this.#order.next({ id: Number.POSITIVE_INFINITY, at });
    return first ? this.#order.size - (this.#order.before(first)?.count ?? 0) : 0;
  }

  /** Of the latest `count`: all where there are at most `most`, else so many from among them at even distances. */
  *latest(count: number, most: number): Generator<number> {
    const from = this.#order.size - count;
    const step = Math.max(1, count / most);
    for (let place = 0; place < count; place += step) {
      const found = this.#order.at(from + Math.floor(place));
      if (found) yield found.item.id;
    }
  }
}

function cameOf(view: AlarmView | undefined): Came | undefined {
  if (!view || view.raisedAt === null || !waitsForAcknowledgement(view)) return undefined;
  return { id: view.id, at: view.raisedAt };
}

/**
 * Whether so many alarms came lately that nobody can answer them one by one. Those that were acknowledged count no longer: the
 * numbers page counts every annunciation (src/numbers/flood.ts), this says what is still before the operator. It costs the same
 * however many there are.
 *
 * @param wasFlood it ends later than it begins, so that it doesn't come and go
 */
export function floodOf({ waiting, bursts, rows }: Alarms, now: number, wasFlood: boolean): Flood | null {
  const count = waiting.countSince(now - WINDOW_MS);
  if (count < (wasFlood ? ENDS_BELOW : BEGINS_AT)) return null;
  const found = new Set<Burst>();
  for (const id of waiting.latest(count, MOST_LOOKED_AT)) {
    const burst = bursts.of(id);
    if (burst && burst.size > 1) found.add(burst);
  }
  const causes = [...found]
    .toSorted((a, b) => b.size - a.size || a.first - b.first)
    .slice(0, MOST_CAUSES)
    .flatMap(({ first, size }) => {
      const view = rows.get(first)?.view;
      return view ? [{ first: view, count: size }] : [];
    });
  return { count, causes };
}

/** Whether both say the same: what is looked at every second is drawn only when it became another. */
export function isSameFlood(one: Flood | null, other: Flood | null): boolean {
  if (!one || !other) return one === other;
  return (
    one.count === other.count &&
    one.causes.length === other.causes.length &&
    one.causes.every(({ first, count }, place) => {
      const cause = other.causes[place];
      return cause !== undefined && cause.first === first && cause.count === count;
    })
  );
}

interface Alarms {
  readonly waiting: Waiting;
  readonly bursts: Bursts;
  readonly rows: ReadonlyMap<number, { readonly view: AlarmView }>;
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
