import type { Position, TrailRecord } from "./record.ts";

/** Where a witness keeps its copy of the trail. */
export interface Sink {
  /** In words, for messages: `the file /mnt/worm/trail.jsonl`. Another target gets the trail from its beginning. */
  readonly target: string;
  /** What it has, with the hash of its last entry; null when it can't tell. */
  last(): Promise<(Position & { readonly hash: string | null }) | null>;
  /** Resolves once the records are kept there; rejects when it isn't certain that all are. */
  append(records: readonly TrailRecord[], signal: AbortSignal): Promise<void>;
  /** Resolves when it would take records just now. */
  probe(signal: AbortSignal): Promise<void>;
}
