import { byUrgency, tabOf, waitsForAcknowledgement } from "../alarms/order.ts";
import type { AlarmView } from "../api/contract.ts";

/** What alarms together look like: a point, an area or a plan. */
export interface Look {
  /** The most urgent one that shows on screens; where none does, one that is shelved, suppressed or out of service. */
  readonly worst: AlarmView | null;
  /** How many wait for an acknowledgement. */
  readonly waiting: number;
  /** How many show on screens. */
  readonly open: number;
}

export const CALM: Look = { worst: null, waiting: 0, open: 0 };

export function lookOf(alarms: Iterable<AlarmView>): Look {
  let worst: AlarmView | null = null;
  let waiting = 0;
  let open = 0;
  for (const alarm of alarms) {
    if (waitsForAcknowledgement(alarm)) waiting++;
    if (isOpen(alarm)) open++;
    if (!worst || worse(alarm, worst)) worst = alarm;
  }
  return { worst, waiting, open };
}

export function together(looks: Iterable<Look>): Look {
  let all = CALM;
  for (const look of looks) {
    const isWorse = look.worst && (!all.worst || worse(look.worst, all.worst));
    all = {
      worst: isWorse ? look.worst : all.worst,
      waiting: all.waiting + look.waiting,
      open: all.open + look.open,
    };
  }
  return all;
}

function isOpen(alarm: AlarmView): boolean {
  return tabOf(alarm) === "open";
}

function worse(a: AlarmView, b: AlarmView): boolean {
  return isOpen(a) === isOpen(b) ? byUrgency(a, b) < 0 : isOpen(a);
}

export const pointOf = ({ source, point }: AlarmView): string => `${source}/${point}`;

type Rows = ReadonlyMap<number, { readonly view: AlarmView }>;

/** The alarms that aren't normal, by point and by area. Each change costs the same, however many there are. */
export class Board {
  readonly #rows: () => Rows;
  readonly #places = new Map<number, { readonly point: string; readonly area: string }>();
  readonly #points = new Map<string, Set<number>>();
  readonly #areas = new Map<string, Set<number>>();
  /** Of areas of which nothing has changed since they were looked at. */
  readonly #looks = new Map<string, Look>();

  constructor(rows: () => Rows) {
    this.#rows = rows;
    this.reset();
  }

  reset(): void {
    this.#places.clear();
    this.#points.clear();
    this.#areas.clear();
    this.#looks.clear();
    for (const id of this.#rows().keys()) this.changed(id);
  }

  changed(id: number): void {
    const before = this.#places.get(id);
    if (before) {
      drop(this.#points, before.point, id);
      drop(this.#areas, before.area, id);
      this.#looks.delete(before.area);
      this.#places.delete(id);
    }
    const alarm = this.#rows().get(id)?.view;
    if (!alarm) return;
    const place = { point: pointOf(alarm), area: alarm.area ?? "" };
    this.#places.set(id, place);
    add(this.#points, place.point, id);
    add(this.#areas, place.area, id);
    this.#looks.delete(place.area);
  }

  /** The most urgent first. */
  alarmsOf(point: string): AlarmView[] {
    return this.#views(this.#points.get(point)).sort((a, b) => (worse(a, b) ? -1 : 1));
  }

  look(point: string): Look {
    const ids = this.#points.get(point);
    return ids ? lookOf(this.#views(ids)) : CALM;
  }

  /** Of each area with alarms, those of the areas below it included; "" stands for points without an area. */
  areas(lineage: (area: string) => readonly string[]): Map<string, Look> {
    const looks = new Map<string, Look>();
    for (const [area, ids] of this.#areas) {
      const own = this.#looks.get(area) ?? lookOf(this.#views(ids));
      this.#looks.set(area, own);
      for (const above of area === "" ? [""] : lineage(area)) {
        looks.set(above, together([looks.get(above) ?? CALM, own]));
      }
    }
    return looks;
  }

  #views(ids: ReadonlySet<number> | undefined): AlarmView[] {
    const rows = this.#rows();
    return [...(ids ?? [])].flatMap((id) => rows.get(id)?.view ?? []);
  }
}

function add(sets: Map<string, Set<number>>, key: string, id: number): void {
  const set = sets.get(key);
  if (set) set.add(id);
  else sets.set(key, new Set([id]));
}

function drop(sets: Map<string, Set<number>>, key: string, id: number): void {
  const set = sets.get(key);
  set?.delete(id);
  if (set?.size === 0) sets.delete(key);
}
