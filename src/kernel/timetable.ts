import type { Clock, Instant } from "./clock.ts";

/**
 * Many deadlines behind one timer: keys with an absolute time each, the earliest first. A key has one deadline; setting it
 * again moves it. Keeps a binary heap whose outdated entries are passed over when they come up.
 */
export class Timetable<Key> {
  readonly #clock: Clock;
  readonly #ring: (due: Key[]) => void;
  readonly #due = new Map<Key, Instant>();
  #heap: { readonly at: Instant; readonly key: Key }[] = [];
  #cancel: (() => void) | undefined;
  #armedFor = Number.POSITIVE_INFINITY;

  /** @param ring is given all keys that are due, in the order of their deadlines; they are no longer in the table */
  constructor(clock: Clock, ring: (due: Key[]) => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  get size(): number {
    return this.#due.size;
  }

  /** @param at null takes the key out */
  set(key: Key, at: Instant | null): void {
    if (at === null) {
      this.#due.delete(key);
      if (this.#heap.length > 64 && this.#heap.length > 2 * this.#due.size) this.#sweep();
      return;
    }
    if (this.#due.get(key) === at) return;
    this.#due.set(key, at);
    this.#push({ at, key });
    this.#arm();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#armedFor = Number.POSITIVE_INFINITY;
    this.#due.clear();
    this.#heap = [];
  }

  #arm(): void {
    const next = this.#next();
    if (next === undefined || next.at >= this.#armedFor) return;
    this.#cancel?.();
    this.#armedFor = next.at;
    this.#cancel = this.#clock.at(next.at, () => this.#fire());
  }

  #fire(): void {
    this.#cancel = undefined;
    this.#armedFor = Number.POSITIVE_INFINITY;
    const now = this.#clock.now();
    const due: Key[] = [];
    for (let next = this.#next(); next !== undefined && next.at <= now; next = this.#next()) {
      this.#pop();
      this.#due.delete(next.key);
      due.push(next.key);
    }
    if (due.length > 0) this.#ring(due);
    this.#arm();
  }

  /** The earliest entry that still counts. */
  #next(): { readonly at: Instant; readonly key: Key } | undefined {
    for (let top = this.#heap[0]; top !== undefined; top = this.#heap[0]) {
      if (this.#due.get(top.key) === top.at) return top;
      this.#pop();
    }
    return undefined;
  }

  #push(entry: { at: Instant; key: Key }): void {
    const heap = this.#heap;
    let place = heap.push(entry) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || above.at <= entry.at) break;
      heap[place] = above;
      place = parent;
    }
    heap[place] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      let below = heap[child];
      if (below === undefined) break;
      const right = heap[child + 1];
      if (right !== undefined && right.at < below.at) {
        child++;
        below = right;
      }
      if (last.at <= below.at) break;
      heap[place] = below;
      place = child;
    }
    heap[place] = last;
  }

  #sweep(): void {
    const live = [...this.#due].map(([key, at]) => ({ at, key }));
    live.sort((a, b) => a.at - b.at);
    this.#heap = live;
  }
}
