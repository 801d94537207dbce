import assert from "node:assert/strict";
import type pg from "pg";
import { verifyTrail } from "#audit/verify-trail.ts";
import type { Acknowledged, Answer, Load } from "./load.ts";
import type { Course, WebhookSink } from "./sink.ts";

export async function nothingIsUnderWay(client: pg.Client): Promise<boolean> {
  const { rowCount } = await client.query("select 1 from core.notification where due_at is not null limit 1");
  return rowCount === 0;
}

/** What must hold after machines that report and a change of cores, once nothing is under way. @returns what was found, for people */
export async function nothingIsLost(
  client: pg.Client,
  { load, sink, course }: { load: Load; sink: WebhookSink; course: Course },
): Promise<string> {
  await reportsAreStoredOnce(client, load.acknowledged);
  await conditionsAreThoseLastReported(client, load.acknowledged);
  const occurrences = await everythingHangsTogether(client);
  const messages = await noMessageIsLost(client, sink);
  const repeats = await nobodyIsToldTwice(client, sink, course);
  await auditTrailIsWhole(client);
  assert.ok(occurrences > 0 && messages > 0, "there was something to check");
  return (
    `${load.acknowledged.length} reports acknowledged, ${load.repeats} said again; ${occurrences} occurrences, ` +
    `${messages} messages, ${repeats} came again after a lost answer`
  );
}

