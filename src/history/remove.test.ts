import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import pg from "pg";
import { silentLog } from "#kernel/log.ts";
import { LeasedJournal } from "#store/journal.ts";
import { acquireLease, type Lease } from "#store/lease.ts";
import { openTestDatabase, type TestDatabase } from "../../test/peers/database.ts";
import { SteppedClock } from "../../test/peers/stepped-clock.ts";
import { describeBlock } from "./blocks.ts";
import { eventRemovedAt } from "./removals.ts";
import { removeDue } from "./remove.ts";
import type { KeepDays } from "./retention.ts";
import { HistoryRetention } from "./retention-desk.ts";

const DAY = 86_400_000;
const KEEP: KeepDays = { events: 730, alarms: 730, messages: 730, drills: 730, duty: 730 };
const [GONE, STANDS] = [1, 2];

/** Three months, three years ago: one alarm came and went, another has stood ever since; and yesterday's. */
describe("what the history need not keep any longer", () => {
  const clock = new SteppedClock();
  const began = new Date();
  began.setUTCFullYear(began.getUTCFullYear() - 3, began.getUTCMonth(), 1);
  const monthAt = (month: number) => Date.UTC(began.getUTCFullYear(), began.getUTCMonth() + month);
  const nameOf = (month: number) => new Date(monthAt(month)).toISOString().slice(0, 7).replace("-", "");
  let database: TestDatabase;
  let pool: pg.Pool;
  let look: pg.Client;
  let lease: Lease;
  let journal: LeasedJournal;

  const ground = (more: object = {}) => ({
    pool,
    journal,
    clock,
    keepDays: KEEP,
    calm: () => Promise.resolve(),
    signal: new AbortController().signal,
    ...more,
  });
  const list = async (sql: string, values: unknown[] = []) =>
    (await look.query<{ one: unknown }>({ text: sql, values })).rows.map(({ one }) => one);
  const count = async (table: string) => Number((await list(`select count(*) as one from ${table}`))[0]);
  const asApp = async (sql: string, values: unknown[] = []): Promise<string> => {
    const { rows } = await pool
      .query<{ one: unknown }>(sql, values)
      .catch((thrown: unknown) => ({ rows: [{ one: String(thrown) }] }));
    return String(rows[0]?.one);
  };
  const sentences = () =>
    list("select sentence as one from audit.entry where action = 'history.removed' order by seq") as Promise<string[]>;

  before(async () => {
    database = await openTestDatabase();
    pool = new pg.Pool({ ...database.app(), max: 3 });
    look = new pg.Client(database.superuser());
    await look.connect();
    await look.query("set role tocsin_owner");
    for (let month = 0; month < 3; month++) {
      for (const table of ["event", "transition"]) {
        const times = [monthAt(month), monthAt(month + 1)].map((at) => `'${new Date(at).toISOString()}'`);
        await look.query(
          `create table core.${table}_${nameOf(month)} partition of core.${table} for values from (${times[0]}) to (${times[1]})`,
        );
      }
    }
    await look.query("reset role");
    const times = [0, 1, 2].map((month) => new Date(monthAt(month) + 9 * DAY));
    const yesterday = new Date(Date.now() - DAY);
    await look.query({
      text: `insert into core.event (id, partition, received_at, at, source, point, kind, category, condition, raw)
        select row_number() over (order by at, n) + case when at = $2 then 5000 else 0 end, 'site', at, at, 'plant', 'door.' || n, 'raise', 'fire', '', ''
          from unnest($1::timestamptz[]) as at, generate_series(1, 10) n`,
      values: [[...times, yesterday], yesterday],
    });
    await look.query({
      text: `insert into core.alarm (id, source, point, condition, partition, category, priority, tags, text, state, active, acknowledged,
          latched, suppressed_by, quality, severity, occurrence, sequence, chatter, raised_at, found_active, silent, changed_at)
        select n, 'plant', 'door.' || n, '', 'site', 'fire', 'high', '[]', 't', state, state <> 'normal', false, false, '[]', 'good', 0, n, 1, 0,
               $1, false, false, $1
          from (values (${GONE}, 'normal'), (${STANDS}, 'acknowledged')) as given (n, state)`,
      values: [times[0]],
    });
    await look.query({
      text: `insert into core.transition (id, at, alarm, occurrence, sequence, input, from_state, to_state, because, actor, via, event)
        select row_number() over (order by at, n), at, n, n, 1, 'activate', 'normal', 'unacknowledged', '', 'tocsin', 'intake',
               case when at = $2 then n end
          from unnest($1::timestamptz[]) as at, generate_series(1, 2) n`,
      values: [times, times[0]],
    });
    await look.query({
      text: `insert into core.callout (id, alarm, occurrence, sequence, partition, priority, policy, policy_version, state, position,
            started_at, ended_at, because)
          select n, n, n, 1, 'site', 'high', 'p', 1, 'ended', '{}', $1, $1, '' from generate_series(1, 2) n`,
      values: [times[0]],
    });
    await look.query({
      text: `insert into core.notification (id, kind, callout, alarm, occurrence, sequence, priority, person, method, channel, address, partition,
            step, round, state, attempts, created_at, because)
          select n, 'alarm', n % 2 + 1, n % 2 + 1, n % 2 + 1, 1, 'high', 'anna', 'm', 'c', '', 'site', 0, 0, 'delivered', 1, $1, ''
            from generate_series(1, 2400) n`,
      values: [times[0]],
    });
    await look.query({
      text: `insert into core.delivery_attempt (notification, at, number, state, because) select id, $1, 1, 'failed', '' from core.notification`,
      values: [times[0]],
    });
    await look.query({
      text: `insert into core.procedure_run (id, alarm, occurrence, partition, procedure, version, state, turn, step_at, started_at, started_by,
            started_by_name, ended_at)
          select n || '-p', n, n, 'site', '{}', 1, 'done', 0, $1, $1, '', '', $1 from generate_series(1, 2) n`,
      values: [times[0]],
    });
    await look.query({
      text: `insert into core.procedure_entry (run, number, at, kind, attachments, by_whom, by_name, via)
          select n || '-p', 1, $1, 'done', '[{"file": "' || repeat(n::text, 64) || '", "name": "x"}]', '', '', '' from generate_series(1, 2) n`,
      values: [times[0]],
    });
    await look.query({
      text: `insert into core.file (id, upload, name, type, bytes, uploaded_at, uploaded_by)
          select repeat(n::text, 64), 'u' || n, 'x.png', 'image/png', 1, $1, '' from generate_series(1, 3) n`,
      values: [times[0]],
    });
    await look.query({
      text: `insert into core.file_alarm (file, alarm) select repeat(n::text, 64), n from generate_series(1, 2) n`,
    });
    await look.query({
      text: `insert into core.file_chunk (upload, number, stored_at, data) select 'u' || n, 0, $1, '' from generate_series(1, 3) n`,
      values: [times[0]],
    });
    await look.query({
      text: `insert into core.drill_run (drill, method, begun_at, person, channel, address, due_at, deadline, outcome, because)
          select d, 'm', at, 'anna', 'c', '', at, at, 'proven', '' from unnest(array['daily', 'yearly']) d, unnest($1::timestamptz[]) at
           where d = 'daily' or at = $2`,
      values: [[...times, yesterday], times[2]],
    });
    await look.query({
      text: `insert into core.report_run (report, due_at, made_at, made_by, period_from, period_to, because)
          select 'monthly', at, at, '', at, at, '' from unnest($1::timestamptz[]) at`,
      values: [times],
    });
    await describeBlock(pool, 0);
    lease = await acquireLease(
      () => database.app(),
      { holder: "test", address: "https://test" },
      { clock, log: silentLog, signal: AbortSignal.timeout(120_000), onStandby: () => {} },
    );
    journal = new LeasedJournal(() => database.app(), lease, { clock, log: silentLog });
  });
  after(async () => {
    await journal.close();
    await lease.release();
    await pool.end();
    await look.end();
    await database.close();
  });

  it("P-040 is not removed by the database's functions, whoever asks, while it is young, or under a legal hold", async () => {
    const removeMonth = "select core.remove_month($1) as one";
    const removeRows = "select core.remove_rows($1, $2, $3) as one";
    const young = `core.event_${new Date().toISOString().slice(0, 7).replace("-", "")}`;
    const old = new Date(Date.now() - 700 * DAY);
    const REFUSED: readonly (readonly [sql: string, values: unknown[], because: RegExp])[] = [
      [removeMonth, [young], /younger than 90 days/],
      [removeMonth, ["core.event_default"], /no month of the history/],
      [removeMonth, ["core.alarm"], /no month of the history/],
      [removeMonth, ["audit.entry_202401"], /no month of the history/],
      [removeMonth, [`core.event_${nameOf(0)}; drop table core.alarm`], /no month of the history|syntax|invalid name/],
      [removeMonth, [null], /no month of the history/],
      [removeRows, ["messages", new Date(Date.now() - 80 * DAY), 500], /younger than 90 days/],
      [removeRows, ["messages", new Date(Date.now() + DAY), 500], /younger than 90 days/],
      [removeRows, ["messages", null, 500], /younger than 90 days/],
      [removeRows, ["messages", old, 1_000_000], /between 1 and 10000/],
      [removeRows, ["operators", old, 500], /no kind operators/],
      ["delete from core.notification returning 1 as one", [], /permission denied/],
      ["delete from core.event returning 1 as one", [], /permission denied/],
      ["delete from core.drill_run returning 1 as one", [], /permission denied/],
      [`drop table core.event_${nameOf(0)}`, [], /must be owner/],
      ["update core.history_removal set counts = '{}'", [], /permission denied/],
      [
        "insert into core.history_removal (kind, counts, kept, oldest, newest) values ('events', '{}', 0, now(), now())",
        [],
        /permission denied/,
      ],
      ["select core.note_removal('events', '{}', 0, 0, 0, now(), now())", [], /permission denied/],
    ];
    for (const [sql, values, because] of REFUSED) assert.match(await asApp(sql, values), because, sql);
    await look.query(
      "insert into audit.hold (id, reason, placed_at, placed_by) values ('h1', 'case', now(), 'operator:o')",
    );
    assert.match(await asApp(removeMonth, [`core.event_${nameOf(0)}`]), /is under a legal hold/);
    for (const kind of ["events", "alarms", "messages", "drills", "duty"]) {
      assert.equal(await asApp(removeRows, [kind, old, 500]), "0", kind);
    }
    await removeDue(ground());
    assert.deepEqual(await sentences(), []);
    assert.equal(await count("core.event"), 40);
    await look.query("update audit.hold set lifted_at = now(), lifted_by = '', lifted_for = ''");
  });

  it("stays, all but what went before, when it is ended in the middle, and the rest goes once", async () => {
    const stopping = new AbortController();
    let steps = 0;
    const calm = () => {
      // One portion of the messages is gone by then.
      if (++steps === 11) stopping.abort(new Error("killed"));
      return stopping.signal.aborted ? Promise.reject(new Error("killed")) : Promise.resolve();
    };
    await assert.rejects(removeDue(ground({ calm, signal: stopping.signal })), /killed/);
    assert.equal((await sentences()).length, 7, "what was whole is told");
    assert.deepEqual(
      await list("select counts ->> 'notification' as one from core.history_removal where told_at is null"),
      ["500"],
    );
    await removeDue(ground());
    await removeDue(ground());
    const told = await sentences();
    const words = (pattern: RegExp) => told.filter((sentence) => pattern.test(sentence));
    assert.equal(words(/events? from/).length, 3, told.join("\n"));
    assert.equal(
      words(
        /^By the site's retention of 730 days, 9 events .* were removed\. 1 more stays, for its alarm has not ended\.$/,
      ).length,
      1,
    );
    assert.equal(words(/, 1 change of an alarm from/).length, 3, told.join("\n"));
    assert.equal(words(/1200 messages and 1200 attempts to deliver them from/).length, 1, told.join("\n"));
    assert.equal(
      words(/1 callout, 1 run of a procedure and 1 file of an alarm|1 callout.*1 run of a procedure/).length,
      1,
      told.join("\n"),
    );
    assert.equal(words(/3 results of drills from/).length, 1);
    assert.equal(words(/2 entries in the list of reports from/).length, 1);
    assert.equal(told.length, 10, told.join("\n"));
    assert.deepEqual(await list("select count(*)::int as one from core.history_removal where told_at is null"), [0]);
  });

  it("goes as whole months, and yesterday's stays", async () => {
    const parts = await list(
      "select inhrelid::regclass::text as one from pg_inherits where inhparent in ('core.event'::regclass, 'core.transition'::regclass)",
    );
    for (let month = 0; month < 3; month++) {
      assert.ok(!parts.includes(`core.event_${nameOf(month)}`) && !parts.includes(`core.transition_${nameOf(month)}`));
    }
    assert.equal(await count("core.event where received_at > now() - interval '2 days'"), 10);
    assert.deepEqual(
      await list("select drill || ' ' || count(*) as one from core.drill_run group by drill order by 1"),
      ["daily 1", "yearly 1"],
    );
    assert.deepEqual(await list("select id as one from core.file order by id"), ["2".repeat(64), "3".repeat(64)]);
    assert.deepEqual(await list("select upload as one from core.file_chunk order by 1"), ["u2", "u3"]);
  });

  it("keeps the whole story of an alarm that has not ended", async () => {
    const left = async (table: string) =>
      (await list(`select distinct alarm::int as one from ${table} order by 1`)) as number[];
    for (const table of ["core.transition", "core.callout", "core.notification", "core.procedure_run"]) {
      assert.deepEqual(await left(table), [STANDS], table);
    }
    assert.equal(await count("core.transition"), 3);
    assert.equal(await count("core.notification"), 1200);
    assert.equal(await count("core.delivery_attempt"), 1200);
    assert.deepEqual(await list("select run as one from core.procedure_entry"), [`${STANDS}-p`]);
    assert.deepEqual(
      await list("select id::int as one from core.event where received_at < now() - interval '2 years'"),
      [STANDS],
    );
    assert.deepEqual(
      await list("select block || ' ' || events as one from core.event_block"),
      ["0 1"],
      "it is still found",
    );
  });

  it("knows which events went, so that whoever asks for one is told", async () => {
    assert.ok(((await eventRemovedAt(pool, 1)) ?? 0) > Date.now() - DAY);
    assert.ok((await eventRemovedAt(pool, 30)) !== null);
    assert.equal(await eventRemovedAt(pool, 31), null);
  });

  it("goes once the alarm has ended, also where its month has gone before", async () => {
    await look.query("update core.alarm set active = false, state = 'normal'");
    await removeDue(ground());
    for (const table of [
      "core.transition",
      "core.callout",
      "core.notification",
      "core.delivery_attempt",
      "core.procedure_run",
    ]) {
      assert.equal(await count(table), 0, table);
    }
    assert.equal(await count("core.event"), 10);
    assert.equal(await count("core.event_block"), 0);
    assert.deepEqual(await list("select name as one from core.file"), ["x.png"], "the one that no alarm shows");
  });

  it("stands back while somebody reads, and while alarms flood", async () => {
    await look.query(
      "insert into core.notification select 9000 + id, kind, callout, alarm, occurrence, sequence, priority, person, method, channel, address, partition, step, round, state, attempts, due_at, now() - interval '3 years', sent_at, because, receipt, digest, text, replied_at from (select 1 as id, 'alarm' as kind, 1 as callout, 1 as alarm, 1 as occurrence, 1 as sequence, 'high' as priority, 'a' as person, 'm' as method, 'c' as channel, '' as address, 'site' as partition, 0 as step, 0 as round, 'delivered' as state, 1 as attempts, null::timestamptz as due_at, null::timestamptz as sent_at, '' as because, null as receipt, null::bigint as digest, null as text, null::timestamptz as replied_at) as one",
    );
    await look.query("begin");
    await look.query("lock table core.history_removal in exclusive mode");
    assert.match(
      await asApp("select core.remove_rows('messages', now() - interval '2 years', 5) as one"),
      /is being read just now/,
    );
    let asked = 0;
    const removing = removeDue(ground({ calm: () => Promise.resolve(void asked++) }));
    while (asked < 2) {
      clock.advance(5000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await look.query("commit");
    const until = setInterval(() => clock.advance(5000), 20);
    await removing;
    clearInterval(until);
    assert.equal(await count("core.notification"), 0);
  });

  it("is an alarm when it can't be removed twice in a row, until it can", async () => {
    const troubles: (string | null)[] = [];
    let looks = 0;
    await look.query("delete from core.history_look");
    const kept = new HistoryRetention({
      ...ground(),
      log: silentLog,
      settings: () => {
        if (++looks < 4) throw new Error("the disk is gone");
        return { keepDays: KEEP, at: "03:00", timeZone: "UTC" };
      },
      busy: () => false,
      trouble: (because) => troubles.push(because),
      troubled: false,
    });
    kept.start();
    while (troubles.at(-1) !== null) {
      clock.advance(600_000);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await kept.stop();
    assert.deepEqual(troubles, ["the disk is gone", "the disk is gone", null]);
    assert.equal(await count("core.history_look"), 1);
  });
});
