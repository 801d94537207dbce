import type { Pool } from "pg";
import type { Callout, Notification, Position } from "#escalation/callout.ts";

/** How many entries of one alarm's history are shown, the newest. */
const HISTORY = 500;

function instant(at: Date): number;
function instant(at: Date | null): number | null;
function instant(at: Date | null): number | null {
  return at === null ? null : at.getTime();
}

export async function transitionsOf(pool: Pool, alarm: number): Promise<Record<string, unknown>[]> {
  const { rows } = await pool.query<Record<string, unknown> & { at: Date }>(
    `select at, input, from_state as "from", to_state as "to", because, actor, via, comment, sequence,
            occurrence::float8 as occurrence
       from core.transition where alarm = $1 order by id desc limit $2`,
    [alarm, HISTORY],
  );
  return rows.reverse().map((row) => ({ ...row, at: instant(row.at) }));
}

export async function calloutsOf(pool: Pool, alarm: number): Promise<Callout[]> {
  const { rows } = await pool.query<
    Omit<Callout, "position" | "dueAt" | "startedAt" | "endedAt"> & {
      position: string;
      dueAt: Date | null;
      startedAt: Date;
      endedAt: Date | null;
    }
  >(
    `select id::float8 as id, alarm::float8 as alarm, occurrence::float8 as occurrence, sequence, partition, priority, policy,
            policy_version as "policyVersion", state, position, due_at as "dueAt", started_at as "startedAt",
            ended_at as "endedAt", because
       from core.callout where alarm = $1 order by id desc limit $2`,
    [alarm, HISTORY],
  );
  return rows.reverse().map((row) => ({
    ...row,
    position: JSON.parse(row.position) as Position,
    dueAt: instant(row.dueAt),
    startedAt: instant(row.startedAt),
    endedAt: instant(row.endedAt),
  }));
}

export async function notificationsOf(pool: Pool, alarm: number): Promise<Notification[]> {
  const { rows } = await pool.query<
    Omit<Notification, "dueAt" | "createdAt" | "sentAt" | "repliedAt"> & {
      dueAt: Date | null;
      createdAt: Date;
      sentAt: Date | null;
      repliedAt: Date | null;
    }
  >(
    `select id::float8 as id, kind, callout::float8 as callout, alarm::float8 as alarm, occurrence::float8 as occurrence,
            sequence, priority, person, method, channel, address, step, round, state, attempts, due_at as "dueAt",
            created_at as "createdAt", sent_at as "sentAt", because, receipt, digest::float8 as digest, text,
            replied_at as "repliedAt"
       from core.notification where alarm = $1 order by id desc limit $2`,
    [alarm, HISTORY],
  );
  return rows.reverse().map((row) => ({
    ...row,
    dueAt: instant(row.dueAt),
    createdAt: instant(row.createdAt),
    sentAt: instant(row.sentAt),
    repliedAt: instant(row.repliedAt),
  }));
}
