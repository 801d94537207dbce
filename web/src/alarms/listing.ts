import type { AlarmView } from "../api/contract.ts";
import {
  type Arrangement,
  byGravity,
  count,
  type Group,
  groupKeyOf,
  groupOf,
  lanesOf,
  waitingIn,
} from "./arrangement.ts";
import type { AlarmModel, Watcher } from "./model.ts";
import { type Filter, passes, type Sort, type Tab, tabOf, waitsForAcknowledgement } from "./order.ts";
import { Ordered } from "./ordered.ts";
import { FIELDS, type Field, type Search, Searcher, searchOf } from "./search.ts";

/** What is asked for. */
export interface Asked {
  readonly tab: Tab;
  readonly filter: Filter;
  readonly arrangement: Arrangement;
  readonly sort: Sort;
  /** Keys of the groups that are folded. */
  readonly folded: ReadonlySet<string>;
}

/** Heights in pixels. */
export interface Layout {
  readonly head: number;
  readonly row: number;
}

/** One line of the list: the head of a group, or an alarm as it was when it got its place. */
export type Line =
  | { readonly kind: "group"; readonly group: Group; readonly position: number; readonly y: number }
  | {
      readonly kind: "alarm";
      readonly view: AlarmView;
      readonly group: Group;
      /** From 0 within its group. */
      readonly member: number;
      readonly position: number;
      readonly y: number;
    };

interface Placed {
  readonly view: AlarmView;
  readonly group: Group;
  readonly by: readonly Field[];
}

/**
 * The lines of a list in their order, kept while alarms come and go: a change costs the same, however many lines there are.
 * While it is held, lines keep their places, so that nobody acknowledges the one that jumped under the pointer.
 */
export class Listing implements Watcher {
  readonly asked: Asked;
  readonly #model: AlarmModel;
  readonly #searcher: Searcher;
  readonly #search: Search;
  readonly #hasHeads: boolean;
  readonly #groups: Ordered<Group>;
  readonly #byKey = new Map<string, Group>();
  readonly #placed = new Map<number, Placed>();
  readonly #found = new Map<Field, number>();
  readonly #folded: Set<string>;
  #asOf = 0;
  /** What changed while it was held; null: it isn't. */
  #postponed: Set<number> | null = null;

  readonly #groupName: (key: string, view: AlarmView | undefined) => string;

  /** @param groupName by which groups stand where they are as urgent as another; of a key and any of its alarms */
  constructor(
    model: AlarmModel,
    asked: Asked,
    searcher = new Searcher(),
    groupName: (key: string, view: AlarmView | undefined) => string = (key) => key,
  ) {
    this.asked = asked;
    this.#model = model;
    this.#searcher = searcher;
    this.#search = searchOf(asked.filter.text);
    this.#hasHeads = asked.arrangement !== "list";
    this.#folded = new Set(asked.folded);
    this.#groups = new Ordered(byGravity, (group) => this.#lengthOf(group));
    this.#groupName = groupName;
    this.reset();
  }

  /** How many lines there are, heads with them. */
  get length(): number {
    return this.#groups.weight;
  }

  /** How many alarms, those in folded groups with them. */
  get size(): number {
    return this.#placed.size;
  }

  /** By which fields how many are found; empty when no word is looked for. */
  get found(): [Field, number][] {
    return FIELDS.flatMap((field): [Field, number][] => {
      const times = this.#found.get(field) ?? 0;
      return times > 0 ? [[field, times]] : [];
    });
  }

  get groups(): Iterable<Group> {
    return this.#groups;
  }

