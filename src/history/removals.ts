import type { Pool } from "pg";
import type { Instant } from "#kernel/clock.ts";
import { HISTORY_KINDS, type HistoryKind, type Month, monthOf, type Removal, type StandingHold } from "./retention.ts";

export interface StoredRemoval extends Removal {
  readonly id: number;
  readonly removedAt: Instant;
}

/** The kinds that lie in months, and the column of time by which. */
const MONTHLY = { events: ["core.event", "received_at"], alarms: ["core.transition", "at"] } as const;

export function isMonthly(kind: HistoryKind): kind is keyof typeof MONTHLY {
  return kind in MONTHLY;
}

/** The months of a kind, in no order; those that hold nothing too. */
export async function monthsOf(pool: Pool, kind: HistoryKind): Promise<Month[]> {
  if (!isMonthly(kind)) return [];
  const { rows } = await pool.query<{ part: string; bytes: number }>(
    `select inhrelid::regclass::text as part, pg_total_relation_size(inhrelid)::float8 as bytes
       from pg_inherits where inhparent = $1::regclass`,
    [MONTHLY[kind][0]],
  );
  return rows.flatMap(({ part, bytes }) => {
    const month = monthOf(part);
    return month ? [{ part, bytes, ...month }] : [];
  });
}

/** About when the oldest row of a month came, or of what lies before it; null: there is none. Rows lie as they came. */
export async function oldestIn(
  pool: Pool,
  kind: keyof typeof MONTHLY,
  { begins, ends }: Month,
): Promise<Instant | null> {
  const [table, at] = MONTHLY[kind];
  const { rows } = await pool.query<{ at: Date }>(
    `select ${at} as at from ${table} where ${at} >= $1 and ${at} < $2 limit 1`,
    [new Date(begins), new Date(ends)],
  );
  return rows[0]?.at.getTime() ?? null;
}

export async function standingHolds(pool: Pool): Promise<StandingHold[]> {
  const { rows } = await pool.query<{ id: string; reason: string; since: Date | null; until: Date | null }>(
    "select id, reason, since, until from audit.hold where lifted_at is null order by placed_at",
  );
  return rows.map((row) => ({ ...row, since: row.since?.getTime() ?? null, until: row.until?.getTime() ?? null }));
}

interface Row extends Omit<Removal, "oldest" | "newest"> {
  readonly id: number;
  readonly oldest: Date;
  readonly newest: Date;
  readonly removed_at: Date;
}

const REMOVALS = `select id::float8 as id, kind, counts, kept::float8 as kept, oldest, newest,
  coalesce(told_at, begun_at) as removed_at from core.history_removal`;

function asRemoval({ oldest, newest, removed_at, ...row }: Row): StoredRemoval {
  return { ...row, oldest: oldest.getTime(), newest: newest.getTime(), removedAt: removed_at.getTime() };
}

/** What went of a kind and the trail has not told of yet. */
export async function untold(pool: Pool, kind: HistoryKind): Promise<StoredRemoval | null> {
  const { rows } = await pool.query<Row>(`${REMOVALS} where kind = $1 and told_at is null`, [kind]);
  return rows[0] ? asRemoval(rows[0]) : null;
}

/** What was removed, the latest first. */
export async function lastRemovals(pool: Pool, limit: number): Promise<StoredRemoval[]> {
  const { rows } = await pool.query<Row>(`${REMOVALS} order by id desc limit $1`, [limit]);
  return rows.map(asRemoval);
}

/** How far each kind was removed, and when that was the last time. */
export async function removedUpTo(pool: Pool): Promise<{ kind: HistoryKind; upTo: Instant; removedAt: Instant }[]> {
  const { rows } = await pool.query<{ kind: HistoryKind; up_to: Date; removed_at: Date }>(
    "select kind, max(newest) as up_to, max(coalesce(told_at, begun_at)) as removed_at from core.history_removal group by kind",
  );
  return rows
    .map(({ kind, up_to: upTo, removed_at: removedAt }) => ({
      kind,
      upTo: upTo.getTime(),
      removedAt: removedAt.getTime(),
    }))
    .sort((one, other) => HISTORY_KINDS.indexOf(one.kind) - HISTORY_KINDS.indexOf(other.kind));
}

/** When this event was removed; null: it was not. */
export async function eventRemovedAt(pool: Pool, event: number): Promise<Instant | null> {
  const { rows } = await pool.query<{ at: Date }>(
    `select coalesce(told_at, begun_at) as at from core.history_removal
      where kind = 'events' and first_id <= $1 and last_id >= $1 order by id desc limit 1`,
    [event],
  );
  return rows[0]?.at.getTime() ?? null;
}

/** How many rows of each kind were removed since the installation began. */
export async function removedRows(pool: Pool): Promise<ReadonlyMap<HistoryKind, number>> {
  const { rows } = await pool.query<{ kind: HistoryKind; count: number }>(
    `select kind, sum(value::bigint)::float8 as count
       from core.history_removal, jsonb_each_text(counts) group by kind`,
  );
  return new Map(rows.map(({ kind, count }) => [kind, count]));
}
