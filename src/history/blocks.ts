import type { ClientBase, Pool } from "pg";
import type { Instant } from "#kernel/clock.ts";
import { Signature, type Told } from "./signature.ts";

/** How many ids a block has. */
export const BLOCK = 1024;

/** The first block that isn't described yet. Blocks are described in their order. */
export async function firstUndescribed(pool: Pool | ClientBase): Promise<number> {
  const { rows } = await pool.query<{ next: number }>(
    "select coalesce(max(block) + 1, 0)::float8 as next from core.event_block",
  );
  return rows[0]?.next ?? 0;
}

/** The highest id of an event that is stored, with all those below it. */
export async function lastStored(pool: Pool | ClientBase): Promise<number> {
  const { rows } = await pool.query<{ last: number }>(
    "select last_event::float8 as last from core.lease where shard = 0",
  );
  return rows[0]?.last ?? 0;
}

/** Describes a block all of whose events are stored. Events never change, so whoever does it writes the same. */
export async function describeBlock(pool: Pool | ClientBase, block: number): Promise<void> {
  const { rows } = await pool.query<Told & { receivedAt: Date }>(
    `select partition, received_at as "receivedAt", source, point, kind, category, condition, priority, code, text, raw
       from core.event where id >= $1 and id < $2`,
    [block * BLOCK, (block + 1) * BLOCK],
  );
  const signature = new Signature();
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    signature.add(row);
    first = Math.min(first, row.receivedAt.getTime());
    last = Math.max(last, row.receivedAt.getTime());
  }
  const none = rows.length === 0;
  await pool.query(
    `insert into core.event_block (block, events, first_at, last_at, signature) values ($1, $2, $3, $4, $5)
     on conflict (block) do nothing`,
    [block, rows.length, none ? "infinity" : new Date(first), none ? "-infinity" : new Date(last), signature.bytes],
  );
}

export interface BlockQuery {
  /** Blocks below this one. */
  readonly below: number;
  readonly from?: Instant | undefined;
  readonly to?: Instant | undefined;
  /** Of each group a block must have at least one bit. */
  readonly demands: readonly (readonly number[])[];
}

/** How many signatures are looked at in one statement, 80 MB: a tenth of a second. */
const AT_ONCE = 20_000;

/** The described blocks that may hold what is looked for, the newest first, and how far that goes. */
export async function likelyBlocks(
  pool: Pool | ClientBase,
  { below, from, to, demands }: BlockQuery,
): Promise<{ readonly blocks: readonly number[]; readonly downTo: number }> {
  const downTo = Math.max(0, below - AT_ONCE);
  const bits = demands.map(
    (group) => `(${group.map((bit) => `get_bit(signature, ${bit}) = 1`).join(" or ") || "false"})`,
  );
  const { rows } = await pool.query<{ block: number }>(
    `select block::float8 as block from core.event_block
      where block >= $1 and block < $2 and ($3::timestamptz is null or last_at >= $3) and ($4::timestamptz is null or first_at < $4)
        ${bits.map((bit) => `and ${bit}`).join("\n        ")}
      order by block desc`,
    [downTo, below, at(from), at(to)],
  );
  return { blocks: rows.map(({ block }) => block), downTo };
}

/** How many events all described blocks hold. */
export async function describedEvents(pool: Pool | ClientBase): Promise<number> {
  const { rows } = await pool.query<{ events: number }>(
    "select coalesce(sum(events), 0)::float8 as events from core.event_block",
  );
  return rows[0]?.events ?? 0;
}

function at(instant: Instant | undefined): Date | null {
  return instant === undefined ? null : new Date(instant);
}
