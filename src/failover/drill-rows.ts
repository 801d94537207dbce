import type { Pool } from "pg";
import type { Instant } from "#kernel/clock.ts";
import type { Batch } from "#store/batch.ts";
import type { Drill } from "./drill.ts";

/** Reads only. */
type Rows = Pick<Pool, "query">;

interface Row {
  readonly drill: string;
  readonly begun_at: Date;
  readonly by_whom: string;
  readonly reason: string;
  readonly stays: boolean;
  readonly from_node: string;
  readonly from_address: string;
  readonly to_address: string | null;
  readonly there_at: Date | null;
  readonly back_begun_at: Date | null;
  readonly ended_at: Date | null;
  readonly outcome: "passed" | "failed" | null;
  readonly because: string;
  readonly reports: number | null;
}

/** The newest first. */
export async function readDrills(pool: Rows, limit: number): Promise<Drill[]> {
  const { rows } = await pool.query<Row>("select * from core.failover_drill order by begun_at desc, drill limit $1", [
    limit,
  ]);
  return rows.map((row) => ({
    id: row.drill,
    begunAt: row.begun_at.getTime(),
    by: row.by_whom,
    reason: row.reason,
    stays: row.stays,
    from: row.from_node,
    fromAddress: row.from_address,
    toAddress: row.to_address,
    thereAt: row.there_at?.getTime() ?? null,
    backBegunAt: row.back_begun_at?.getTime() ?? null,
    endedAt: row.ended_at?.getTime() ?? null,
    outcome: row.outcome,
    because: row.because,
    reports: row.reports,
  }));
}

export async function lastPassedAt(pool: Rows): Promise<Instant | null> {
  const { rows } = await pool.query<{ at: Date | null }>(
    "select max(ended_at) as at from core.failover_drill where outcome = 'passed'",
  );
  return rows[0]?.at?.getTime() ?? null;
}

/** When the first standby of the site joined; null: it is on no record. */
export async function pairSince(pool: Rows): Promise<Instant | null> {
  const { rows } = await pool.query<{ at: Date | null }>(
    `select least((select min(joined_at) from core.joined_process where uri like 'tocsin://%/standby/%'),
                  (select min(issued_at) from core.issued_certificate where uri like 'tocsin://%/standby/%')) as at`,
  );
  return rows[0]?.at?.getTime() ?? null;
}

/** What was stored since, as it came in. */
export async function reportsSince(pool: Rows, since: Instant): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    "select count(*)::int as count from core.event where received_at >= $1 and source <> 'tocsin'",
    [new Date(since)],
  );
  return rows[0]?.count ?? 0;
}

export function addDrill(batch: Batch, { id, by, reason, stays, from, fromAddress }: Drill): void {
  batch.also(
    `insert into core.failover_drill (drill, begun_at, by_whom, reason, stays, from_node, from_address)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [id, new Date(batch.now), by, reason, stays, from, fromAddress],
  );
}

/** Puts down how far a drill is. */
export function keepDrill(batch: Batch, drill: Drill): void {
  const at = (instant: Instant | null) => (instant === null ? null : new Date(instant));
  const { id, toAddress, thereAt, backBegunAt, endedAt, outcome, because, reports } = drill;
  batch.also(
    `update core.failover_drill set to_address = $2, there_at = $3, back_begun_at = $4, ended_at = $5, outcome = $6,
            because = $7, reports = $8 where drill = $1`,
    [id, toAddress, at(thereAt), at(backBegunAt), at(endedAt), outcome, because, reports],
  );
}
