import { type AuditEntry, GENESIS, hashBoth, hashEntry } from "./chain.ts";
import { type FoundCheckpoint, TreeCheck } from "./tree-check.ts";

export interface StoredEntry extends AuditEntry {
  readonly hash: Buffer;
}

/** Where a chain must have been at some number: what the server's lease remembers, or what somebody noted elsewhere. */
export interface Mark {
  readonly seq: number;
  readonly hash: Buffer;
}

/** What a trail follows whose first entries were archived and removed. */
export interface Beginning extends Mark {
  /** Roots of the perfect subtrees over the entries up to there, the largest first. */
  readonly frontier: Buffer;
}

/** The action of the entry that tells of a removal; its details name the last entry that was removed, and its hash. */
export const ARCHIVED = "audit-trail.archived";

export interface Finding {
  readonly kind: "changed" | "removed" | "inserted" | "reordered" | "forked" | "unreadable";
  /** Numbers of the entries concerned, both included; with `unreadable` lines of the file. */
  readonly from: number;
  readonly to: number;
  readonly because: string;
}

export interface Verdict {
  readonly entries: number;
  readonly last: Mark | null;
  /** In order of number; empty when nothing was found. At most 100, and `more` that aren't listed. */
  readonly findings: readonly Finding[];
  readonly more: number;
  /** How many entries, from the first on, are as a signed checkpoint says. */
  readonly signed: number;
  /** How many entries came before the first one, and are in archives. */
  readonly archived: number;
  /** Entries that came again, word by word, and count once: a witness repeats what may not have arrived. */
  readonly repeated: number;
}

/** What a trail is held against, besides itself. */
export interface Against {
  readonly marks?: readonly Mark[];
  /** With good signatures. */
  readonly checkpoints?: readonly FoundCheckpoint[];
  /** Hash of an entry in a copy that was kept elsewhere; undefined when the copy doesn't have it. */
  readonly copy?: (seq: number) => Buffer | undefined;
  /** Whether entries may come again, as they do in a witness's copy. */
  readonly mayRepeat?: boolean;
}

/** An entry that doesn't follow the one before it. */
interface Break {
  readonly entry: StoredEntry;
  /** Number of the entry before it, and the hashes under that number (several when the chain forks). */
  readonly after: number;
  readonly hashes: readonly Buffer[];
  readonly linked: boolean;
  /** Another entry with the same number stands before it. */
  readonly twin: boolean;
  nextBreaks: boolean;
}

const MOST_FINDINGS = 100;
/** How many breaks are kept to be explained, and how many at most are tried against each other. */
const MOST_BREAKS = 5000;
const MOST_MOVED = 24;
/** How far back an entry may lie that comes again: more than a witness sends at once. */
const LATEST = 16_384;

/**
 * Takes entries in their order and finds what doesn't fit. Every entry is held against the stored hash before it, so one
 * damage is found where it is and the rest is still judged.
 *
 * Whoever may rewrite the whole end of the chain, hashes included, leaves no trace in it: that is found only by a mark
 * that was kept where they can't reach it.
 */
export class Verification {
  readonly #marks: ReadonlyMap<number, Buffer>;
  readonly #breaks: Break[] = [];
  readonly #findings: Finding[] = [];
  #entries = 0;
  #broken = 0;
  #seq = 0;
  #hashes: Buffer[] = [GENESIS];
  #before = { seq: 0, hashes: [GENESIS] };
  #lastBreak: Break | null = null;
  readonly #tree: TreeCheck;
  #hasRoots: boolean;
  readonly #copy: (seq: number) => Buffer | undefined;
  #differs = false;
  /** Hashes of the latest entries with the ones before them, by number modulo `LATEST`; null: nothing may repeat. */
  readonly #latest: { seq: number; before: Buffer; hash: Buffer }[] | null;
  #repeated = 0;
  #beginning: Beginning | null = null;
  /** The trail's own word that what came before was removed by retention is still to come. */
  #untold = false;

  constructor({ marks = [], checkpoints = [], copy = () => undefined, mayRepeat = false }: Against = {}) {
    this.#marks = new Map(marks.map(({ seq, hash }) => [seq, hash]));
    this.#tree = new TreeCheck(checkpoints);
    this.#hasRoots = checkpoints.length > 0;
    this.#copy = copy;
    this.#latest = mayRepeat ? [] : null;
  }

