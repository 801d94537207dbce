import type { AlarmPage, AlarmView, FeedMessage, Priority } from "../api/contract.ts";
import { Bursts, placeOf } from "./bursts.ts";
import { Waiting } from "./flood.ts";
import { type Tab, tabOf, waitsForAcknowledgement } from "./order.ts";
import { audible } from "./sound.ts";

/** What is known of an alarm, and as of which message of the feed. */
export interface Row {
  readonly view: AlarmView;
  readonly seq: number;
}

/** What a screen shows at a moment. A new object after every change; the rows behind it go on living. */
export interface AlarmTable {
  readonly rows: ReadonlyMap<number, Row>;
  readonly counts: Readonly<Record<Tab, number>>;
  /** Of those that wait for an acknowledgement. */
  readonly waiting: Readonly<Record<Priority, number>>;
}

export interface Watcher {
  /** The alarm came, changed or went; of the others, that they are in another burst now. */
  changed(id: number, others: readonly number[]): void;
  /** Everything is another. */
  reset(): void;
}

/** What alarms have in common that one can choose by: its name, and how many have it. */
export type Choices = ReadonlyMap<string, Choice>;

interface Choice {
  readonly name: string;
  readonly count: number;
}

const noChoices = () => ({
  source: new Map<string, Choice>(),
  partition: new Map<string, Choice>(),
  area: new Map<string, Choice>(),
});
const noTabs = (): Record<Tab, number> => ({ open: 0, shelved: 0, suppressed: 0, "out-of-service": 0 });
const noPriorities = <T>(one: () => T): Record<Priority, T> => ({
  "life-safety": one(),
  critical: one(),
  high: one(),
  medium: one(),
  low: one(),
});

/**
 * From which message of the feed on pages want to be followed: the oldest of them. Null when the server started anew between
 * two of them; they must then be loaded again.
 */
export function beginOf(pages: readonly AlarmPage[]): AlarmPage["feed"] | null {
  const [first] = pages;
  if (!first || pages.some(({ feed }) => feed.epoch !== first.feed.epoch)) return null;
  return { epoch: first.feed.epoch, seq: Math.min(...pages.map(({ feed }) => feed.seq)) };
}

/**
 * Every alarm that isn't normal, and what follows from them: each change costs the same, however many there are. Pages
 * and messages come in any order; each row is as new as the newest that told of it.
 */
export class AlarmModel {
  readonly bursts = new Bursts();
  readonly waiting = new Waiting();
  #rows = new Map<number, Row>();
  #counts = noTabs();
  #waiting = noPriorities(() => 0);
  #audible = noPriorities(() => new Map<number, AlarmView>());
  #choices = noChoices();
  #epoch = "";
  #seq = 0;
  #changes = 0;
  #choiceChanges = 0;
  /** While pages are still on their way: which alarms went, and by which message. */
  #gone: Map<number, number> | null = null;
  readonly #watchers = new Set<Watcher>();

  get rows(): ReadonlyMap<number, Row> {
    return this.#rows;
  }

