import type { ClientBase, Pool } from "pg";
import type { Instant } from "#kernel/clock.ts";
import type { Procedure } from "#site/procedure.ts";
import type { Batch } from "#store/batch.ts";
import type { Attachment, Entry, Run } from "./run.ts";

const time = (at: Instant | null) => (at === null ? null : new Date(at));

export function insertRun(batch: Batch, run: Run): void {
  batch.also(
    `insert into core.procedure_run (id, alarm, occurrence, partition, procedure, version, state, step, turn, step_at, due_at,
        overdue_at, started_at, started_by, started_by_name, ended_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
    [
      run.id,
      run.alarm,
      run.occurrence,
      run.partition,
      JSON.stringify(run.procedure),
      run.version,
      run.state,
      run.step,
      run.turn,
      time(run.stepAt),
      time(run.dueAt),
      time(run.overdueAt),
      time(run.startedAt),
      run.startedBy,
      run.startedByName,
      time(run.endedAt),
    ],
  );
}

/** The run as it stands, and the entry that made it so. */
export function updateRun(batch: Batch, run: Run, entry: Entry): void {
  batch.also(
    `update core.procedure_run set state = $2, step = $3, turn = $4, step_at = $5, due_at = $6, overdue_at = $7, ended_at = $8
      where id = $1`,
    [run.id, run.state, run.step, run.turn, time(run.stepAt), time(run.dueAt), time(run.overdueAt), time(run.endedAt)],
  );
  batch.also(
    `insert into core.procedure_entry (run, number, at, step, kind, said, comment, attachments, message, by_whom, by_name, via)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      run.id,
      entry.number,
      time(entry.at),
      entry.step,
      entry.kind,
      entry.said,
      entry.comment,
      JSON.stringify(entry.attachments),
      entry.message,
      entry.by,
      entry.byName,
      entry.via,
    ],
  );
}

type Times = "stepAt" | "dueAt" | "overdueAt" | "startedAt" | "endedAt";
type RunRow = Omit<Run, Times | "procedure" | "log"> & {
  procedure: string;
  stepAt: Date;
  dueAt: Date | null;
  overdueAt: Date | null;
  startedAt: Date;
  endedAt: Date | null;
};
type EntryRow = Omit<Entry, "at" | "attachments"> & { run: string; at: Date; attachments: string };

const RUNS = `select id, alarm::float8 as alarm, occurrence::float8 as occurrence, partition, procedure, version, state, step,
    turn, step_at as "stepAt", due_at as "dueAt", overdue_at as "overdueAt", started_at as "startedAt",
    started_by as "startedBy", started_by_name as "startedByName", ended_at as "endedAt"
  from core.procedure_run`;

/** What is gone through now. */
export async function readRunning(pool: Pool): Promise<Run[]> {
  const { rows } = await pool.query<RunRow>(`${RUNS} where ended_at is null`);
  return withEntries(pool, rows);
}

/** Of one alarm, the latest first. */
export async function readRunsOf(client: ClientBase, alarm: number, limit: number): Promise<Run[]> {
  const { rows } = await client.query<RunRow>(`${RUNS} where alarm = $1 order by started_at desc, id limit $2`, [
    alarm,
    limit,
  ]);
  return withEntries(client, rows);
}

export async function readRun(pool: Pool | ClientBase, id: string): Promise<Run | undefined> {
  const { rows } = await pool.query<RunRow>(`${RUNS} where id = $1`, [id]);
  return (await withEntries(pool, rows))[0];
}

/** Ids of the runs of these occurrences, ended ones too. */
export async function readIdsOf(pool: Pool, occurrences: readonly number[]): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    "select id from core.procedure_run where occurrence = any($1::bigint[])",
    [occurrences],
  );
  return rows.map(({ id }) => id);
}

async function withEntries(client: Pool | ClientBase, runs: readonly RunRow[]): Promise<Run[]> {
  if (runs.length === 0) return [];
  const { rows } = await client.query<EntryRow>(
    `select run, number, at, step, kind, said, comment, attachments, message::float8 as message, by_whom as by, by_name as "byName", via
       from core.procedure_entry where run = any($1) order by run, number`,
    [runs.map(({ id }) => id)],
  );
  const entries = Map.groupBy(rows, ({ run }) => run);
  return runs.map((row) => ({
    ...row,
    procedure: JSON.parse(row.procedure) as Procedure,
    stepAt: row.stepAt.getTime(),
    dueAt: row.dueAt?.getTime() ?? null,
    overdueAt: row.overdueAt?.getTime() ?? null,
    startedAt: row.startedAt.getTime(),
    endedAt: row.endedAt?.getTime() ?? null,
    log: (entries.get(row.id) ?? []).map((entry) => ({
      number: entry.number,
      at: entry.at.getTime(),
      step: entry.step,
      kind: entry.kind,
      said: entry.said,
      comment: entry.comment,
      attachments: JSON.parse(entry.attachments) as Attachment[],
      message: entry.message,
      by: entry.by,
      byName: entry.byName,
      via: entry.via,
    })),
  }));
}
