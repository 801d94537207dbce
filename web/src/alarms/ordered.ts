/** Negative: `a` stands before `b`. Never zero for two different things. */
export type Compare<T> = (a: T, b: T) => number;

interface Block<T> {
  readonly items: T[];
  weight: number;
}

/** How many things stand before a place, and what they weigh together. */
export interface Before {
  readonly count: number;
  readonly weight: number;
}

const LONGEST_BLOCK = 512;

/**
 * Things that keep their order while they come and go, and that are found by their place or by what stands before them.
 * Blocks of neighbours: 100,000 things take some hundred steps a change, where sorting anew takes a million. What a thing
 * is compared and weighed by must not change while it is in here.
 */
export class Ordered<T> {
  readonly #compare: Compare<T>;
  readonly #weigh: (item: T) => number;
  #blocks: Block<T>[] = [];
  #size = 0;
  #weight = 0;

  constructor(compare: Compare<T>, weigh: (item: T) => number = () => 1) {
    this.#compare = compare;
    this.#weigh = weigh;
  }

  get size(): number {
    return this.#size;
  }

  get weight(): number {
    return this.#weight;
  }

  /** Instead of whatever was in here. */
  fill(items: Iterable<T>): void {
    const all = [...items].sort(this.#compare);
    this.#blocks = [];
    this.#size = all.length;
    this.#weight = 0;
    for (let from = 0; from < all.length; from += LONGEST_BLOCK / 2) {
      const block = this.#blockOf(all.slice(from, from + LONGEST_BLOCK / 2));
      this.#blocks.push(block);
      this.#weight += block.weight;
    }
  }

  add(item: T): void {
    const weight = this.#weigh(item);
    this.#size++;
    this.#weight += weight;
    const at = Math.min(this.#blockAt(item), this.#blocks.length - 1);
    const block = this.#blocks[at];
    if (!block) {
      this.#blocks.push({ items: [item], weight });
      return;
    }
    block.items.splice(this.#indexIn(block, item), 0, item);
    block.weight += weight;
    if (block.items.length <= LONGEST_BLOCK) return;
    const half = block.items.length / 2;
    this.#blocks.splice(at, 1, this.#blockOf(block.items.slice(0, half)), this.#blockOf(block.items.slice(half)));
  }

  /** Whether it was in here. */
  delete(item: T): boolean {
    const found = this.#find(item);
    if (!found) return false;
    const { at, block, index } = found;
    const [gone] = block.items.splice(index, 1);
    const weight = gone === undefined ? 0 : this.#weigh(gone);
    block.weight -= weight;
    this.#weight -= weight;
    this.#size--;
    if (block.items.length === 0) this.#blocks.splice(at, 1);
    return true;
  }

  has(item: T): boolean {
    return this.#find(item) !== null;
  }

  first(): T | undefined {
    return this.#blocks[0]?.items[0];
  }

  previous(item: T): T | undefined {
    const at = this.#blockAt(item);
    const block = this.#blocks[at];
    const index = block ? this.#indexIn(block, item) : 0;
    return index > 0 ? block?.items[index - 1] : this.#blocks[at - 1]?.items.at(-1);
  }

  next(item: T): T | undefined {
    const at = this.#blockAt(item);
    const block = this.#blocks[at];
    if (!block) return undefined;
    const index = this.#indexIn(block, item);
    const here = block.items[index];
    if (here !== undefined && this.#compare(here, item) > 0) return here;
    return block.items[index + 1] ?? this.#blocks[at + 1]?.items[0];
  }

  /** What stands before an item; null when it isn't in here. */
  before(item: T): Before | null {
    const found = this.#find(item);
    if (!found) return null;
    let count = found.index;
    let weight = 0;
    for (const { items, weight: own } of this.#blocks.slice(0, found.at)) {
      count += items.length;
      weight += own;
    }
    for (const one of found.block.items.slice(0, found.index)) weight += this.#weigh(one);
    return { count, weight };
  }

  /**
   * The item over which a place lies, and what stands before it; null behind the end. Places are measured by
   * `each` per item and `perWeight` per unit of weight.
   */
  at(place: number, each = 0, perWeight = 1): { readonly item: T; readonly before: Before } | null {
    if (place < 0) return null;
    let count = 0;
    let weight = 0;
    const upTo = (more: number, heavier: number) => (count + more) * each + (weight + heavier) * perWeight;
    for (const block of this.#blocks) {
      if (upTo(block.items.length, block.weight) <= place) {
        count += block.items.length;
        weight += block.weight;
        continue;
      }
      for (const item of block.items) {
        const own = this.#weigh(item);
        if (upTo(1, own) > place) return { item, before: { count, weight } };
        count++;
        weight += own;
      }
    }
    return null;
  }

  *[Symbol.iterator](): Generator<T> {
    for (const { items } of this.#blocks) yield* items;
  }

  /** From this item on, which need not be in here. */
  *from(item: T): Generator<T> {
    const at = this.#blockAt(item);
    for (let place = at; place < this.#blocks.length; place++) {
      const block = this.#blocks[place];
      if (block) yield* place === at ? block.items.slice(this.#indexIn(block, item)) : block.items;
    }
  }

  #blockOf(items: T[]): Block<T> {
    let weight = 0;
    for (const item of items) weight += this.#weigh(item);
    return { items, weight };
  }

  /** The first block that doesn't end before the item. */
  #blockAt(item: T): number {
    return firstWhere(this.#blocks.length, (place) => {
      const last = this.#blocks[place]?.items.at(-1);
      return last !== undefined && this.#compare(last, item) >= 0;
    });
  }

  #indexIn({ items }: Block<T>, item: T): number {
    return firstWhere(items.length, (place) => {
      const one = items[place];
      return one !== undefined && this.#compare(one, item) >= 0;
    });
  }

  #find(item: T): { readonly at: number; readonly block: Block<T>; readonly index: number } | null {
    const at = this.#blockAt(item);
    const block = this.#blocks[at];
    if (!block) return null;
    const index = this.#indexIn(block, item);
    const here = block.items[index];
    return here !== undefined && this.#compare(here, item) === 0 ? { at, block, index } : null;
  }
}

/** The first of 0 to `length` for which it holds, where it holds for all that follow. */
function firstWhere(length: number, holds: (place: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
