import type { ClientBase } from "pg";
import type { Callout, Notification, Position } from "#escalation/callout.ts";
import type { Use } from "#operators/access-review.ts";

/** How many entries of one alarm's history are shown, the newest. */
const HISTORY = 500;

function instant(at: Date): number;
function instant(at: Date | null): number | null;
function instant(at: Date | null): number | null {
  return at === null ? null : at.getTime();
}

export async function transitionsOf(client: ClientBase, alarm: number): Promise<Record<string, unknown>[]> {
  const { rows } = await client.query<Record<string, unknown> & { at: Date }>(
    `select at, input, from_state as "from", to_state as "to", because, actor, via, comment, sequence,
            occurrence::float8 as occurrence
       from core.transition where alarm = $1 order by id desc limit $2`,
    [alarm, HISTORY],
  );
  return rows.reverse().map((row) => ({ ...row, at: instant(row.at) }));
}

export async function calloutsOf(client: ClientBase, alarm: number): Promise<Callout[]> {
  const { rows } = await client.query<
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

type NotificationRow = Omit<Notification, "dueAt" | "createdAt" | "sentAt" | "repliedAt"> & {
  dueAt: Date | null;
  createdAt: Date;
  sentAt: Date | null;
  repliedAt: Date | null;
};

const NOTIFICATIONS = `select id::float8 as id, kind, callout::float8 as callout, alarm::float8 as alarm, occurrence::float8 as occurrence,
            sequence, priority, person, method, channel, address, partition, step, round, state, attempts, due_at as "dueAt",
            created_at as "createdAt", sent_at as "sentAt", because, receipt, digest::float8 as digest, text,
            replied_at as "repliedAt"
       from core.notification`;

function asNotification(row: NotificationRow): Notification {
  return {
    ...row,
    dueAt: instant(row.dueAt),
    createdAt: instant(row.createdAt),
    sentAt: instant(row.sentAt),
    repliedAt: instant(row.repliedAt),
  };
}

export async function notificationsOf(client: ClientBase, alarm: number): Promise<Notification[]> {
  const { rows } = await client.query<NotificationRow>(`${NOTIFICATIONS} where alarm = $1 order by id desc limit $2`, [
    alarm,
    HISTORY,
  ]);
  return rows.reverse().map(asNotification);
}

export interface DeliveryQuery {
  readonly channel?: string | undefined;
  readonly person?: string | undefined;
  readonly kind?: string | undefined;
  readonly state?: string | undefined;
  readonly alarm?: number | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Id of the last one of the page before. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** Messages, the newest first. */
export async function deliveriesOf(client: ClientBase, query: DeliveryQuery): Promise<Notification[]> {
  const { channel, person, kind, state, alarm, from, to, before, limit } = query;
  const at = (value: number | undefined) => (value === undefined ? null : new Date(value));
  const { rows } = await client.query<NotificationRow>(
    `${NOTIFICATIONS}
      where ($1::text is null or channel = $1) and ($2::text is null or person = $2) and ($3::text is null or kind = $3)
        and ($4::text is null or state = $4) and ($5::bigint is null or alarm = $5)
        and ($6::timestamptz is null or created_at >= $6) and ($7::timestamptz is null or created_at < $7)
        and ($8::bigint is null or id < $8)
      order by id desc limit $9`,
    [channel, person, kind, state, alarm, at(from), at(to), before, limit],
  );
  return rows.map(asNotification);
}

/** When each person and token last did something of a kind, of what the audit trail says since `from`. */
export async function usesOf(client: ClientBase, from: number): Promise<Use[]> {
  const { rows } = await client.query<{ actor: string; action: string; object: string; at: Date }>(
    `select actor, action, split_part(object, ':', 1) as object, max(at) as at
       from audit.entry
      where at >= $1 and (actor like 'operator:%' or actor like 'token:%')
      group by 1, 2, 3`,
    [new Date(from)],
  );
  return rows.map((row) => ({ ...row, at: row.at.getTime() }));
}
