import type { Instant } from "#kernel/clock.ts";
import type { Hold, Part } from "./retention.ts";
import type { Reading } from "./trail.ts";
import type { Beginning } from "./verify.ts";

/** Entries that retention took out of the trail, and where they are. */
export interface Removal extends Beginning {
  readonly first: number;
  readonly removedAt: Instant;
  readonly archive: string;
  /** SHA-256 of that file. */
  readonly archiveHash: Buffer;
}

/** What was removed, the latest first. */
export async function removals(reading: Reading, limit = 1000): Promise<Removal[]> {
  const { rows } = await reading.query<{
    first: number;
    seq: number;
    removed_at: Date;
    hash: Buffer;
    frontier: Buffer;
    archive: string;
    archive_hash: Buffer;
  }>(
    `select first::float8, last::float8 as seq, removed_at, head as hash, frontier, archive, archive_hash
       from audit.removal order by last desc limit $1`,
    [limit],
  );
  return rows.map(({ removed_at: removedAt, archive_hash: archiveHash, ...row }) => ({
    ...row,
    removedAt: removedAt.getTime(),
    archiveHash,
  }));
}

/** Where the trail begins that is still in the database; null: with its first entry. */
export async function beginningOf(reading: Reading): Promise<Removal | null> {
  return (await removals(reading, 1))[0] ?? null;
}

/** Leaves of removed entries among these, by number, both included. */
export async function removedLeaves(reading: Reading, from: number, to: number): Promise<ReadonlyMap<number, Buffer>> {
  const { rows } = await reading.query<{ first: string; hashes: Buffer }>(
    "select first, hashes from audit.removed_leaf where first > $1 and first <= $2",
    [from - LEAVES_A_ROW, to],
  );
  const leaves = new Map<number, Buffer>();
  for (const { first, hashes } of rows) {
    for (let n = 0; n * 32 < hashes.length; n++) {
      const seq = Number(first) + n;
      if (seq >= from && seq <= to) leaves.set(seq, hashes.subarray(n * 32, n * 32 + 32));
    }
  }
  return leaves;
}

/** So many at most; no row crosses a multiple of it. */
export const LEAVES_A_ROW = 256;

export async function partsOfTrail(reading: Reading): Promise<Part[]> {
  const { rows } = await reading.query<{ begins: Date; ends: Date; first: number; last: number }>(
    "select begins, ends, first::float8, last::float8 from audit.parts() order by first",
  );
  return rows.map((row) => ({ ...row, begins: row.begins.getTime(), ends: row.ends.getTime() }));
}

/** Legal holds, those in force first, then the latest. */
export async function holdsOf(reading: Reading): Promise<Hold[]> {
  const { rows } = await reading.query<Record<string, string | Date | null>>(
    `select id, reason, since, until, placed_at, placed_by, lifted_at, lifted_by, lifted_for
       from audit.hold order by lifted_at is not null, placed_at desc`,
  );
  const instant = (value: unknown) => (value instanceof Date ? value.getTime() : null);
  const text = (value: unknown) => (typeof value === "string" ? value : null);
  return rows.map((row) => ({
    id: text(row["id"]) ?? "",
    reason: text(row["reason"]) ?? "",
    since: instant(row["since"]),
    until: instant(row["until"]),
    placedAt: instant(row["placed_at"]) ?? 0,
    placedBy: text(row["placed_by"]) ?? "",
    liftedAt: instant(row["lifted_at"]),
    liftedBy: text(row["lifted_by"]),
    liftedFor: text(row["lifted_for"]),
  }));
}