  /** Goes on with the alarms as they change; the answer ends it. */
  follow(): () => void {
    if (this.#asOf !== this.#model.changes) this.reset();
    return this.#model.watch(this);
  }

  has(id: number): boolean {
    return this.#placed.has(id);
  }

  reset(): void {
    this.#asOf = this.#model.changes;
    this.#byKey.clear();
    this.#placed.clear();
    this.#found.clear();
    if (this.#postponed) this.#postponed = new Set();
    const members = new Map<Group, AlarmView[]>();
    for (const key of lanesOf(this.asked.arrangement)) members.set(this.#groupFor(key, undefined), []);
    for (const { view } of this.#model.rows.values()) {
      const by = this.#fits(view);
      if (!by) continue;
      const group = this.#groupFor(groupKeyOf(this.asked.arrangement, view, this.#model.bursts), view);
      const list = members.get(group);
      if (list) list.push(view);
      else members.set(group, [view]);
      count(group, view, 1);
      this.#note(view, group, by);
    }
    for (const [group, views] of members) group.members.fill(views);
    this.#groups.fill(members.keys());
  }

  changed(id: number, others: readonly number[]): void {
    this.#asOf = this.#model.changes;
    for (const one of this.asked.arrangement === "cause" ? [id, ...others] : [id]) {
      if (this.#postponed) this.#postponed.add(one);
      else this.#settle(one);
    }
  }

  hold(): void {
    this.#postponed ??= new Set();
  }

  release(): void {
    const postponed = this.#postponed;
    this.#postponed = null;
    for (const id of postponed ?? []) this.#settle(id);
  }

  /** Whether lines keep their places now. */
  get isHeld(): boolean {
    return this.#postponed !== null;
  }

  /** How many are new and not shown while it is held. */
  get withheld(): number {
    let withheld = 0;
    for (const id of this.#postponed ?? []) {
      const view = this.#model.rows.get(id)?.view;
      if (view && !this.#placed.has(id) && this.#fits(view)) withheld++;
    }
    return withheld;
  }

  /** Folds a group up, or open. */
  fold(key: string, folded: boolean): void {
    const group = this.#byKey.get(key);
    if (folded) this.#folded.add(key);
    else this.#folded.delete(key);
    if (group) this.#change(group, () => (group.isOpen = !folded));
  }

  height({ head, row }: Layout): number {
    const heads = this.#hasHeads ? this.#groups.size : 0;
    return heads * head + (this.length - heads) * row;
  }

  /** What lies between two heights, in pixels from the top. */
  between(layout: Layout, top: number, bottom: number): Line[] {
    const { head, row } = layout;
    const each = this.#hasHeads ? head - row : 0;
    const lines: Line[] = [];
    const start = this.#groups.at(Math.max(0, top), each, row);
    if (!start) return lines;
    let { count: heads, weight: position } = start.before;
    for (const group of this.#groups.from(start.item)) {
      let y = heads * each + position * row;
      if (y >= bottom) break;
      if (this.#hasHeads) {
        if (y + head > top) lines.push({ kind: "group", group, position, y });
        y += head;
      }
      const first = position + (this.#hasHeads ? 1 : 0);
      if (group.isOpen) {
        let member = Math.max(0, Math.floor((top - y) / row));
        const from = group.members.at(member);
        for (const view of from ? group.members.from(from.item) : []) {
          const at = y + member * row;
          if (at >= bottom) break;
          lines.push({ kind: "alarm", view, group, member, position: first + member, y: at });
          member++;
        }
      }
      heads++;
      position += this.#lengthOf(group);
    }
    return lines;
  }

  /** The line at a position from 0; null behind the end. */
  at(position: number): Line | null {
    const found = this.#groups.at(position);
    return found ? (this.between({ head: 1, row: 1 }, position, position + 1)[0] ?? null) : null;
  }

  /** Where an alarm or the head of a group stands; null when it is not among the lines, or in a folded group. */
  lineOf(what: { readonly id: number } | { readonly group: string }, layout: Layout): Line | null {
    const placed = "id" in what ? this.#placed.get(what.id) : undefined;
    const group = "id" in what ? placed?.group : this.#byKey.get(what.group);
    const before = group && this.#groups.before(group);
    if (!group || !before) return null;
    const y = this.#hasHeads
      ? before.count * layout.head + (before.weight - before.count) * layout.row
      : before.weight * layout.row;
    if (!placed) return this.#hasHeads ? { kind: "group", group, position: before.weight, y } : null;
    const member = group.isOpen ? group.members.before(placed.view)?.count : undefined;
    if (member === undefined) return null;
    const headed = this.#hasHeads ? 1 : 0;
    return {
      kind: "alarm",
      view: placed.view,
      group,
      member,
      position: before.weight + headed + member,
      y: y + headed * layout.head + member * layout.row,
    };
  }

  /** Ids of the alarms between two positions, both included, in any order of the two. */
  range(one: number, other: number): number[] {
    const [from, to] = one < other ? [one, other] : [other, one];
    return this.between({ head: 1, row: 1 }, from, to + 1).flatMap((line) =>
      line.kind === "alarm" ? [line.view.id] : [],
    );
  }

  /** Ids of all alarms that are shown, those in folded groups not. */
  *shown(): Generator<number> {
    for (const group of this.#groups) if (group.isOpen) for (const { id } of group.members) yield id;
  }

  /** The next alarm behind a position that waits for an acknowledgement, from the top again after the end; folded groups too. */
  nextWaiting(position: number): { readonly id: number; readonly group: Group } | null {
    const here = position < 0 ? null : this.at(position);
    const groups = [...this.#groups];
    const start = here ? groups.indexOf(here.group) : 0;
    for (let step = 0; step <= groups.length; step++) {
      const group = groups[(start + step) % groups.length];
      if (!group || waitingIn(group) === 0) continue;
      const behind = step === 0 && here?.kind === "alarm" ? here.view : undefined;
      for (const view of behind ? group.members.from(behind) : group.members) {
        if (view.id !== behind?.id && this.#waits(view)) return { id: view.id, group };
      }
    }
    return null;
  }

  /** While it is held, an alarm may have been acknowledged that still stands at its place. */
  #waits({ id }: AlarmView): boolean {
    const now = this.#model.rows.get(id)?.view;
    return now !== undefined && waitsForAcknowledgement(now);
  }

  #lengthOf(group: Group): number {
    return (this.#hasHeads ? 1 : 0) + (group.isOpen ? group.members.size : 0);
  }

  #fits(view: AlarmView): Field[] | null {
    const { tab, filter } = this.asked;
    return tabOf(view) === tab && passes(filter, view) ? this.#searcher.find(this.#search, view) : null;
  }

  #settle(id: number): void {
    const placed = this.#placed.get(id);
    if (placed) this.#remove(id, placed);
    const view = this.#model.rows.get(id)?.view;
    const by = view && this.#fits(view);
    if (!view || !by) return;
    const group = this.#groupFor(groupKeyOf(this.asked.arrangement, view, this.#model.bursts), view);
    this.#change(group, () => {
      group.members.add(view);
      count(group, view, 1);
    });
    this.#note(view, group, by);
  }

  #remove(id: number, { view, group, by }: Placed): void {
    this.#change(group, () => {
      group.members.delete(view);
      count(group, view, -1);
    });
    this.#placed.delete(id);
    for (const field of by) this.#found.set(field, (this.#found.get(field) ?? 0) - 1);
  }

  #note(view: AlarmView, group: Group, by: readonly Field[]): void {
    this.#placed.set(view.id, { view, group, by });
    for (const field of by) this.#found.set(field, (this.#found.get(field) ?? 0) + 1);
  }

  /** Takes a group out of the order while it becomes another one. */
  #change(group: Group, act: () => void): void {
    this.#groups.delete(group);
    act();
    if (group.members.size > 0 || group.kind === "lane") this.#groups.add(group);
    else this.#byKey.delete(group.key);
  }

  #groupFor(key: string, view: AlarmView | undefined): Group {
    let group = this.#byKey.get(key);
    if (!group) {
      group = groupOf(key, this.#groupName(key, view), !this.#hasHeads || !this.#folded.has(key), this.asked.sort);
      this.#byKey.set(key, group);
    }
    return group;
  }
}
