import { toLine } from "./lines.ts";
import type { StoredCheckpoint } from "./tree-store.ts";
import type { Beginning, StoredEntry } from "./verify.ts";

/** How far somebody has the trail: its last entry, and the size of its last checkpoint. */
export interface Position {
  readonly seq: number;
  readonly checkpoint: number;
}

export const BEGINNING: Position = { seq: 0, checkpoint: 0 };

/** What a witness is given, one line of JSON each: an entry or a signed checkpoint. */
export type TrailRecord = {
  /** Without the line's end. */
  readonly line: string;
  /** UTC in ISO 8601. */
  readonly at: string;
} & (
  | { readonly kind: "entry"; readonly seq: number; readonly hash: string; readonly action: string }
  | { readonly kind: "checkpoint"; readonly size: number }
  | { readonly kind: "beginning"; readonly seq: number; readonly hash: string }
);

/** What a copy begins with whose first entries were archived. @param at UTC in ISO 8601 */
export function beginningRecord({ seq, hash, frontier }: Beginning, at: string): TrailRecord {
  const follows = { follows: seq, at, hash: hash.toString("hex"), frontier: frontier.toString("base64") };
  return { kind: "beginning", line: JSON.stringify(follows), at, seq, hash: follows.hash };
}

/** The beginning that such a line tells; null when it is none. */
export function readBeginning(line: string): Beginning | null {
  if (!line.startsWith('{"follows":')) return null;
  try {
    const { follows, hash, frontier } = JSON.parse(line) as Partial<Record<string, unknown>>;
    if (!Number.isSafeInteger(follows) || typeof hash !== "string" || typeof frontier !== "string") return null;
    return { seq: Number(follows), hash: Buffer.from(hash, "hex"), frontier: Buffer.from(frontier, "base64") };
  } catch {
    return null;
  }
}

/** Entries, and each checkpoint after the last entry that it covers. */
export function recordsOf(entries: readonly StoredEntry[], checkpoints: readonly StoredCheckpoint[]): TrailRecord[] {
  const records: TrailRecord[] = [];
  let next = 0;
  const upTo = (seq: number) => {
    for (let one = checkpoints[next]; one && one.size <= seq; one = checkpoints[++next])
      records.push(checkpointOf(one));
  };
  for (const entry of entries) {
    upTo(entry.seq - 1);
    const { seq, hash, action } = entry;
    const at = new Date(entry.at).toISOString();
    records.push({ kind: "entry", line: toLine(entry), at, seq, hash: hash.toString("hex"), action });
  }
  upTo(Number.MAX_SAFE_INTEGER);
  return records;
}

function checkpointOf({ note, size, at }: StoredCheckpoint): TrailRecord {
  const time = new Date(at).toISOString();
  return { kind: "checkpoint", line: JSON.stringify({ checkpoint: note, size, at: time }), at: time, size };
}

/** What a line of a witness's copy is; null when it is none. */
export function readRecord(line: string): TrailRecord | null {
  const beginning = readBeginning(line);
  let read: Partial<Record<"seq" | "size" | "hash" | "action" | "checkpoint" | "at", unknown>>;
  try {
    read = JSON.parse(line) as typeof read;
  } catch {
    return null;
  }
  const { seq, size, hash, action, checkpoint, at } = read;
  if (typeof at !== "string") return null;
  if (beginning) return { kind: "beginning", line, at, seq: beginning.seq, hash: beginning.hash.toString("hex") };
  if (typeof checkpoint === "string" && typeof size === "number") return { kind: "checkpoint", line, at, size };
  if (typeof seq !== "number" || typeof hash !== "string" || typeof action !== "string") return null;
  return { kind: "entry", line, at, seq, hash, action };
}

export function after(position: Position, record: TrailRecord): Position {
  return record.kind === "checkpoint" ? { ...position, checkpoint: record.size } : { ...position, seq: record.seq };
}

/** Whether somebody who has the trail up to there has this too. */
export function has(position: Position, record: TrailRecord): boolean {
  return record.kind === "checkpoint" ? record.size <= position.checkpoint : record.seq <= position.seq;
}
