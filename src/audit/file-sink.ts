import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { Fault, saying } from "#kernel/fault.ts";
import { after, BEGINNING, type Position, readRecord, type TrailRecord } from "./record.ts";
import type { Sink } from "./sink.ts";

/** No record is longer. */
const LONGEST_RECORD = 1024 * 1024;

/** A file that only grows, best on a medium that others administer: opened with O_APPEND, synchronised after every write. */
export class FileSink implements Sink {
  readonly target: string;
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
    this.target = `the file ${path}`;
  }

  async last(): Promise<Position & { hash: string | null }> {
    await using file = await this.#open();
    const { size } = await file.stat();
    const length = Math.min(size, 2 * LONGEST_RECORD);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    let position = BEGINNING;
    let hash: string | null = null;
    for (const line of buffer.toString("utf8").split("\n")) {
      const record = readRecord(line);
      if (!record) continue;
      position = after(position, record);
      if (record.kind !== "checkpoint") ({ hash } = record);
    }
    if (size > 0 && position === BEGINNING) {
      throw new Fault(
        "untrusted",
        `${this.#path} holds something else than an audit trail, and nothing was added to it. Name another file.`,
      );
    }
    return { ...position, hash };
  }

  async append(records: readonly TrailRecord[]): Promise<void> {
    await using file = await this.#open();
    const { size } = await file.stat();
    // A write that was cut short leaves part of a line; what it held comes again on a line of its own.
    const torn = size > 0 && (await file.read(Buffer.alloc(1), 0, 1, size - 1)).buffer[0] !== 10;
    await file.writeFile(`${torn ? "\n" : ""}${records.map(({ line }) => `${line}\n`).join("")}`);
    await file.datasync();
  }

  async probe(): Promise<void> {
    await using file = await this.#open();
    await file.sync();
  }

  async #open(): Promise<FileHandle> {
    const { O_RDWR, O_APPEND, O_CREAT, O_NOFOLLOW } = constants;
    const file = await open(this.#path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW, 0o600).catch((cause: unknown) => {
      throw new Fault(
        "unreachable",
        `${this.#path} can't be opened: ${saying(cause)}. Make its folder, or let the server write there.`,
        {
          cause,
          transient: true,
        },
      );
    });
    if ((await file.stat()).isFile()) return file;
    await file.close();
    throw new Fault("misconfigured", `${this.#path} is not a file. Name one that ends in .jsonl.`);
  }
}
