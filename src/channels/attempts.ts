import type { ClientBase } from "pg";
import type { Notification, NotificationState } from "#escalation/callout.ts";
import type { Instant } from "#kernel/clock.ts";
import type { Batch } from "#store/batch.ts";

/** What became of a message at one moment. */
export interface Attempt {
  readonly notification: number;
  readonly at: Instant;
  /** How many attempts there were until then. */
  readonly number: number;
  readonly state: NotificationState;
  readonly because: string;
}

/**
 * What a result adds to the log of a message. A message that was taken at its first attempt needs none: its row says all.
 * @param before as it was until now, when the far side said later what became of it
 */
export function attemptsOf(now: Notification, before: Notification | undefined, at: Instant): Attempt[] {
  const entry = ({ id, attempts, state, because }: Notification, when: Instant): Attempt => ({
    notification: id,
    at: when,
    number: attempts,
    state,
    because,
  });
  if (before)
    return [...(tookAtOnce(before) ? [entry(before, before.sentAt ?? before.createdAt)] : []), entry(now, at)];
  return tookAtOnce(now) ? [] : [entry(now, at)];
}

function tookAtOnce({ attempts, state }: Notification): boolean {
  return attempts === 1 && (state === "accepted" || state === "delivered");
}

export function storeAttempts(batch: Batch, attempts: readonly Attempt[]): void {
  if (attempts.length === 0) return;
  const rows = attempts.map((one) => ({ ...one, at: new Date(one.at).toISOString() }));
  batch.also(
    `insert into core.delivery_attempt (notification, at, number, state, because)
      select notification, at, number, state, because from jsonb_to_recordset($1::jsonb)
        as d(notification bigint, at timestamptz, number int, state text, because text)`,
    [JSON.stringify(rows)],
  );
}

/** Of these messages, in order of time. The caller has made sure that they may be seen. */
export async function readAttempts(client: ClientBase, notifications: readonly number[]): Promise<Attempt[]> {
  const { rows } = await client.query<Omit<Attempt, "at"> & { at: Date }>(
    `select notification::float8 as notification, at, number, state, because from core.delivery_attempt
      where notification = any($1::bigint[]) order by at, number`,
    [notifications],
  );
  return rows.map((row) => ({ ...row, at: row.at.getTime() }));
}
