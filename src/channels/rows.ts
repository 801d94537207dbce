import type { Pool } from "pg";
import type { Notification } from "#escalation/callout.ts";
import type { Priority } from "#events/event.ts";
import type { Share } from "./waiting.ts";

type Row = Record<string, unknown>;

const COLUMNS = `id, kind, callout, alarm, occurrence, sequence, priority, person, method, channel, address, partition, step, round,
  state, attempts, due_at, created_at, sent_at, because, receipt, digest, text, replied_at`;

/** Of which priorities and partitions something still waits to be sent by a channel. */
export async function readShares(pool: Pool, channel: string): Promise<Share[]> {
  const { rows } = await pool.query<Share>(
    "select distinct priority, partition from core.notification where channel = $1 and due_at is not null",
    [channel],
  );
  return rows;
}

/** What still waits of one share, in order of id. */
export async function readWaiting(
  pool: Pool,
  channel: string,
  { priority, partition }: Share,
  after: number,
  limit: number,
): Promise<Notification[]> {
  const { rows } = await pool.query<Row>({
    name: "outbox-waiting",
    text: `select ${COLUMNS} from core.notification
      where channel = $1 and due_at is not null and id > $3 and priority = $2 and partition = $5 order by id limit $4`,
    values: [channel, priority, after, limit, partition],
  });
  return rows.map(asNotification);
}

/** How much waits, by channel; channels that are no longer configured among them. */
export async function countWaiting(pool: Pool): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ channel: string; count: string }>(
    "select channel, count(*) as count from core.notification where due_at is not null group by channel",
  );
  return new Map(rows.map(({ channel, count }) => [channel, Number(count)]));
}

export async function readNotification(pool: Pool, id: number): Promise<Notification | null> {
  const { rows } = await pool.query<Row>({
    name: "outbox-one",
    text: `select ${COLUMNS} from core.notification where id = $1`,
    values: [id],
  });
  return rows[0] ? asNotification(rows[0]) : null;
}

/** What a person was told about these alarms and has not answered, the newest first. */
export async function readUnanswered(pool: Pool, person: string, alarms: readonly number[]): Promise<Notification[]> {
  const { rows } = await pool.query<Row>(
    `select ${COLUMNS} from core.notification
      where alarm = any($1::bigint[]) and person = $2 and kind = 'alarm' and replied_at is null
      order by id desc limit 500`,
    [alarms, person],
  );
  return rows.map(asNotification);
}

/** What a person was told about alarms by these messages, oldest first. */
export async function readBetween(
  pool: Pool,
  person: string,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<Notification[]> {
  const { rows } = await pool.query<Row>(
    `select ${COLUMNS} from core.notification
      where id between $2 and $3 and person = $1 and kind = 'alarm' order by id limit 500`,
    [person, from, to],
  );
  return rows.map(asNotification);
}

function asNotification(row: Row): Notification {
  return {
    id: Number(row["id"]),
    kind: row["kind"] as Notification["kind"],
    callout: Number(row["callout"]),
    alarm: Number(row["alarm"]),
    occurrence: Number(row["occurrence"]),
    sequence: Number(row["sequence"]),
    priority: row["priority"] as Priority,
    person: row["person"] as string,
    method: row["method"] as string,
    channel: row["channel"] as string,
    address: row["address"] as string,
    partition: row["partition"] as string,
    step: Number(row["step"]),
    round: Number(row["round"]),
    state: row["state"] as Notification["state"],
    attempts: Number(row["attempts"]),
    dueAt: instant(row["due_at"]),
    createdAt: instant(row["created_at"]) ?? 0,
    sentAt: instant(row["sent_at"]),
    because: row["because"] as string,
    receipt: row["receipt"] as string | null,
    digest: row["digest"] === null ? null : Number(row["digest"]),
    text: row["text"] as string | null,
    repliedAt: instant(row["replied_at"]),
  };
}

function instant(value: unknown): number | null {
  return value instanceof Date ? value.getTime() : null;
}
