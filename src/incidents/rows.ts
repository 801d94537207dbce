import type { ClientBase } from "pg";
import type { Callout, Notification } from "#escalation/callout.ts";
import type { Instant } from "#kernel/clock.ts";

/** Beyond it a report says that there is more. */
export const MOST = 2000;

export interface TransitionLine {
  readonly at: Instant;
  readonly input: string;
  readonly from: string;
  readonly to: string;
  readonly because: string;
  readonly actor: string;
  readonly via: string;
  readonly comment: string | null;
}

/** When an occurrence began, and when the next one of the same alarm did. */
export interface Span {
  readonly from: Instant;
  /** null: there is none yet. */
  readonly to: Instant | null;
}

/** Null: this alarm never had such an occurrence. */
export async function spanOf(client: ClientBase, alarm: number, occurrence: number): Promise<Span | null> {
  const { rows } = await client.query<{ since: Date | null; until: Date | null }>(
    `select min(at) filter (where occurrence = $2) as since, min(at) filter (where occurrence > $2) as until
       from core.transition where alarm = $1`,
    [alarm, occurrence],
  );
  const row = rows[0];
  return row?.since ? { from: row.since.getTime(), to: row.until?.getTime() ?? null } : null;
}

/** The latest occurrence that an alarm had; 0: none yet. */
export async function latestOccurrence(client: ClientBase, alarm: number): Promise<number> {
  const { rows } = await client.query<{ latest: number | null }>(
    "select max(occurrence)::float8 as latest from core.transition where alarm = $1",
    [alarm],
  );
  return rows[0]?.latest ?? 0;
}

/** What happened from its beginning until the next one's: also what was said when it was over. */
export async function transitionsIn(client: ClientBase, alarm: number, { from, to }: Span): Promise<TransitionLine[]> {
  const { rows } = await client.query<Omit<TransitionLine, "at"> & { at: Date }>(
    `select at, input, from_state as "from", to_state as "to", because, actor, via, comment
       from core.transition where alarm = $1 and at >= $2 and at < coalesce($3, 'infinity'::timestamptz) order by id limit $4`,
    [alarm, new Date(from), to === null ? null : new Date(to), MOST],
  );
  return rows.map((row) => ({ ...row, at: row.at.getTime() }));
}

export type CalloutLine = Pick<
  Callout,
  "id" | "policy" | "policyVersion" | "state" | "because" | "startedAt" | "endedAt"
>;

export async function calloutsIn(client: ClientBase, occurrence: number): Promise<CalloutLine[]> {
  const { rows } = await client.query<
    Omit<CalloutLine, "startedAt" | "endedAt"> & { startedAt: Date; endedAt: Date | null }
  >(
    `select id::float8 as id, policy, policy_version as "policyVersion", state, because, started_at as "startedAt",
        ended_at as "endedAt" from core.callout where occurrence = $1 order by id limit $2`,
    [occurrence, MOST],
  );
  return rows.map((row) => ({ ...row, startedAt: row.startedAt.getTime(), endedAt: row.endedAt?.getTime() ?? null }));
}

export type MessageLine = Pick<
  Notification,
  | "id"
  | "kind"
  | "person"
  | "channel"
  | "address"
  | "state"
  | "attempts"
  | "createdAt"
  | "sentAt"
  | "because"
  | "repliedAt"
>;

export async function messagesIn(client: ClientBase, alarm: number, occurrence: number): Promise<MessageLine[]> {
  const { rows } = await client.query<
    Omit<MessageLine, "createdAt" | "sentAt" | "repliedAt"> & {
      createdAt: Date;
      sentAt: Date | null;
      repliedAt: Date | null;
    }
  >(
    `select id::float8 as id, kind, person, channel, address, state, attempts, created_at as "createdAt", sent_at as "sentAt",
        because, replied_at as "repliedAt" from core.notification where alarm = $1 and occurrence = $2 order by id limit $3`,
    [alarm, occurrence, MOST],
  );
  return rows.map((row) => ({
    ...row,
    createdAt: row.createdAt.getTime(),
    sentAt: row.sentAt?.getTime() ?? null,
    repliedAt: row.repliedAt?.getTime() ?? null,
  }));
}
