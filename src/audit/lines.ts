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
  if (!/^[0-9a-f]{64}$/.test(text("hash"))) return "hash is not 64 hexadecimal digits";
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
    hash: Buffer.from(text("hash"), "hex"),
  };
}

/** The line of JSON within a line that a syslog collector wrote: what follows the collector's own words. */
export function recordIn(line: string): string {
  if (line.startsWith("{")) return line;
  const starts = [line.indexOf('{"seq":'), line.indexOf('{"checkpoint":')].filter((at) => at >= 0);
  return starts.length === 0 ? line : line.slice(Math.min(...starts));
}

const TEXTS = ["at", "actor", "via", "action", "object", "partition", "sentence", "details", "hash"] as const;
/** The longest line that an export writes stays far below. */
const LONGEST_LINE = 1024 * 1024;

/** The lines of a file, in the order in which they stand. Empty lines are left out, but counted. */
export async function* linesOf(file: string): AsyncGenerator<{ number: number; text: string }> {
  let rest = "";
  let number = 0;
  for await (const chunk of createReadStream(file, { encoding: "utf8", highWaterMark: 256 * 1024 })) {
    const lines = (rest + String(chunk)).split("\n");
    rest = (lines.pop() ?? "").slice(0, LONGEST_LINE);
    for (const text of lines) {
      number++;
      if (text.trim() !== "") yield { number, text };
    }
  }
  if (rest.trim() !== "") yield { number: number + 1, text: rest };
}