  /**
   * What comes follows entries that were archived. Only before the first entry; later it says nothing new.
   * @param told whether the trail itself must tell of the removal: where it doesn't, somebody else took them out
   */
  begin(beginning: Beginning, told: boolean): void {
    if (this.#seq > 0 || this.#entries > 0) return;
    if (!this.#tree.begin(beginning.seq, beginning.frontier)) {
      this.#findings.push(notABeginning(beginning));
      return;
    }
    this.#beginning = beginning;
    this.#untold = told;
    this.#seq = beginning.seq;
    this.#hashes = [beginning.hash];
    const mark = this.#marks.get(beginning.seq);
    if (mark && !mark.equals(beginning.hash)) this.#findings.push(notTheMark(beginning.seq));
    this.#before = { seq: beginning.seq, hashes: this.#hashes };
  }

  /** Further checkpoints with good signatures, none of them of entries that were taken already. */
  expect(checkpoints: readonly FoundCheckpoint[]): void {
    this.#hasRoots = true;
    for (const one of checkpoints) this.#tree.expect(one);
  }

  take(entry: StoredEntry): void {
    if (this.#latest && this.#isRepeated(this.#latest, entry)) {
      this.#repeated++;
      return;
    }
    this.#entries++;
    if (this.#untold && entry.action === ARCHIVED && tells(entry, this.#beginning)) this.#untold = false;
    const twin = entry.seq === this.#seq && this.#entries > 1;
    if (!twin) {
      this.#before = { seq: this.#seq, hashes: this.#hashes };
      this.#seq = entry.seq;
      this.#hashes = [];
    }
    this.#hashes.push(entry.hash);
    const { seq: after, hashes } = this.#before;
    const [before = GENESIS, ...others] = hashes;
    const { link, leaf } = this.#hasRoots ? hashBoth(before, entry) : { link: hashEntry(before, entry), leaf: null };
    const linked = link.equals(entry.hash) || others.some((hash) => hashEntry(hash, entry).equals(entry.hash));
    if (leaf) this.#tree.take(entry.seq, leaf);
    if (this.#latest) this.#latest[entry.seq % LATEST] = { seq: entry.seq, before, hash: entry.hash };
    this.#compare(entry);
    const mark = this.#marks.get(entry.seq);
    if (mark && !mark.equals(entry.hash)) this.#findings.push(notTheMark(entry.seq));
    if (linked && !twin && entry.seq === after + 1) {
      this.#lastBreak = null;
      return;
    }
    if (this.#lastBreak) this.#lastBreak.nextBreaks = true;
    this.#broken++;
    this.#lastBreak = { entry, after, hashes, linked, twin, nextBreaks: false };
    if (this.#breaks.length < MOST_BREAKS) this.#breaks.push(this.#lastBreak);
  }

  /** A checkpoint that can't be believed. */
  refuse(because: string): void {
    this.#findings.push({ kind: "unreadable", from: 0, to: 0, because });
  }

  /** A line of the file that is no entry. */
  unreadable(line: number, because: string): void {
    this.#findings.push({ kind: "unreadable", from: line, to: line, because: `Line ${line} is no entry: ${because}.` });
  }

  /** @param head where the chain ends according to the server's lease; null when there is nothing to compare with */
  finish(head: Mark | null = null): Verdict {
    if (this.#untold && this.#beginning) this.#findings.push(untold(this.#beginning));
    const found = [...this.#findings, ...this.#explain()];
    // What the chain or a copy names to the entry, a root names only roughly.
    const roots = this.#tree
      .finish()
      .filter(({ from, to }) => !found.some((one) => one.from >= from && one.from <= to && one.kind !== "unreadable"));
    const findings = [...found, ...roots];
    const last = this.#hashes.at(-1);
    for (const seq of this.#marks.keys()) {
      if (seq > this.#seq) findings.push(cutOff(this.#seq + 1, seq));
    }
    if (head && head.seq > this.#seq) findings.push(cutOff(this.#seq + 1, head.seq));
    else if (head && head.seq < this.#seq) findings.push(beyond(head.seq + 1, this.#seq));
    else if (head && head.seq > 0 && !this.#hashes.some((hash) => hash.equals(head.hash)))
      findings.push(notTheMark(head.seq));
    findings.sort((a, b) => a.from - b.from || a.to - b.to);
    return {
      entries: this.#entries,
      last: this.#entries > 0 && last ? { seq: this.#seq, hash: last } : null,
      findings: findings.slice(0, MOST_FINDINGS),
      more: Math.max(0, findings.length - MOST_FINDINGS) + Math.max(0, this.#broken - this.#breaks.length),
      signed: this.#tree.matched,
      archived: this.#beginning?.seq ?? 0,
      repeated: this.#repeated,
    };
  }

  #isRepeated(latest: readonly { seq: number; before: Buffer; hash: Buffer }[], entry: StoredEntry): boolean {
    if (entry.seq > this.#seq) return false;
    const known = latest[entry.seq % LATEST];
    if (known?.seq !== entry.seq || !known.hash.equals(entry.hash)) return false;
    return hashEntry(known.before, entry).equals(entry.hash);
  }

  /** The first entry that the copy knows otherwise; those after it follow from it. */
  #compare({ seq, hash }: StoredEntry): void {
    if (this.#differs) return;
    const copied = this.#copy(seq);
    if (!copied || copied.equals(hash)) return;
    this.#differs = true;
    this.#findings.push(notTheCopy(seq));
  }

  #explain(): Finding[] {
    const findings: Finding[] = [];
    const places = this.#breaks.filter((one) => !one.twin);
    for (const twin of this.#breaks.filter((one) => one.twin)) {
      const first = places.findIndex((one) => one.entry.seq === twin.entry.seq && !one.linked);
      if (!twin.linked) findings.push(inserted(twin.entry));
      else if (first < 0) findings.push(forked(twin.entry));
      else findings.push(...places.splice(first, 1).map((one) => inserted(one.entry)));
    }
    const moved = places.length <= MOST_MOVED ? findMoved(places) : new Map<Break, number>();
    const displaced = [...moved].filter(([one, number]) => one.nextBreaks || number !== one.entry.seq);
    for (const [one, number] of displaced.length > 0 ? displaced : moved) findings.push(reordered(one, number));
    const rest = places.filter((one) => !moved.has(one));
    for (const one of rest) {
      const { seq } = one.entry;
      if (seq > one.after + 1) findings.push(removed(one.after + 1, seq - 1));
      else if (seq <= one.after) findings.push(outOfPlace(one));
      else join(findings, seq);
    }
    return findings;
  }
}

/**
 * Entries that fit somewhere else among the breaks: under their own number or that of another broken place, after any hash
 * that is known there. The answer names the number under which each fits.
 */
function findMoved(breaks: readonly Break[]): Map<Break, number> {
  const hashes = breaks.flatMap((one) => [...one.hashes, one.entry.hash]);
  const numbers = breaks.map((one) => one.after + 1);
  const moved = new Map<Break, number>();
  for (const one of breaks) {
    const { entry } = one;
    const found = [entry.seq, ...numbers].find((seq) =>
      hashes.some((hash) => hashEntry(hash, { ...entry, seq }).equals(entry.hash)),
    );
    if (found !== undefined && !(one.linked && found === entry.seq)) moved.set(one, found);
  }
  return moved;
}

/** Neighbours that were changed become one finding. */
function join(findings: Finding[], seq: number): void {
  const last = findings.at(-1);
  if (last?.kind === "changed" && last.to === seq - 1) {
    const because = `Entries ${last.from} to ${seq} do not fit their hashes: they were changed, or numbered anew.`;
    findings[findings.length - 1] = { kind: "changed", from: last.from, to: seq, because };
    return;
  }
  const because = `Entry ${seq} does not fit its hash: it was changed${seq > 1 ? `, or entry ${seq - 1} was replaced together with its hash` : ""}.`;
  findings.push({ kind: "changed", from: seq, to: seq, because });
}

function tells({ details }: StoredEntry, beginning: Beginning | null): boolean {
  try {
    const { last, hash } = JSON.parse(details) as { last?: unknown; hash?: unknown };
    return last === beginning?.seq && hash === beginning?.hash.toString("hex");
  } catch {
    return false;
  }
}

function untold({ seq }: Beginning): Finding {
  return {
    ...removed(1, seq),
    because: `${removed(1, seq).because} No entry tells that they were archived: somebody else took them out.`,
  };
}

function notABeginning({ seq }: Beginning): Finding {
  const because = `What is kept of the archived entries up to ${seq} is damaged: it is not the tree of so many.`;
  return { kind: "changed", from: 1, to: seq, because };
}

function removed(from: number, to: number): Finding {
  const because = from === to ? `Entry ${from} is missing.` : `Entries ${from} to ${to} are missing.`;
  return { kind: "removed", from, to, because };
}

function cutOff(from: number, to: number): Finding {
  return { ...removed(from, to), because: `${removed(from, to).because} The end of the trail was cut off.` };
}

function beyond(from: number, to: number): Finding {
  const because = `Entries ${from} to ${to} come after the last one that the server wrote.`;
  return { kind: "inserted", from, to, because };
}

function inserted({ seq }: StoredEntry): Finding {
  const because = `Number ${seq} is there twice, and one of the two follows nothing: it was inserted.`;
  return { kind: "inserted", from: seq, to: seq, because };
}

function forked({ seq }: StoredEntry): Finding {
  const because = `Number ${seq} is there twice, and both follow entry ${seq - 1}: the trail was written by two hands.`;
  return { kind: "forked", from: seq, to: seq, because };
}

function reordered({ entry: { seq }, after }: Break, number: number): Finding {
  const because =
    number === seq
      ? `Entry ${seq} stands after entry ${after}, where it doesn't belong.`
      : `What stands as entry ${seq} was written as entry ${number}.`;
  return { kind: "reordered", from: seq, to: seq, because };
}

function outOfPlace({ entry: { seq }, after }: Break): Finding {
  return { kind: "reordered", from: seq, to: seq, because: `Entry ${seq} stands after entry ${after}, out of order.` };
}

function notTheCopy(seq: number): Finding {
  const because = `Entry ${seq} is the first that a witness knows otherwise: the trail was forked there.`;
  return { kind: "forked", from: seq, to: seq, because };
}

function notTheMark(seq: number): Finding {
  const because = `Entry ${seq} is not the one that was there when its hash was noted: it, or the trail before it, was written anew.`;
  return { kind: "changed", from: seq, to: seq, because };
}
