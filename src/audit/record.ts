import { toLine } from "./lines.ts";
import type { StoredCheckpoint } from "./tree-store.ts";
import type { StoredEntry } from "./verify.ts";

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
);

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
  let read: Partial<Record<"seq" | "size" | "hash" | "action" | "checkpoint" | "at", unknown>>;
  try {
    read = JSON.parse(line) as typeof read;
  } catch {
    return null;
  }
  const { seq, size, hash, action, checkpoint, at } = read;
  if (typeof at !== "string") return null;
  if (typeof checkpoint === "string" && typeof size === "number") return { kind: "checkpoint", line, at, size };
  if (typeof seq !== "number" || typeof hash !== "string" || typeof action !== "string") return null;
  return { kind: "entry", line, at, seq, hash, action };
}

export function after(position: Position, record: TrailRecord): Position {
  return record.kind === "entry" ? { ...position, seq: record.seq } : { ...position, checkpoint: record.size };
}

/** Whether somebody who has the trail up to there has this too. */
export function has(position: Position, record: TrailRecord): boolean {
  return record.kind === "entry" ? record.seq <= position.seq : record.size <= position.checkpoint;
}
