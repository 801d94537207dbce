import type { ClientBase, Pool } from "pg";
import type { Instant } from "#kernel/clock.ts";
import type { Batch } from "#store/batch.ts";
import type { DrillOutcome } from "./drill.ts";

/** One test message of a drill and what it has shown: the drill's own log. */
export interface DrillRun {
  readonly drill: string;
  readonly person: string;
  readonly method: string;
  readonly channel: string;
  readonly address: string;
  /** The time for which it was planned. */
  readonly dueAt: Instant;
  readonly begunAt: Instant;
  /** When it must have proven itself. */
  readonly deadline: Instant;
  /** null: nothing could be sent. */
  readonly notification: number | null;
  readonly outcome: DrillOutcome;
  readonly because: string;
  readonly endedAt: Instant | null;
}

export function insertRun(batch: Batch, run: DrillRun): void {
  batch.also(
    `insert into core.drill_run (drill, method, begun_at, person, channel, address, due_at, deadline, notification, outcome,
        because, ended_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      run.drill,
      run.method,
      new Date(run.begunAt),
      run.person,
      run.channel,
      run.address,
      new Date(run.dueAt),
      new Date(run.deadline),
      run.notification,
      run.outcome,
      run.because,
      run.endedAt === null ? null : new Date(run.endedAt),
    ],
  );
}

export function updateRun(batch: Batch, { notification, outcome, because, endedAt }: DrillRun): void {
  batch.also("update core.drill_run set outcome = $2, because = $3, ended_at = $4 where notification = $1", [
    notification,
    outcome,
    because,
    endedAt === null ? null : new Date(endedAt),
  ]);
}

const COLUMNS = `drill, method, begun_at as "begunAt", person, channel, address, due_at as "dueAt", deadline,
  notification::float8 as notification, outcome, because, ended_at as "endedAt"`;

type Times = "begunAt" | "dueAt" | "deadline" | "endedAt";
type Row = Omit<DrillRun, Times> & { begunAt: Date; dueAt: Date; deadline: Date; endedAt: Date | null };

/** Of each drill and method the newest. */
export async function readLatestRuns(pool: Pool): Promise<DrillRun[]> {
  const { rows } = await pool.query<Row>(
    `select distinct on (drill, method) ${COLUMNS} from core.drill_run order by drill, method, begun_at desc`,
  );
  return rows.map(asRun);
}

/** What waits for its proof. */
export async function readOpenRuns(pool: Pool): Promise<DrillRun[]> {
  const { rows } = await pool.query<Row>(`select ${COLUMNS} from core.drill_run where outcome = 'pending'`);
  return rows.map(asRun);
}

/** The newest first. @param before only what began earlier; null: all */
export async function readRuns(
  pool: Pool | ClientBase,
  { drills, before, limit }: { drills: readonly string[]; before: Instant | null; limit: number },
): Promise<DrillRun[]> {
  const { rows } = await pool.query<Row>(
    `select ${COLUMNS} from core.drill_run
      where drill = any($1::text[]) and ($2::timestamptz is null or begun_at < $2) order by begun_at desc limit $3`,
    [drills, before === null ? null : new Date(before), limit],
  );
  return rows.map(asRun);
}

function asRun(row: Row): DrillRun {
  return {
    ...row,
    begunAt: row.begunAt.getTime(),
    dueAt: row.dueAt.getTime(),
    deadline: row.deadline.getTime(),
    endedAt: row.endedAt?.getTime() ?? null,
  };
}
