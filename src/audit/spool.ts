import { appendFileSync, mkdirSync, renameSync, truncateSync, writeFileSync } from "node:fs";
import { open, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { after, BEGINNING, has, type Position, readRecord, type TrailRecord } from "./record.ts";

/** Of the spool, how much is read at once. */
const CHUNK_BYTES = 256 * 1024;

/**
 * What waits for a witness, in a file of lines, with the position that the witness has confirmed beside it. What isn't
 * whole after a crash is dropped: the database still has it. The confirmed position is written after the witness
 * confirmed, so that a crash repeats some lines and never leaves any out.
 */
export class Spool {
  /** What the witness has for certain. */
  confirmed: Position = BEGINNING;
  /** What it will have once this is empty. */
  filled: Position = BEGINNING;
  readonly #file: string;
  readonly #stateFile: string;
  readonly #target: string;
  #from = 0;
  #bytes = 0;

  private constructor(folder: string, target: string) {
    this.#file = join(folder, "spool.jsonl");
    this.#stateFile = join(folder, "confirmed.json");
    this.#target = target;
  }

  /** @param target where the witness is: another place begins anew, with the first entry */
  static async open(folder: string, target: string, known: Position | null): Promise<Spool> {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const spool = new Spool(folder, target);
    const state = await readState(spool.#stateFile);
    const kept = state?.target === target ? state : null;
    spool.confirmed = kept ? { seq: kept.seq, checkpoint: kept.checkpoint } : BEGINNING;
    if (known) {
      spool.confirmed = {
        seq: Math.max(known.seq, spool.confirmed.seq),
        checkpoint: Math.max(known.checkpoint, spool.confirmed.checkpoint),
      };
    }
    await spool.#recover(kept !== null);
    return spool;
  }

  /** Bytes that wait. */
  get size(): number {
    return this.#bytes - this.#from;
  }

  /** At once: were it to be confirmed and emptied meanwhile, what was just being added would be lost. */
  add(records: readonly TrailRecord[]): void {
    const text = records.map(({ line }) => `${line}\n`).join("");
    appendFileSync(this.#file, text, { mode: 0o600 });
    this.#bytes += Buffer.byteLength(text);
    for (const record of records) this.filled = after(this.filled, record);
  }

  /** The next records that wait; empty when none does, or when they can't be read: what waited comes from the database again. */
  async next(): Promise<{ readonly records: readonly TrailRecord[]; readonly bytes: number }> {
    if (this.size === 0) return { records: [], bytes: 0 };
    await using file = await open(this.#file, "r");
    for (let wanted = CHUNK_BYTES; ; wanted *= 2) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(wanted), 0, wanted, this.#from);
      const end = buffer.subarray(0, bytesRead).lastIndexOf(10) + 1;
      if (end === 0 && bytesRead === wanted) continue;
      const lines = buffer.subarray(0, end).toString("utf8").split("\n").slice(0, -1);
      const records = lines.map(readRecord).filter((record) => record !== null);
      if (records.length === 0 || records.length < lines.length) {
        this.#empty();
        this.filled = this.confirmed;
        return { records: [], bytes: 0 };
      }
      return { records: records.filter((record) => !has(this.confirmed, record)), bytes: end };
    }
  }

  /** The witness has these now. */
  confirm(records: readonly TrailRecord[], bytes: number): void {
    for (const record of records) this.confirmed = after(this.confirmed, record);
    this.#from += bytes;
    const draft = `${this.#stateFile}.new`;
    writeFileSync(draft, JSON.stringify({ target: this.#target, ...this.confirmed }), { mode: 0o600 });
    renameSync(draft, this.#stateFile);
    if (this.#from >= this.#bytes) this.#empty();
  }

  #empty(): void {
    truncateSync(this.#file);
    this.#from = 0;
    this.#bytes = 0;
  }

  /** Keeps the whole lines that go on where the witness is; everything else comes from the database again. */
  async #recover(keep: boolean): Promise<void> {
    this.filled = this.confirmed;
    const bytes = keep ? await readFile(this.#file).catch(() => Buffer.of()) : Buffer.of();
    let end = 0;
    for (let stop = bytes.indexOf(10); stop >= 0; stop = bytes.indexOf(10, end)) {
      const record = readRecord(bytes.subarray(end, stop).toString("utf8"));
      if (!record || (record.kind === "entry" && record.seq > this.filled.seq + 1)) break;
      if (!has(this.filled, record)) this.filled = after(this.filled, record);
      end = stop + 1;
    }
    if ((await stat(this.#file).catch(() => null)) !== null) truncateSync(this.#file, end);
    this.#bytes = end;
  }
}

async function readState(file: string): Promise<(Position & { target: string }) | null> {
  try {
    const { target, seq, checkpoint } = JSON.parse(await readFile(file, "utf8")) as Partial<Position> & {
      target?: string;
    };
    if (typeof target !== "string" || !Number.isSafeInteger(seq) || !Number.isSafeInteger(checkpoint)) return null;
    return { target, seq: seq ?? 0, checkpoint: checkpoint ?? 0 };
  } catch {
    return null;
  }
}