  get table(): AlarmTable {
    return { rows: this.#rows, counts: { ...this.#counts }, waiting: { ...this.#waiting } };
  }

  /** How often anything changed: whoever knows this number knows all. */
  get changes(): number {
    return this.#changes;
  }

  choices(of: "source" | "partition" | "area"): Choices {
    return this.#choices[of];
  }

  /** How often something came to the choices, or went from them. */
  get choiceChanges(): number {
    return this.#choiceChanges;
  }

  /** Those that sound, the gravest first. */
  *audible(): Generator<AlarmView> {
    for (const views of Object.values(this.#audible)) yield* views.values();
  }

  /** The answer ends it. */
  watch(watcher: Watcher): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  clear(): void {
    for (const id of this.#rows.keys()) this.bursts.delete(id);
    this.waiting.clear();
    this.#rows = new Map();
    this.#counts = noTabs();
    this.#waiting = noPriorities(() => 0);
    this.#audible = noPriorities(() => new Map());
    this.#choices = noChoices();
    this.#choiceChanges++;
    this.#epoch = "";
    this.#seq = 0;
    this.#gone = null;
    this.#changes++;
    for (const watcher of this.#watchers) watcher.reset();
  }

  /**
   * Begins anew with first pages, to which `add` may join further ones until `whole`. False when they are of two runs of the
   * server; they must then be loaded again.
   */
  load(pages: readonly AlarmPage[]): boolean {
    const begin = beginOf(pages);
    if (!begin) return false;
    this.clear();
    this.#epoch = begin.epoch;
    this.#seq = begin.seq;
    this.#gone = new Map();
    for (const page of pages) this.#read(page);
    return true;
  }

  /** One more page of those that follow the first ones; false when the server started anew meanwhile. */
  add(page: AlarmPage): boolean {
    if (page.feed.epoch !== this.#epoch) return false;
    this.#read(page);
    return true;
  }

  /** No page is on its way any more. */
  whole(): void {
    this.#gone = null;
  }

  /** Applies messages in their order. What a row already knows is ignored, so that repeats do no harm. */
  merge(messages: readonly FeedMessage[]): void {
    for (const message of messages) {
      if (message.seq <= this.#seq && this.#seq > 0) continue;
      this.#seq = Math.max(this.#seq, message.seq);
      if (message.topic === "alarm") this.#learn(message.data, message.seq);
      else if (message.topic === "callout") {
        const { alarm, id, state, position, dueAt, because } = message.data;
        const row = this.#rows.get(alarm);
        if (!row) continue;
        const callout = { id, state, step: position.step, told: position.told, dueAt, because };
        this.#learn({ ...row.view, callout }, message.seq);
      }
    }
  }

  /** The server's answer to an order. It has no place in the feed, so it counts only when it isn't older than what is known. */
  answer(view: AlarmView): void {
    const row = this.#rows.get(view.id);
    if (row && view.changedAt >= row.view.changedAt) this.#put(view, row.seq);
  }

  #read({ items, feed }: AlarmPage): void {
    for (const view of items) {
      if ((this.#gone?.get(view.id) ?? -1) < feed.seq) this.#learn(view, feed.seq);
    }
  }

  #learn(view: AlarmView, seq: number): void {
    const row = this.#rows.get(view.id);
    if (row && seq <= row.seq) return;
    this.#put(view, seq);
  }

  #put(view: AlarmView, seq: number): void {
    const { id } = view;
    const before = this.#rows.get(id)?.view;
    const after = tabOf(view) ? view : undefined;
    if (before) this.#count(before, -1);
    if (after) {
      this.#rows.set(id, { view, seq });
      this.#count(view, 1);
    } else {
      this.#rows.delete(id);
      this.#gone?.set(id, seq);
    }
    if (!before && !after) return;
    this.waiting.change(before, after);
    this.#changes++;
    const others =
      after && tabOf(after) === "open" && after.raisedAt !== null
        ? this.bursts.put(id, placeOf(after), after.raisedAt)
        : this.bursts.delete(id);
    for (const watcher of this.#watchers) watcher.changed(id, others);
  }

  #count(view: AlarmView, by: 1 | -1): void {
    const tab = tabOf(view);
    if (tab) this.#counts[tab] += by;
    if (waitsForAcknowledgement(view)) this.#waiting[view.priority] += by;
    if (audible(view)) {
      if (by > 0) this.#audible[view.priority].set(view.id, view);
      else this.#audible[view.priority].delete(view.id);
    }
    this.#choose("source", view.source, view.sourceName || view.source, by);
    this.#choose("partition", view.partition, view.partition, by);
    if (view.area !== null) this.#choose("area", view.area, view.area, by);
  }

  #choose(of: "source" | "partition" | "area", id: string, name: string, by: 1 | -1): void {
    const choices = this.#choices[of];
    const before = choices.get(id);
    const count = (before?.count ?? 0) + by;
    if (count > 0) choices.set(id, { name, count });
    else choices.delete(id);
    if (!before || count <= 0) this.#choiceChanges++;
  }
}
