import assert from "node:assert/strict";
import type pg from "pg";
import type { Alarm, AlarmInput } from "#alarms/alarm.ts";
import { type LifeCycleRules, newAlarm, step } from "#alarms/life-cycle.ts";
import { asClient } from "#store/client.ts";
import { loadAlarms } from "#store/state.ts";

/** What both sides must agree on: everything but what only the text of the last event says. */
const FIELDS = [
  "state",
  "active",
  "acknowledged",
  "latched",
  "shelf",
  "suppressedBy",
  "outOfService",
  "quality",
  "severity",
  "occurrence",
  "sequence",
  "chatter",
  "raisedAt",
  "clearedAt",
  "acknowledgedAt",
  "acknowledgedBy",
] as const satisfies readonly (keyof Alarm)[];

interface Row {
  readonly alarm: number;
  readonly at: Date;
  readonly occurrence: number;
  readonly sequence: number;
  readonly input: AlarmInput | "comment";
  readonly from_state: string;
  readonly to_state: string;
  readonly actor: string;
  readonly value: number | null;
}

/**
 * Goes through every alarm's transitions with the pure life cycle, from its first to its last, and holds the alarm that
 * comes out against the stored one. Answers with how many transitions were gone through.
 * @param severityOf how grave the condition of an alarm is that became or is true with this value
 */
export async function replayAlarms(
  client: pg.Client,
  rules: LifeCycleRules,
  severityOf: (alarm: Alarm, value: number | null) => number,
): Promise<number> {
  const { rows } = await client.query<Row>(
    `select t.alarm::float8, t.at, t.occurrence::float8, t.sequence, t.input, t.from_state, t.to_state, t.actor, e.value
       from core.transition t left join core.event e on e.id = t.event
      order by t.alarm, t.id`,
  );
  const stories = Map.groupBy(rows, ({ alarm }) => alarm);
  const stored: Alarm[] = [];
  for await (const page of loadAlarms(client)) stored.push(...page);
  assert.deepEqual(
    stored.map(({ id }) => id),
    [...stories.keys()],
    "every alarm has transitions, and every transition an alarm",
  );
  for (const alarm of stored) {
    const now = Math.round(stories.get(alarm.id)?.[0]?.at.getTime() ?? 0);
    let again = newAlarm({ ...alarm, now });
    for (const row of stories.get(alarm.id) ?? []) {
      const what = `${alarm.source} ${alarm.point} ${alarm.condition}, ${row.input} at ${row.at.toISOString()}`;
      assert.equal(row.from_state, again.state, `${what}: it follows the transition before`);
      if (row.input === "comment") continue;
      const answer = step(again, row.input, rules, {
        now: row.at.getTime(),
        nextOccurrence: () => row.occurrence,
        severity: severityOf(alarm, row.value),
        actor: row.actor,
      });
      assert.equal(answer.kind, "changed", `${what}: the life cycle knows this transition`);
      if (answer.kind !== "changed") continue;
      const before = again;
      again = answer.alarm;
      assert.deepEqual(
        { to: row.to_state, occurrence: row.occurrence, sequence: row.sequence },
        {
          to: again.state,
          occurrence: again.occurrence || before.occurrence,
          sequence: again.sequence || before.sequence,
        },
        what,
      );
    }
    const pick = (one: Alarm) => Object.fromEntries(FIELDS.map((field) => [field, one[field]]));
    assert.deepEqual(
      pick(alarm),
      pick(again),
      `${alarm.source} ${alarm.point} ${alarm.condition}: stored and replayed`,
    );
  }
  return rows.length;
}

/** Lends a client that sees one moment of the database. */
export function inSnapshot<T>(config: pg.ClientConfig, work: (client: pg.Client) => Promise<T>): Promise<T> {
  return asClient(config, async (client) => {
    await client.query("begin isolation level repeatable read read only");
    return work(client);
  });
}
