import type { Pool } from "pg";
import type { Notification } from "#escalation/callout.ts";
import type { Instant } from "#kernel/clock.ts";
import type { Batch } from "#store/batch.ts";
import type { Span } from "./bins.ts";

/** A report that was made. */
export interface ReportRun {
  readonly report: string;
  /** null: somebody asked for it besides its times. */
  readonly dueAt: Instant | null;
  readonly madeAt: Instant;
  readonly madeBy: string;
  readonly period: Span;
  /** To whom it went, and to whom not and why. */
  readonly because: string;
}

/** One that a wrong clock had made ahead of its time is made anew. */
export function insertRun(batch: Batch, run: ReportRun): void {
  batch.also(
    `insert into core.report_run (report, due_at, made_at, made_by, period_from, period_to, because)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (report, due_at) do update set made_at = excluded.made_at, because = excluded.because`,
    [
      run.report,
      run.dueAt === null ? null : new Date(run.dueAt),
      new Date(run.madeAt),
      run.madeBy,
      new Date(run.period.from),
      new Date(run.period.to),
      run.because,
    ],
  );
}

export function insertMail(
  batch: Batch,
  notification: number,
  report: string,
  html: string,
  attachments: unknown,
): void {
  batch.also(
    "insert into core.report_mail (notification, report, html, attachments, made_at) values ($1, $2, $3, $4, $5)",
    [notification, report, html, JSON.stringify(attachments), new Date(batch.now)],
  );
}

/** A mail that was given up because its server did not take it for so long. */
export interface GivenUp extends Pick<Notification, "id" | "person" | "method" | "channel" | "address" | "because"> {
  readonly report: string;
  readonly text: string;
}

/** @param since those of older reports stay given up */
export async function readGivenUp(pool: Pool, since: Instant): Promise<GivenUp[]> {
  const { rows } = await pool.query<GivenUp>(
    `select n.id::float8 as id, n.person, n.method, n.channel, n.address, n.because, n.text, m.report
       from core.report_mail m join core.notification n on n.id = m.notification
      where n.state = 'rejected' and n.because like 'gave up %' and m.made_at > $1 order by n.id limit 200`,
    [new Date(since)],
  );
  return rows;
}

/** What the mail brings goes with another one, and no longer with the one that was given up. */
export function moveMail(batch: Batch, from: number, to: number): void {
  batch.also("update core.report_mail set notification = $2 where notification = $1", [from, to]);
}

/** By report: up to when its times have been dealt with. A report that was never made begins with its document. */
export async function readDone(pool: Pool): Promise<Map<string, Instant>> {
  const { rows } = await pool.query<{ report: string; at: number }>(
    `select i.id as report,
            round(date_part('epoch', greatest(i.changed_at, max(r.due_at))) * 1000) as at
       from config.item i left join core.report_run r on r.report = i.id
      where i.kind = 'report' group by i.id, i.changed_at`,
  );
  return new Map(rows.map(({ report, at }) => [report, at]));
}

/** The newest runs, the newest first. */
export async function readRuns(pool: Pool, reports: readonly string[], limit: number): Promise<ReportRun[]> {
  const { rows } = await pool.query<Omit<ReportRun, "period"> & { from: number; to: number }>(
    `select report, round(date_part('epoch', due_at) * 1000) as "dueAt", round(date_part('epoch', made_at) * 1000) as "madeAt",
            made_by as "madeBy", round(date_part('epoch', period_from) * 1000) as from,
            round(date_part('epoch', period_to) * 1000) as to, because
       from core.report_run where report = any($1) order by id desc limit $2`,
    [reports, limit],
  );
  return rows.map(({ from, to, ...run }) => ({ ...run, period: { from, to } }));
}
