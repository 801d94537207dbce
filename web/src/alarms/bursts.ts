import type { AlarmView } from "../api/contract.ts";
import { Ordered } from "./ordered.ts";

/** Alarms of one place that each came no later than this after the one before them: likely of one cause. */
export const BURST_MS = 30_000;

/** A run of alarms of one place. `first`: which of them came first (first-out, ISA-18.1 sequence F). */
export interface Burst {
  readonly serial: number;
  readonly place: string;
  size: number;
  first: number;
}

type Came = { readonly id: number; readonly at: number };

/** Of what is annunciated together: the area where there is one, else the source. */
export function placeOf(view: Pick<AlarmView, "area" | "source">): string {
  return view.area === null ? `source ${view.source}` : `area ${view.area}`;
}

function byTime(a: Came, b: Came): number {
  return a.at - b.at || a.id - b.id;
}

/** Which alarms belong to which burst, kept while they come and go. */
export class Bursts {
  readonly #places = new Map<string, Ordered<Came>>();
  readonly #of = new Map<number, { came: Came; burst: Burst }>();
  #serial = 0;

  of(id: number): Burst | undefined {
    return this.#of.get(id)?.burst;
  }

  /** Whether it is the first of several. */
  isFirstOut(id: number): boolean {
    const burst = this.of(id);
    return burst !== undefined && burst.size > 1 && burst.first === id;
  }

  /** Answers which other alarms are in another burst now, or no longer alone. */
  put(id: number, place: string, at: number): number[] {
    const before = this.#of.get(id);
    if (before && before.burst.place === place && before.came.at === at) return [];
    return [...(before ? this.delete(id) : []), ...this.#add({ id, at }, place)];
  }

  #add(came: Came, place: string): number[] {
    let order = this.#places.get(place);
    if (!order) this.#places.set(place, (order = new Ordered(byTime)));
    const before = order.previous(came);
    const after = order.next(came);
    order.add(came);
    const earlier = before && came.at - before.at <= BURST_MS ? this.of(before.id) : undefined;
    const later = after && after.at - came.at <= BURST_MS ? this.of(after.id) : undefined;
    const joined = earlier ?? later;
    if (!joined) {
      this.#of.set(came.id, { came, burst: this.#begin(place, came.id) });
      return [];
    }
    this.#of.set(came.id, { came, burst: joined });
    const changed: number[] = joined.size === 1 ? [joined.first] : [];
    joined.size++;
    if (!earlier) joined.first = came.id;
    if (earlier && later && earlier !== later) changed.push(...this.#merge(order, came, earlier, later));
    return changed;
  }

  /** Two bursts became one by what came between them; the smaller one joins the larger one. */
  #merge(order: Ordered<Came>, between: Came, earlier: Burst, later: Burst): number[] {
    const moved: number[] = [];
    const { first } = earlier;
    const alone = later.size === 1 ? [later.first] : [];
    const [small, large] = earlier.size < later.size ? [earlier, later] : [later, earlier];
    let one: Came | undefined = small === earlier ? between : order.next(between);
    for (let left = small.size; left > 0 && one; left--) {
      this.#move(one.id, large);
      moved.push(one.id);
      one = small === earlier ? order.previous(one) : order.next(one);
    }
    large.size += small.size;
    large.first = first;
    return [...moved, ...alone];
  }

  delete(id: number): number[] {
    const known = this.#of.get(id);
    if (!known) return [];
    const { came, burst } = known;
    const order = this.#places.get(burst.place);
    this.#of.delete(id);
    if (!order) return [];
    const before = order.previous(came);
    const after = order.next(came);
    order.delete(came);
    if (order.size === 0) this.#places.delete(burst.place);
    burst.size--;
    const left = before && this.of(before.id) === burst ? before : undefined;
    const right = after && this.of(after.id) === burst ? after : undefined;
    if (!left && right) burst.first = right.id;
    if (left && right && right.at - left.at > BURST_MS) return this.#split(order, burst, left, right);
    return burst.size === 1 ? [burst.first] : [];
  }

  /** What held a burst together is gone; the shorter end becomes a burst of its own. */
  #split(order: Ordered<Came>, burst: Burst, left: Came, right: Came): number[] {
    const lefts: number[] = [];
    const rights: number[] = [];
    let [toLeft, toRight]: (Came | undefined)[] = [left, right];
    while (toLeft && toRight) {
      lefts.push(toLeft.id);
      rights.push(toRight.id);
      const [further, later]: (Came | undefined)[] = [order.previous(toLeft), order.next(toRight)];
      toLeft = further && this.of(further.id) === burst ? further : undefined;
      toRight = later && this.of(later.id) === burst ? later : undefined;
    }
    const moved = toLeft ? rights : lefts;
    const own = this.#begin(burst.place, moved === lefts ? burst.first : right.id);
    if (moved === lefts) burst.first = right.id;
    own.size = moved.length;
    burst.size -= moved.length;
    for (const id of moved) this.#move(id, own);
    return burst.size === 1 ? [...moved, burst.first] : moved;
  }

  #begin(place: string, first: number): Burst {
    return { serial: ++this.#serial, place, size: 1, first };
  }

  #move(id: number, burst: Burst): void {
    const known = this.#of.get(id);
    if (known) known.burst = burst;
  }
}
