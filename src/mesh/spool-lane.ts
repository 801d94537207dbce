import { constants } from "node:fs";
import { type FileHandle, mkdir, open, readdir, readFile, rename, truncate, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { Clock, Instant } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import { LONGEST_PAYLOAD, RECORD_OVERHEAD, readRecord, recordBytes, type SpoolRecord } from "./spool-record.ts";

/** How much of the end is kept in memory: a link that is up reads nothing from disk. */
const TAIL_BYTES = 4 * 1024 * 1024;
const SEGMENT_BYTES = 8 * 1024 * 1024;
const CHUNK_BYTES = 256 * 1024;
/**
 * A file is filled with zeros this far ahead: a write that changes neither its size nor its extents is on disk without a
 * commit of the file system's own journal, which would wait for whatever other programs have written.
 */
const AHEAD_BYTES = 256 * 1024;
/** A write has returned once it is on disk: one turn of the thread pool instead of two with fdatasync (open(2)). */
const DURABLE = constants.O_CREAT | constants.O_WRONLY | constants.O_TRUNC | constants.O_DSYNC;

export interface SpoolLaneParts {
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** How many bytes of what is not acknowledged it may hold now. */
  readonly room: () => number;
  /** What is acknowledged is kept for so long, as a memory of repeats. */
  readonly keepMs: number;
  readonly segmentBytes?: number;
  /** Absent: the machine's own. */
  readonly openFile?: typeof open;
  /** Told of every whole record that was found when it was opened. */
  readonly found?: (record: SpoolRecord) => void;
}

/** A file of records. `last` is `first - 1` while it is empty. */
interface Segment {
  path: string;
  readonly first: number;
  last: number;
  /** Up to here it is whole and on disk. */
  bytes: number;
  lastHeardAt: Instant;
}

interface Waiting {
  readonly payload: Uint8Array;
  readonly heardAt: Instant;
  readonly resolve: () => void;
  readonly reject: (why: Fault) => void;
}

/**
 * One order of reports on disk: numbered from 1, appended durably (one write for all that came meanwhile), read in
 * order, and removed once they are acknowledged. What a crash tore off at the end was never promised to anybody.
 */
export class SpoolLane {
  /** What was found damaged when it was opened, for people; null: nothing. */
  damage: string | null = null;
  /** Told after every write. */
  appended: () => void = () => {};
  readonly #parts: SpoolLaneParts;
  readonly #segments: Segment[] = [];
  #handle: FileHandle | undefined;
  /** Up to here the newest file is filled with zeros. */
  #filled = 0;
  #acknowledged = 0;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #underWay = 0;
  #flushing: Promise<void> | undefined;
  /** The newest records, without a gap up to the last one. */
  #tail: SpoolRecord[] = [];
  #tailBytes = 0;
  #cursor: { readonly path: string; readonly number: number; readonly offset: number } | undefined;
  #closed = false;

  private constructor(parts: SpoolLaneParts) {
    this.#parts = parts;
  }

  static async open(parts: SpoolLaneParts): Promise<SpoolLane> {
    const lane = new SpoolLane(parts);
    await mkdir(parts.folder, { recursive: true, mode: 0o700 });
    const names = (await readdir(parts.folder)).filter((name) => /^\d{15}\.spool$/.test(name)).sort();
    for (const [at, name] of names.entries()) {
      const next = names[at + 1];
      await lane.#load(join(parts.folder, name), Number.parseInt(name, 10), next ? Number.parseInt(next, 10) : null);
    }
    lane.#acknowledged = (lane.#segments[0]?.first ?? 1) - 1;
    return lane;
  }

  /** Number of the newest record; 0: there never was one. */
  get last(): number {
    return this.#segments.at(-1)?.last ?? 0;
  }

  /** Number that the next record gets. */
  get next(): number {
    return this.last + this.#underWay + this.#waiting.length + 1;
  }

  get acknowledged(): number {
    return this.#acknowledged;
  }

  get unacknowledged(): number {
    return this.last - this.#acknowledged;
  }

  /** On disk of what is not acknowledged, in whole files. */
  get bytes(): number {
    let bytes = 0;
    for (const segment of this.#segments) if (segment.last > this.#acknowledged) bytes += segment.bytes;
    return bytes + this.#waitingBytes;
  }

  /** Resolves once it is on disk. Rejects with a transient `Fault` when it isn't: nothing of it was kept then. */
  append(payload: Uint8Array, heardAt: Instant): Promise<void> {
    const size = payload.length + RECORD_OVERHEAD;
    if (this.#closed) return Promise.reject(new Fault("not-active", "the spool is closed", { transient: true }));
    if (payload.length > LONGEST_PAYLOAD) {
      return Promise.reject(new Fault("invalid", `a report of ${payload.length} bytes is too long for the spool`));
    }
    if (this.bytes + size > this.#parts.room()) {
      const full = `the spool is full: ${this.unacknowledged} reports wait for the core; the device must repeat`;
      return Promise.reject(new Fault("overloaded", full, { transient: true }));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ payload, heardAt, resolve, reject });
      this.#waitingBytes += size;
      this.#flushing ??= this.#flush();
    });
  }

  /** Everything up to this number is stored elsewhere. */
  acknowledge(number: number): void {
    if (number <= this.#acknowledged) return;
    this.#acknowledged = Math.min(number, this.last);
    this.#forget(this.#parts.clock.now() - this.#parts.keepMs);
  }

  /** The records that follow `after`, at least one when there is one, in order. */
  async read(after: number, mostRecords: number, mostBytes: number): Promise<readonly SpoolRecord[]> {
    const tailFirst = this.#tail[0]?.number ?? Number.POSITIVE_INFINITY;
    if (after + 1 >= tailFirst) return cut(this.#tail, after + 1 - tailFirst, mostRecords, mostBytes);
    return this.#readFromDisk(after, mostRecords, mostBytes);
  }

  /** What is under way is still written. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#flushing;
    await this.#handle?.truncate(this.#segments.at(-1)?.bytes);
    await this.#handle?.close();
    this.#handle = undefined;
  }

  async #flush(): Promise<void> {
    // A turn later, so that what comes at once shares one write.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      this.#waitingBytes = 0;
      this.#underWay = batch.length;
      try {
        await this.#write(batch);
        for (const { resolve } of batch) resolve();
        this.appended();
      } catch (thrown) {
        const why = `the report could not be kept on disk: ${saying(thrown)}; the device must repeat`;
        const fault = new Fault("overloaded", why, { transient: true, cause: thrown });
        for (const { reject } of batch) reject(fault);
      } finally {
        this.#underWay = 0;
      }
    }
    this.#flushing = undefined;
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    const { segment, handle } = await this.#writable();
    const records = batch.map(({ payload, heardAt }, at) => ({ number: segment.last + 1 + at, heardAt, payload }));
    const bytes = Buffer.concat(records.map(recordBytes));
    try {
      if (segment.bytes + bytes.length > this.#filled) {
        await writeAll(handle, Buffer.concat([bytes, Buffer.alloc(AHEAD_BYTES)]), segment.bytes);
        this.#filled = segment.bytes + bytes.length + AHEAD_BYTES;
      } else await writeAll(handle, bytes, segment.bytes);
    } catch (thrown) {
      // Whether it is on disk is unknown after a failed write: it is cut off, and the next write begins another file.
      this.#handle = undefined;
      await handle.truncate(segment.bytes).catch(() => {});
      await handle.close().catch(() => {});
      throw thrown;
    }
    this.#underWay = 0;
    segment.bytes += bytes.length;
    segment.last += records.length;
    segment.lastHeardAt = records.at(-1)?.heardAt ?? segment.lastHeardAt;
    this.#remember(records);
  }

  async #writable(): Promise<{ segment: Segment; handle: FileHandle }> {
    const { folder, segmentBytes = SEGMENT_BYTES, openFile = open } = this.#parts;
    const newest = this.#segments.at(-1);
    if (this.#handle && newest && newest.bytes < segmentBytes) return { segment: newest, handle: this.#handle };
    const full = this.#handle;
    this.#handle = undefined;
    this.#filled = 0;
    await full?.truncate(newest?.bytes);
    await full?.close();
    const first = this.last + 1;
    const path = join(folder, `${String(first).padStart(15, "0")}.spool`);
    // An empty one of the same number is what a failure left.
    const handle = await openFile(path, DURABLE, 0o600);
    this.#handle = handle;
    if (newest?.path === path) this.#segments.pop();
    const segment = { path, first, last: first - 1, bytes: 0, lastHeardAt: 0 };
    this.#segments.push(segment);
    await syncFolder(folder);
    this.#forget(this.#parts.clock.now() - this.#parts.keepMs);
    return { segment, handle };
  }

  #remember(records: readonly SpoolRecord[]): void {
    for (const record of records) {
      this.#tail.push(record);
      this.#tailBytes += record.payload.length;
    }
    if (this.#tailBytes <= TAIL_BYTES) return;
    let from = 0;
    while (this.#tailBytes > TAIL_BYTES / 2) this.#tailBytes -= this.#tail[from++]?.payload.length ?? 0;
    this.#tail = this.#tail.slice(from);
  }

  /** Removes whole files of acknowledged records that were heard before `until`, and others while room is short. */
  #forget(until: Instant): void {
    let kept = 0;
    for (const { bytes } of this.#segments) kept += bytes;
    while (this.#segments.length > 1) {
      const [oldest] = this.#segments;
      if (!oldest || oldest.last > this.#acknowledged) return;
      if (oldest.lastHeardAt >= until && kept <= this.#parts.room()) return;
      this.#segments.shift();
      kept -= oldest.bytes;
      unlink(oldest.path).catch((thrown: unknown) => {
        this.#parts.log.warn(
          { file: oldest.path, because: saying(thrown) },
          "a file of the spool could not be removed",
        );
      });
    }
  }

  async #readFromDisk(after: number, mostRecords: number, mostBytes: number): Promise<SpoolRecord[]> {
    const found: SpoolRecord[] = [];
    let bytes = 0;
    for (const segment of Array.from(this.#segments)) {
      if (segment.last <= after) continue;
      const resumes = this.#cursor?.path === segment.path && this.#cursor.number === after + 1;
      let offset = resumes ? (this.#cursor?.offset ?? 0) : 0;
      const handle = await open(segment.path, "r");
      try {
        while (offset < segment.bytes) {
          const chunk = Buffer.alloc(Math.min(CHUNK_BYTES, segment.bytes - offset));
          const { bytesRead } = await handle.read(chunk, 0, chunk.length, offset);
          let at = 0;
          for (;;) {
            const reading = readRecord(chunk.subarray(0, bytesRead), at);
            if (reading.kind === "end") break;
            if (reading.kind === "damaged") {
              // Cut short by the chunk, unless the chunk begins with it.
              if (at > 0) break;
              at = reading.next ?? bytesRead;
              continue;
            }
            at = reading.end;
            if (reading.record.number <= after) continue;
            found.push(reading.record);
            bytes += reading.record.payload.length;
            if (found.length >= mostRecords || bytes >= mostBytes) {
              this.#cursor = { path: segment.path, number: reading.record.number + 1, offset: offset + at };
              return found;
            }
          }
          if (bytesRead === 0) break;
          offset += at;
        }
      } finally {
        await handle.close();
      }
      if (found.length > 0) return found;
    }
    return found;
  }

  /** @param before number of the first record of the next file: what a failed write left behind it doesn't count */
  async #load(path: string, first: number, before: number | null): Promise<void> {
    const bytes = await readFile(path);
    const segment: Segment = { path, first, last: first - 1, bytes: 0, lastHeardAt: 0 };
    const whole: Buffer[] = [];
    let lost = 0;
    for (let at = 0; ; ) {
      const reading = readRecord(bytes, at);
      if (reading.kind === "end") break;
      if (reading.kind === "damaged") {
        if (reading.next === null) break;
        lost += reading.next - at;
        at = reading.next;
        continue;
      }
      const { record, end } = reading;
      if (before !== null && record.number >= before) break;
      if (record.number > segment.last) {
        segment.last = record.number;
        segment.lastHeardAt = record.heardAt;
        whole.push(bytes.subarray(at, end));
        segment.bytes += end - at;
        this.#parts.found?.(record);
      }
      at = end;
    }
    if (lost > 0) await this.#heal(path, Buffer.concat(whole), lost);
    else if (segment.bytes < bytes.length) await truncate(path, segment.bytes);
    this.#segments.push(segment);
  }

  /** Keeps the damaged file beside for whoever wants to look at it, and goes on with what is whole. */
  async #heal(path: string, whole: Buffer, lost: number): Promise<void> {
    const mended = `${path}.mended`;
    const handle = await open(mended, "w", 0o600);
    await handle.write(whole);
    await handle.sync();
    await handle.close();
    await rename(path, `${path}.damaged`);
    await rename(mended, path);
    await syncFolder(this.#parts.folder);
    this.damage = `${lost} bytes of reports in ${path} were damaged on disk and are lost; the file is kept as ${path}.damaged`;
    this.#parts.log.error({ file: path, lost }, this.damage);
  }
}

function cut(records: readonly SpoolRecord[], from: number, mostRecords: number, mostBytes: number): SpoolRecord[] {
  const found: SpoolRecord[] = [];
  let bytes = 0;
  for (let at = from; at < records.length && found.length < mostRecords && bytes < mostBytes; at++) {
    const record = records[at];
    if (!record) break;
    found.push(record);
    bytes += record.payload.length;
  }
  return found;
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
