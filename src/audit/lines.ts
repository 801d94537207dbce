import { createReadStream } from "node:fs";
import type { StoredEntry } from "./verify.ts";

/** One entry as a line of JSON, without the line's end. Times are UTC in ISO 8601, the hash is in hexadecimal. */
export function toLine(entry: StoredEntry): string {
  const { hash, at, ...rest } = entry;
  return JSON.stringify({ ...rest, at: new Date(at).toISOString(), hash: hash.toString("hex") });
}

/** The entry of a line, or why it is none. */
export function fromLine(line: string): StoredEntry | string {
  let read: Record<string, unknown>;
  try {
    read = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return "not a line of JSON";
  }
  if (typeof read !== "object" || read === null) return "not an object";
  for (const name of TEXTS) if (typeof read[name] !== "string") return `${name} is missing`;
  const { seq } = read;
  if (typeof seq !== "number" || !Number.isSafeInteger(seq)) return "seq is not a whole number";
  const text = (name: (typeof TEXTS)[number]) => read[name] as string;
  const at = Date.parse(text("at"));
  if (Number.isNaN(at)) return "at is not a time";
  const hash = Buffer.from(text("hash"), "hex");
  if (hash.length !== 32 || text("hash").length !== 64) return "hash is not 64 hexadecimal digits";
  return {
    seq,
    at,
    actor: text("actor"),
    via: text("via"),
    action: text("action"),
    object: text("object"),
    partition: text("partition"),
    sentence: text("sentence"),
    details: text("details"),
    hash,
  };
}

/** The line of JSON within a line that a syslog collector wrote: what follows the collector's own words. */
export function recordIn(line: string): string {
  if (line.startsWith("{")) return line;
  const starts = RECORDS.map((begin) => line.indexOf(begin)).filter((at) => at >= 0);
  return starts.length === 0 ? line : line.slice(Math.min(...starts));
}

/** What the lines of a trail begin with. */
const RECORDS = ['{"seq":', '{"checkpoint":', '{"follows":'];
const TEXTS = ["at", "actor", "via", "action", "object", "partition", "sentence", "details", "hash"] as const;
/** The longest line that an export writes stays far below. */
const LONGEST_LINE = 1024 * 1024;

/** How much of a file is read at once. */
const BLOCK_BYTES = 512 * 1024;

/** Lines that follow one another in a file. */
export interface Lines {
  /** Number of the first one, from 1. */
  readonly first: number;
  readonly texts: readonly string[];
}

/** The lines of a file, many at a time, in the order in which they stand. */
export async function* linesOf(file: string): AsyncGenerator<Lines> {
  let first = 1;
  for await (const block of blocksOf(file)) {
    const texts = block.toString("utf8").split("\n");
    if (texts.at(-1) === "") texts.pop();
    yield { first, texts };
    first += texts.length;
  }
}

/** The lines of a file that hold these words; the others are passed over as bytes, which is five times as fast. */
export async function* linesWith(file: string, words: string): AsyncGenerator<{ number: number; text: string }> {
  let number = 0;
  for await (const block of blocksOf(file)) {
    let found = block.indexOf(words);
    for (let start = 0; start < block.length; ) {
      const newline = block.indexOf(10, start);
      const end = newline < 0 ? block.length : newline;
      number++;
      if (found >= start && found < end) {
        yield { number, text: block.toString("utf8", start, end) };
        found = block.indexOf(words, end);
      }
      start = end + 1;
    }
  }
}

/** A file in pieces that end with a line. Of a line that no export writes, for it is too long, only the beginning. */
async function* blocksOf(file: string): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.of();
  for await (const chunk of createReadStream(file, { highWaterMark: BLOCK_BYTES }) as AsyncIterable<Buffer>) {
    const end = chunk.lastIndexOf(10) + 1;
    if (end > 0) yield Buffer.concat([rest, chunk.subarray(0, end)]);
    rest = Buffer.concat([end > 0 ? Buffer.of() : rest, chunk.subarray(end)]).subarray(0, LONGEST_LINE);
  }
  if (rest.length > 0) yield rest;
}
