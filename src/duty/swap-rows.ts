import type { Pool } from "pg";
import type { Batch } from "#store/batch.ts";
import type { Swap } from "./swap.ts";

/** Swaps of the last weeks are shown; older ones are in the audit trail. */
const SHOWN_DAYS = 31;

interface StoredSwap {
  readonly id: string;
  readonly schedule: string;
  readonly giver: string;
  readonly taker: string;
  readonly starts_at: Date;
  readonly ends_at: Date;
  readonly note: string;
  readonly offered_at: Date;
  readonly expires_at: Date;
  readonly state: Swap["state"];
  readonly answered_at: Date | null;
}

/** What concerns a person, the newest first. */
export async function swapsOf(pool: Pool, person: string): Promise<Swap[]> {
  const { rows } = await pool.query<StoredSwap>(
    `select * from core.duty_swap where (giver = $1 or taker = $1) and offered_at > now() - make_interval(days => $2)
      order by offered_at desc limit 200`,
    [person, SHOWN_DAYS],
  );
  return rows.map(swapIn);
}

export async function storedSwap(pool: Pool, id: string): Promise<Swap | null> {
  const { rows } = await pool.query<StoredSwap>("select * from core.duty_swap where id = $1", [id]);
  return rows[0] ? swapIn(rows[0]) : null;
}

export function storeOffer(batch: Batch, swap: Swap): void {
  const { id, schedule, giver, taker, from, to, note, offeredAt, expiresAt } = swap;
  batch.also(
    `insert into core.duty_swap (id, schedule, giver, taker, starts_at, ends_at, note, offered_at, expires_at, state)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'offered')`,
    [id, schedule, giver, taker, new Date(from), new Date(to), note, new Date(offeredAt), new Date(expiresAt)],
  );
}

export function storeAnswer(batch: Batch, id: string, state: Swap["state"]): void {
  batch.also("update core.duty_swap set state = $2, answered_at = $3 where id = $1", [id, state, new Date(batch.now)]);
}

function swapIn(row: StoredSwap): Swap {
  return {
    id: row.id,
    schedule: row.schedule,
    giver: row.giver,
    taker: row.taker,
    from: row.starts_at.getTime(),
    to: row.ends_at.getTime(),
    note: row.note,
    offeredAt: row.offered_at.getTime(),
    expiresAt: row.expires_at.getTime(),
    state: row.state,
    answeredAt: row.answered_at?.getTime() ?? null,
  };
}
