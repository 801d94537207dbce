import type { Pool } from "pg";
import { leafOf } from "./chain.ts";
import { readCheckpoint } from "./checkpoint.ts";
import { type Node, nodeHash } from "./merkle.ts";
import type { NoteKey } from "./note.ts";
import { removedLeaves } from "./removals.ts";
import { entriesBetween, type Reading } from "./trail.ts";
import type { FoundCheckpoint } from "./tree-check.ts";

/** Nodes are stored of every eighth level: a proof reads at most 255 of each, and they take a 255th of the trail's rows. */
export const STORED_LEVELS = 8;

/** A signed checkpoint as it is stored. */
export interface StoredCheckpoint {
  readonly size: number;
  readonly at: number;
  /** The signed note. */
  readonly note: string;
  readonly root: Buffer;
  /** Hash of the last entry in the chain. */
  readonly head: Buffer;
  readonly frontier: Buffer;
}

/** Signed checkpoints of more than `after` entries, the smallest first. */
export async function checkpointsAfter(reading: Reading, after: number, limit: number): Promise<StoredCheckpoint[]> {
  return checkpoints(reading, "size > $1 order by size limit $2", [after, limit]);
}

/** Signed checkpoints of less than `before` entries, the largest first. */
export async function checkpointsBefore(reading: Reading, before: number, limit: number): Promise<StoredCheckpoint[]> {
  return checkpoints(reading, "size < $1 order by size desc limit $2", [before, limit]);
}

async function checkpoints(reading: Reading, where: string, values: number[]): Promise<StoredCheckpoint[]> {
  const { rows } = await reading.query<Omit<StoredCheckpoint, "size" | "at"> & { size: string; at: Date }>(
    `select size, at, note, root, head, frontier from audit.checkpoint where ${where}`,
    values,
  );
  return rows.map((row) => ({ ...row, size: Number(row.size), at: row.at.getTime() }));
}

/** Checkpoints read at once. */
const PAGE = 1000;

/**
 * The next checkpoints of the database whose signatures are good, the smallest first, and what is wrong with others among
 * them. `upTo` is where to go on; infinite when there are no more.
 */
export async function foundCheckpoints(
  reading: Reading,
  keys: readonly NoteKey[],
  after: number,
): Promise<{ checkpoints: FoundCheckpoint[]; refused: string[]; upTo: number }> {
  const { rows } = await reading.query<{ size: string; note: string }>(
    "select size, note from audit.checkpoint where size > $1 order by size limit $2",
    [after, PAGE],
  );
  const checkpoints: FoundCheckpoint[] = [];
  const refused: string[] = [];
  for (const { size, note } of rows) {
    const read = readCheckpoint(note, keys);
    if (typeof read !== "string" && read.size === Number(size)) checkpoints.push({ ...read, where: "the database" });
    else
      refused.push(
        `The checkpoint of ${size} entries in the database can't be believed: ${typeof read === "string" ? read : "it is of another size"}.`,
      );
  }
  const last = rows.length < PAGE ? undefined : rows.at(-1);
  return { checkpoints, refused, upTo: last ? Number(last.size) : Number.POSITIVE_INFINITY };
}

/** Stores a checkpoint and the nodes made since the one before, together. One that is there already stays. */
export async function storeCheckpoint(pool: Pool, one: StoredCheckpoint, nodes: readonly Node[]): Promise<void> {
  await pool.query(
    `with made as (
       insert into audit.tile (level, index, hash)
       select * from unnest($7::int[], $8::bigint[], $9::bytea[]) on conflict do nothing)
     insert into audit.checkpoint (size, at, note, root, head, frontier)
     values ($1, to_timestamp($2::float8 / 1000), $3, $4, $5, $6) on conflict do nothing`,
    [
      one.size,
      one.at,
      one.note,
      one.root,
      one.head,
      one.frontier,
      nodes.map(({ level }) => level),
      nodes.map(({ index }) => index),
      nodes.map(({ hash }) => hash),
    ],
  );
}

/** Any perfect subtree that a checkpoint covers, from the stored nodes and the entries themselves. */
export function nodesIn(reading: Reading): (level: number, index: number) => Promise<Buffer> {
  return async (level, index) => {
    const stored = level - (level % STORED_LEVELS);
    const width = 2 ** (level - stored);
    let hashes = await row(reading, stored, index * width, width);
    while (hashes.length > 1) {
      hashes = hashes.flatMap((left, n) => (n % 2 === 0 ? [nodeHash(left, hashes[n + 1] ?? left)] : []));
    }
    const [hash] = hashes;
    if (!hash) throw new Error("no node was read");
    return hash;
  };
}

/** A part of a damaged trail from which nothing can be proven. */
export class TreeDamaged extends Error {}

async function row(reading: Reading, level: number, from: number, count: number): Promise<Buffer[]> {
  const hashes = level === 0 ? await leaves(reading, from + 1, from + count) : await tiles(reading, level, from, count);
  if (hashes.length === count) return hashes;
  const what =
    level === 0 ? `entries ${from + 1} to ${from + count}` : `nodes ${from} to ${from + count - 1} of level ${level}`;
  throw new TreeDamaged(
    `Of the ${what} only ${hashes.length} are stored: the trail is damaged. Run "tocsin audit-trail verify".`,
  );
}

async function tiles(reading: Reading, level: number, from: number, count: number): Promise<Buffer[]> {
  const { rows } = await reading.query<{ hash: Buffer }>(
    "select hash from audit.tile where level = $1 and index >= $2 and index < $3 order by index",
    [level, from, from + count],
  );
  return rows.map(({ hash }) => hash);
}

/** Of these entries, both included; also of those that were archived. */
async function leaves(reading: Reading, from: number, to: number): Promise<Buffer[]> {
  const stored = await entriesBetween(reading, from, to);
  if (stored.length === to - from + 1) return stored.map(leafOf);
  const removed = await removedLeaves(reading, from, Math.min(to, (stored[0]?.seq ?? to + 1) - 1));
  return [...[...removed].sort(([one], [other]) => one - other).map(([, leaf]) => leaf), ...stored.map(leafOf)];
}
