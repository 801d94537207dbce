import type { Checkpoint } from "./checkpoint.ts";
import { Frontier } from "./merkle.ts";
import type { Finding } from "./verify.ts";

/** A checkpoint with where it was found: `the database`, `witness.jsonl:17`. */
export interface FoundCheckpoint extends Checkpoint {
  readonly where: string;
}

/**
 * Holds a trail against checkpoints that were signed while it grew. Entries written anew with fitting hashes are found
 * here; so is a second history that somebody else was shown (a split view), when checkpoints of both are at hand.
 */
export class TreeCheck {
  readonly #findings: Finding[] = [];
  readonly #bySize = new Map<number, FoundCheckpoint>();
  #tree = new Frontier();
  #next = 1;
  /** Entries that were archived before the first one. */
  #archived = 0;
  #complete = true;
  #matched = 0;
  #largest = 0;

  constructor(checkpoints: readonly FoundCheckpoint[]) {
    for (const one of checkpoints) this.expect(one);
  }

  /** Of entries that are still to come; of others it is only held against what was signed of as many. */
  expect(one: FoundCheckpoint): void {
    const other = this.#bySize.get(one.size);
    if (other && !other.root.equals(one.root)) this.#findings.push(splitView(other, one));
    else if (!other && one.size >= this.#next) this.#bySize.set(one.size, one);
    this.#largest = Math.max(this.#largest, one.size);
  }

  /** How many entries, from the first on, are as a checkpoint says. */
  get matched(): number {
    return this.#matched;
  }

  /** Goes on from the tree over so many archived entries; false when that is none. */
  begin(seq: number, frontier: Buffer): boolean {
    const tree = Frontier.of(seq, frontier);
    if (!tree) return false;
    this.#tree = tree;
    this.#next = seq + 1;
    this.#archived = seq;
    return true;
  }

  take(seq: number, leaf: Buffer): void {
    const checkpoint = this.#bySize.get(seq);
    this.#bySize.delete(seq);
    if (!this.#complete) return;
    // Where entries are missing or out of order the chain says so; no root can be compared from there on.
    if (seq !== this.#next) {
      this.#complete = false;
      return;
    }
    this.#next++;
    this.#tree.push(leaf);
    if (!checkpoint) return;
    if (this.#tree.root().equals(checkpoint.root)) this.#matched = seq;
    else {
      this.#findings.push(rewritten(Math.max(this.#matched, this.#archived) + 1, seq, checkpoint));
      this.#complete = false;
    }
  }

  finish(): readonly Finding[] {
    if (this.#complete && this.#largest >= this.#next) this.#findings.push(cutOff(this.#next, this.#largest));
    return this.#findings;
  }
}

function splitView(one: FoundCheckpoint, other: FoundCheckpoint): Finding {
  const because = `Two different histories of ${one.size} entries were signed (${one.where} and ${other.where}): the trail was forked, and different readers were shown different trails.`;
  return { kind: "forked", from: one.size, to: one.size, because };
}

function rewritten(from: number, to: number, { where }: FoundCheckpoint): Finding {
  const which = from === to ? `Entry ${from} is` : `One or more of the entries ${from} to ${to} are`;
  const because = `${which} not what was signed (${where}): the trail was written anew from there on. The entries before are as they were signed.`;
  return { kind: "forked", from, to, because };
}

function cutOff(from: number, to: number): Finding {
  const which = from === to ? `Entry ${from} is` : `Entries ${from} to ${to} are`;
  return {
    kind: "removed",
    from,
    to,
    because: `${which} missing, though a checkpoint covers them: the end was cut off.`,
  };
}
