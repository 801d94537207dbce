import { existsSync } from "node:fs";
import { appendFile, mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { Fault, saying } from "#kernel/fault.ts";
import { GENESIS, hashBoth } from "./chain.ts";
import { readCheckpoint } from "./checkpoint.ts";
import { FileSink } from "./file-sink.ts";
import { fromLine, linesOf, linesWith } from "./lines.ts";
import { Frontier } from "./merkle.ts";
import type { NoteKey } from "./note.ts";
import { readBeginning, readRecord, type TrailRecord } from "./record.ts";
import { namedKey } from "./signing-key.ts";
import type { Held } from "./witness-nodes.ts";

/** A checkpoint stands behind the last entry that it covers, but for those that were sent before it was signed. */
const TREES_KEPT = 5000;
/** With this entry the trail itself says by whose key it is signed. */
const KEY_MADE = "audit-trail.key-made";
const EVIDENCE_BYTES = 64 * 1024;

/** Another history than the one that is kept here. */
export class Forked extends Fault {
  constructor(because: string) {
    super("untrusted", because);
  }
}

/**
 * The copy of a trail that this machine alone writes, and what it vouches for: every entry follows the one before, every
 * checkpoint is signed and fits the entries that lie here. What tells another history is refused and kept as evidence.
 */
export class KeptTrail {
  readonly file: string;
  readonly #sink: FileSink;
  readonly #keys: NoteKey[];
  #seq = 0;
  #head: Buffer = GENESIS;
  #tree = new Frontier();
  #checkpoint = 0;
  /** Of the last sizes of the tree, what is needed for its root. */
  readonly #trees = new Map<number, Buffer>();
  #forked: string | null = null;

  private constructor(file: string, keys: readonly NoteKey[]) {
    this.file = file;
    this.#sink = new FileSink(file);
    this.#keys = [...keys];
  }

  /**
   * Reads what is there, entry by entry. Throws a `Fault` (`untrusted`) when that is no unbroken trail.
   * @param keys by which checkpoints are believed, beside those that the trail names itself
   */
  static async open(file: string, keys: readonly NoteKey[] = []): Promise<KeptTrail> {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const trail = new KeptTrail(file, keys);
    await trail.#sink.last();
    for await (const { first, texts } of linesOf(file)) {
      for (const [index, line] of texts.entries()) {
        // A write that was cut short: what it held comes on a line of its own.
        if (readRecord(line) === null) continue;
        const wrong = trail.#take(line);
        if (wrong !== null) throw new Fault("untrusted", `${file} is damaged at line ${first + index}: ${wrong}.`);
      }
    }
    if (existsSync(trail.evidence))
      trail.#forked = `What was refused lies in ${trail.evidence} still; find out who wrote as the core, and remove that file then`;
    return trail;
  }

  /** Where lines lie that were refused because they tell another history; they stay until somebody removes the file. */
  get evidence(): string {
    return `${this.file}.refused`;
  }

  get held(): Held {
    return { entry: this.#seq, checkpoint: this.#checkpoint, hash: this.#seq === 0 ? "" : this.#head.toString("hex") };
  }

  /** What somebody has to look at; null: nothing. */
  get trouble(): string | null {
    return this.#forked;
  }

  /** Resolves once all are on disk. Throws `Forked`, or a `Fault`; nothing of the portion was then added. */
  async add(lines: readonly string[]): Promise<Held> {
    const fresh: TrailRecord[] = [];
    const before = this.#remembered();
    try {
      for (const line of lines) {
        const record = readRecord(line);
        if (!record) throw new Fault("invalid", "a line of the trail can't be read");
        if (await this.#isHeld(record)) continue;
        const wrong = this.#take(line);
        if (wrong !== null) throw new Forked(`${wrong} (the last entry here is ${this.#seq})`);
        fresh.push(record);
      }
      if (fresh.length > 0) await this.#sink.append(fresh);
      return this.held;
    } catch (thrown) {
      before();
      if (thrown instanceof Forked) await this.#keepEvidence(thrown.message, lines);
      throw thrown;
    }
  }

  /** Throws `Forked` when another one stands in its place. */
  async #isHeld(record: TrailRecord): Promise<boolean> {
    if (record.kind === "checkpoint") return record.size <= this.#checkpoint;
    if (record.seq > this.#seq) return false;
    const own = record.seq === this.#seq ? this.#head.toString("hex") : await this.#hashOf(record.seq);
    if (own !== record.hash) throw new Forked(`its entry ${record.seq} is not the one that is kept here`);
    return true;
  }

  async #hashOf(seq: number): Promise<string | null> {
    for await (const { text } of linesWith(this.file, `{"seq":${seq},`)) {
      const record = readRecord(text);
      if (record?.kind === "entry" && record.seq === seq) return record.hash;
    }
    return null;
  }

  /** Why the line does not follow what is here; null: it does, and counts from now on. */
  #take(line: string): string | null {
    const beginning = readBeginning(line);
    if (beginning) {
      const { seq, hash, frontier } = beginning;
      const tree = Frontier.of(seq, frontier);
      if (this.#seq > 0) return `it begins anew after entry ${seq}, and ${this.#seq} is the last one here`;
      if (!tree) return "the tree of what was archived is damaged";
      [this.#seq, this.#head, this.#tree] = [seq, hash, tree];
      return null;
    }
    const record = readRecord(line);
    return record?.kind === "checkpoint" ? this.#takeCheckpoint(line) : this.#takeEntry(line);
  }

  #takeEntry(line: string): string | null {
    const entry = fromLine(line);
    if (typeof entry === "string") return entry;
    if (entry.seq <= this.#seq) return null; // repeated after a crash; a portion from the core was compared before
    if (entry.seq > this.#seq + 1) return `entry ${this.#seq + 1} is missing before entry ${entry.seq}`;
    const { link, leaf } = hashBoth(this.#head, entry);
    if (!link.equals(entry.hash)) return `entry ${entry.seq} does not follow the one before`;
    this.#seq = entry.seq;
    this.#head = entry.hash;
    this.#tree.push(leaf);
    this.#trees.set(entry.seq, this.#tree.stored());
    this.#trees.delete(entry.seq - TREES_KEPT);
    if (entry.action === KEY_MADE) this.#learn(entry.details);
    return null;
  }

  #takeCheckpoint(line: string): string | null {
    const { checkpoint: note } = JSON.parse(line) as { checkpoint: string };
    const checkpoint = readCheckpoint(note, this.#keys);
    if (typeof checkpoint === "string") return `a checkpoint can't be believed: ${checkpoint}`;
    const { size, root } = checkpoint;
    const stored = this.#trees.get(size);
    const tree = stored && Frontier.of(size, stored);
    if (!tree) return `the checkpoint of ${size} entries is of none of the last ${TREES_KEPT} that are kept here`;
    if (!tree.root().equals(root))
      return `the checkpoint of ${size} entries is of others than those that are kept here`;
    this.#checkpoint = Math.max(this.#checkpoint, size);
    return null;
  }

  #learn(details: string): void {
    const { publicKey } = JSON.parse(details) as { publicKey?: unknown };
    if (typeof publicKey !== "string") return;
    const bytes = Buffer.from(publicKey, "base64");
    if (bytes.length === 32) this.#keys.push(namedKey(bytes));
  }

  /** @returns what brings back how it is now */
  #remembered(): () => void {
    const [seq, head, checkpoint] = [this.#seq, this.#head, this.#checkpoint];
    const [tree, keys] = [this.#tree.stored(), this.#keys.length];
    return () => {
      for (let size = seq + 1; size <= this.#seq; size++) this.#trees.delete(size);
      [this.#seq, this.#head, this.#checkpoint] = [seq, head, checkpoint];
      this.#tree = Frontier.of(seq, tree) ?? new Frontier();
      this.#keys.length = keys;
    };
  }

  async #keepEvidence(because: string, lines: readonly string[]): Promise<void> {
    const first = this.#forked === null;
    this.#forked ??= `The trail was told otherwise: ${because}. What was refused lies in ${this.evidence}; find out who could write as the core, and remove that file then`;
    if (!first) return;
    const text = lines.map((line) => `${line}\n`).join("");
    const evidence = `${JSON.stringify({ because: this.#forked })}\n${text.slice(0, EVIDENCE_BYTES)}`;
    await appendFile(this.evidence, evidence, { mode: 0o600, flush: true }).catch((thrown: unknown) => {
      this.#forked += ` (it could not be kept: ${saying(thrown)})`;
    });
  }
}
