import { hash } from "node:crypto";

/**
 * The hash tree of RFC 6962 §2.1 over a list of leaves: a leaf is SHA-256(0x00 ‖ data), a node SHA-256(0x01 ‖ left ‖
 * right), and the left side of a node always stands over the largest power of two of leaves that is less than all.
 */

/** Root of the tree without leaves. */
export const EMPTY_ROOT: Buffer = hash("sha256", "", "buffer");

export function leafHash(data: Uint8Array): Buffer {
  return hash("sha256", Buffer.concat([ZERO, data]), "buffer");
}

export function nodeHash(left: Buffer, right: Buffer): Buffer {
  left.copy(PAIR, 1);
  right.copy(PAIR, 33);
  return hash("sha256", PAIR, "buffer");
}

const ZERO = Buffer.alloc(1);
/** 0x01, left, right; used anew by every call. */
const PAIR = Buffer.alloc(65, 1);

/** A node above 2^level leaves, the `index`th of its level. */
export interface Node {
  readonly level: number;
  readonly index: number;
  readonly hash: Buffer;
}

/** What a growing tree must remember: the roots of its perfect subtrees, at most one for each power of two. */
export class Frontier {
  #size = 0;
  /** The largest first. */
  #roots: Buffer[] = [];

  get size(): number {
    return this.#size;
  }

  /** @param made told of every perfect subtree that the leaf completes, the small ones first */
  push(leaf: Buffer, made: (node: Node) => void = () => {}): void {
    let root = leaf;
    let level = 0;
    for (let rest = this.#size; rest % 2 === 1; rest = (rest - 1) / 2) {
      root = nodeHash(this.#roots.pop() ?? leaf, root);
      level++;
      made({ level, index: Math.floor(this.#size / 2 ** level), hash: root });
    }
    this.#roots.push(root);
    this.#size++;
  }

  root(): Buffer {
    return this.#roots.length === 0 ? EMPTY_ROOT : this.#roots.reduceRight((right, left) => nodeHash(left, right));
  }

  /** The roots one after the other, 32 bytes each. */
  stored(): Buffer {
    return Buffer.concat(this.#roots);
  }

  /** Null when so many roots don't belong to that size. */
  static of(size: number, stored: Buffer): Frontier | null {
    const ones = size.toString(2).replaceAll("0", "").length;
    if (stored.length !== (size === 0 ? 0 : ones * 32)) return null;
    const frontier = new Frontier();
    frontier.#size = size;
    frontier.#roots = Array.from({ length: stored.length / 32 }, (_, n) => stored.subarray(n * 32, n * 32 + 32));
    return frontier;
  }
}

/** Leaves from `from` up to and without `to`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** The subtrees whose roots prove that leaf `index` is in the tree of `size` leaves: PATH(m, D[n]) of RFC 6962 §2.1.1. */
export function inclusionPath(index: number, size: number): Range[] {
  const path: Range[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + split(to - from);
    if (index < middle) {
      path.push({ from: middle, to });
      to = middle;
    } else {
      path.push({ from, to: middle });
      from = middle;
    }
  }
  return path.reverse();
}

/** The subtrees whose roots prove that the tree of `to` leaves begins with that of `from`: PROOF(m, D[n]) of §2.1.2. */
export function consistencyPath(from: number, to: number): Range[] {
  return from === 0 || from === to ? [] : subproof(from, { from: 0, to }, true);
}

function subproof(size: number, { from, to }: Range, whole: boolean): Range[] {
  if (size === to - from) return whole ? [] : [{ from, to }];
  const middle = from + split(to - from);
  if (size <= middle - from) return [...subproof(size, { from, to: middle }, whole), { from: middle, to }];
  return [...subproof(size - (middle - from), { from: middle, to }, false), { from, to: middle }];
}

/** Root of the subtree over a range, from the nodes of perfect subtrees. */
export async function rangeRoot(
  { from, to }: Range,
  node: (level: number, index: number) => Promise<Buffer>,
): Promise<Buffer> {
  const length = to - from;
  const level = Math.log2(length);
  if (Number.isInteger(level)) return node(level, from / length);
  const middle = from + split(length);
  return nodeHash(await rangeRoot({ from, to: middle }, node), await rangeRoot({ from: middle, to }, node));
}

/** The largest power of two that is less than `length`, which is 2 or more. */
function split(length: number): number {
  let power = 1;
  while (power * 2 < length) power *= 2;
  return power;
}

/** Whether the path leads from the leaf to the root; the algorithm of RFC 9162 §2.1.3.2. */
export function provesInclusion(
  { leaf, index, size, root }: { leaf: Buffer; index: number; size: number; root: Buffer },
  path: readonly Buffer[],
): boolean {
  if (index >= size) return false;
  let [at, last] = [index, size - 1];
  let hashed = leaf;
  for (const sibling of path) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hashed = nodeHash(sibling, hashed);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else {
      hashed = nodeHash(hashed, sibling);
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 && hashed.equals(root);
}

export interface SizedRoot {
  readonly size: number;
  readonly root: Buffer;
}

/** Whether the path proves that the second tree begins with all of the first; the algorithm of RFC 9162 §2.1.4.2. */
export function provesConsistency(first: SizedRoot, second: SizedRoot, path: readonly Buffer[]): boolean {
  if (first.size > second.size) return false;
  if (first.size === second.size) return path.length === 0 && first.root.equals(second.root);
  if (first.size === 0) return path.length === 0;
  const isPower = Number.isInteger(Math.log2(first.size));
  const [start, ...rest] = isPower ? [first.root, ...path] : path;
  if (!start) return false;
  let [at, last] = [first.size - 1, second.size - 1];
  while (at % 2 === 1) [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  let [one, two] = [start, start];
  for (const sibling of rest) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      one = nodeHash(sibling, one);
      two = nodeHash(sibling, two);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else {
      two = nodeHash(two, sibling);
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 && one.equals(first.root) && two.equals(second.root);
}