/** Every report that was acknowledged is stored, once. */
export async function reportsAreStoredOnce(client: pg.Client, acknowledged: readonly Acknowledged[]): Promise<void> {
  const { rows } = await client.query<{ source: string; point: string; kind: string; raw: string }>(
    // What the driver itself says about an account stands at its point `system`.
    `select source, point, kind, raw from core.event
      where source in ('web', 'panels') and point not like '%/0/system' order by id`,
  );
  const stored = new Map<string, { point: string; kind: string; times: number }>();
  for (const { source, point, kind, raw } of rows) {
    const mark = source === "web" ? raw : (/\d{4}L0#\w+\[/.exec(raw)?.[0] ?? raw);
    stored.set(mark, { point, kind, times: (stored.get(mark)?.times ?? 0) + 1 });
  }
  for (const { mark, point, kind } of acknowledged) {
    assert.deepEqual(stored.get(mark), { point, kind, times: 1 }, `the report "${mark}" was acknowledged`);
  }
  for (const [mark, { times }] of stored) assert.equal(times, 1, `the report "${mark}" is stored once`);
}

/** The condition of every point is what was last acknowledged about it. */
export async function conditionsAreThoseLastReported(
  client: pg.Client,
  acknowledged: readonly Acknowledged[],
): Promise<void> {
  const { rows } = await client.query<{ source: string; point: string; active: boolean }>(
    "select source, point, active from core.alarm where source in ('web', 'panels') and point not like '%/0/system'",
  );
  const last = new Map(acknowledged.map(({ source, point, kind }) => [`${source} ${point}`, kind === "raise"]));
  assert.deepEqual(
    new Map(rows.map(({ source, point, active }) => [`${source} ${point}`, active])),
    new Map(rows.map(({ source, point }) => [`${source} ${point}`, last.get(`${source} ${point}`)])),
  );
  assert.equal(rows.length, last.size, "every point that was reported has its alarm");
}

/** Whoever was told that an acknowledgement counts finds it in the alarm's history. */
export async function answersAreStored(client: pg.Client, answers: readonly Answer[]): Promise<void> {
  const { rows } = await client.query<{ key: string }>(
    "select distinct concat_ws('/', alarm, occurrence, sequence) as key from core.transition where input = 'acknowledge'",
  );
  const stored = new Set(rows.map(({ key }) => key));
  for (const { alarm, occurrence, sequence } of answers) {
    const key = `${alarm}/${occurrence}/${sequence}`;
    assert.ok(stored.has(key), `the acknowledgement of alarm/occurrence/sequence ${key} is stored`);
  }
}

/** Each occurrence has its callout, and the callout told somebody; each transition has its sentence in the audit trail. */
export async function everythingHangsTogether(client: pg.Client): Promise<number> {
  const { rows: raised } = await client.query<{ about: string; callouts: number; messages: number; because: string }>(
    `select concat_ws(' ', 'occurrence', t.occurrence, 'of', a.source, a.point, a.condition) as about,
            (select count(*)::int from core.callout c where c.alarm = t.alarm and c.occurrence = t.occurrence) as callouts,
            (select string_agg(concat_ws(': ', c.state, c.because), '; ') from core.callout c
              where c.alarm = t.alarm and c.occurrence = t.occurrence) as because,
            (select count(*)::int from core.notification n
              where n.alarm = t.alarm and n.occurrence = t.occurrence and n.kind = 'alarm') as messages
       from core.transition t join core.alarm a on a.id = t.alarm where t.input = 'activate' and t.from_state = 'normal'`,
  );
  for (const { about, callouts, messages, because } of raised) {
    assert.equal(callouts, 1, `${about} has one callout`);
    assert.ok(messages >= 1, `somebody is told about ${about} (callout ${because})`);
  }
  const { rows: silent } = await client.query(
    `with said as (select object, action, count(*) as times from audit.entry where object like 'alarm:%' group by 1, 2),
          done as (select 'alarm:' || alarm as object, 'alarm.' || input as action, count(*) as times
                     from core.transition where input not in ('lose', 'regain') group by 1, 2)
     select done.* from done left join said using (object, action) where said.times is distinct from done.times`,
  );
  assert.deepEqual(silent, [], "as many sentences in the audit trail as transitions");
  return raised.length;
}

/** Ways in which a message may end, besides having been taken by the far side. */
const NOT_NEEDED = /had acknowledged the alarm before it went out|had ended before it went out/u;

/** Every message has come to its end or waits for its time, and what counts as sent did arrive. */
export async function noMessageIsLost(client: pg.Client, sink: WebhookSink): Promise<number> {
  const { rows } = await client.query<{ id: string; state: string; because: string; due_at: Date | null }>(
    "select id::text, state, because, due_at from core.notification",
  );
  const taken = sink.taken();
  for (const { id, state, because, due_at: dueAt } of rows) {
    const what = `message ${id} is ${state}: ${because}`;
    if (state === "accepted" || state === "delivered") assert.ok(taken.has(id), `${what}, and it did arrive`);
    else if (state === "purged") assert.match(because, NOT_NEEDED, what);
    else {
      assert.ok(state === "pending" || state === "retry", what);
      assert.ok(dueAt !== null, `${what}, and it has a time at which it is sent`);
    }
  }
  const known = new Set(rows.map(({ id }) => id));
  for (const [key, [first]] of taken) {
    assert.ok(known.has(key), `message ${key} that arrived is stored: ${JSON.stringify(first)}`);
  }
  return rows.length;
}

/**
 * Nobody is told twice of the same step: there is one message for it, and the same message comes again only when its
 * answer was lost, at the far side or because the core was killed between the two.
 */
export async function nobodyIsToldTwice(client: pg.Client, sink: WebhookSink, course: Course): Promise<number> {
  const { rows: twins } = await client.query(
    `select callout, sequence, round, step, person, method, array_agg(id) as ids from core.notification
      where kind = 'alarm' group by 1, 2, 3, 4, 5, 6 having count(*) > 1`,
  );
  assert.deepEqual(twins, [], "one message per person, way and step");
  let repeats = 0;
  for (const [key, arrivals] of sink.taken()) {
    for (const [index, again] of arrivals.slice(1).entries()) {
      const before = arrivals[index];
      assert.ok(before);
      const killed = course.kills.some(({ from, to }) => before.order < to && from < again.order);
      assert.ok(before.answer === "lost" || killed, `message ${key} came again although its first answer was not lost`);
      repeats++;
    }
  }
  return repeats;
}

/** The chain of the audit trail is whole, up to the end that the lease remembers. */
export async function auditTrailIsWhole(client: pg.Client): Promise<number> {
  const { findings, entries } = await verifyTrail(client);
  assert.deepEqual(findings, []);
  return entries;
}
