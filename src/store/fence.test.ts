import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import pg from "pg";
import { openTestDatabase, type TestDatabase } from "../../test/peers/database.ts";
import { asClient } from "./client.ts";
import { FencedRows } from "./fence.ts";

describe("the fence of partitions in the database", () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  let rows: FencedRows;

  before(async () => {
    database = await openTestDatabase();
    await asClient(database.superuser(), (client) =>
      client.query(`
        insert into core.alarm (id, source, point, condition, partition, category, priority, tags, text, state, active, acknowledged,
            latched, suppressed_by, quality, severity, occurrence, sequence, chatter, found_active, silent, changed_at)
          select n, 's', 'p' || n, 'c', p, 'fire', 'high', '[]', 't', 'unacknowledged', true, false, false, '[]', 'good', 0, n, 1, 0,
                 false, false, now()
            from unnest(array[1, 2, 3], array['north', 'south', 'a,b']) as given (n, p);
        insert into core.callout (id, alarm, occurrence, sequence, partition, priority, policy, policy_version, state, position,
            started_at, because)
          select id, id, id, 1, partition, 'high', 'p', 1, 'running', '{}', now(), '' from core.alarm;
        insert into core.transition (id, at, alarm, occurrence, sequence, input, from_state, to_state, because, actor, via)
          select id, now(), id, id, 1, 'activate', 'normal', 'unacknowledged', '', 'tocsin', 'intake' from core.alarm;
        insert into core.notification (id, kind, callout, alarm, occurrence, sequence, priority, person, method, channel, address, partition,
            step, round, state, attempts, created_at, because)
          select id, 'alarm', id, id, id, 1, 'high', 'anna', 'm', 'c', '', partition, 0, 0, 'pending', 0, now(), '' from core.alarm;
        insert into core.procedure_run (id, alarm, occurrence, partition, procedure, version, state, turn, step_at, started_at,
            started_by, started_by_name)
          select id || '-p', id, id, partition, '{}', 1, 'running', 0, now(), now(), '', '' from core.alarm;
        insert into core.procedure_entry (run, number, at, kind, attachments, by_whom, by_name, via)
          select id, alarm, now(), 'done', '[]', '', '', '' from core.procedure_run;
        insert into core.alarm_note (alarm, partition, note, written_at, written_by, by_name)
          select id, partition, '', now(), '', '' from core.alarm;
        insert into core.event (id, partition, received_at, at, source, point, kind, category, condition, raw)
          select id, partition, now(), now(), source, point, 'raise', 'fire', condition, '' from core.alarm;
        insert into audit.entry (seq, at, actor, via, action, object, partition, sentence, details, hash)
          select id, now(), 'tocsin', 'intake', 'alarm.activate', 'alarm:' || id, partition, '', '{}', ''::bytea from core.alarm
          union all select 4, now(), 'tocsin', 'start', 'site.changed', 'site', '', '', '{}', '';`),
    );
    pool = new pg.Pool({ ...database.fenced(), max: 1 });
    rows = new FencedRows(pool);
  });
  after(async () => {
    await pool.end();
    await database.close();
  });

  const TABLES = [
    ["core.alarm", "id"],
    ["core.callout", "id"],
    ["core.transition", "alarm"],
    ["core.notification", "alarm"],
    ["core.event", "id"],
    ["core.procedure_run", "alarm"],
    ["core.procedure_entry", "number"],
    ["core.alarm_note", "alarm"],
    ["audit.entry", "seq"],
  ] as const;

  for (const [table, id] of TABLES) {
    for (const [partitions, seen] of [
      [["north"], [1]],
      [
        ["north", "south"],
        [1, 2],
      ],
      [["elsewhere"], []],
      [[], []],
      [null, table === "audit.entry" ? [1, 2, 3, 4] : [1, 2, 3]],
    ] as const) {
      it(`shows of ${table} what is in ${partitions === null ? "all" : `[${partitions.join()}]`}`, async () => {
        const found = await rows.read(partitions, (client) =>
          client.query<{ id: number }>(`select ${id}::int as id from ${table} order by 1`),
        );
        assert.deepEqual(
          found.rows.map((row) => row.id),
          seen,
        );
      });
    }

    it(`shows nothing of ${table} to a connection that names no partitions, also after one that did`, async () => {
      await rows.read(null, (client) => client.query(`select from ${table}`));
      const { rowCount } = await pool.query(`select from ${table}`);
      assert.equal(rowCount, 0);
    });
  }

  it("can't be passed through the parts of a table", async () => {
    const { rows: parts } = await asClient(database.superuser(), (client) =>
      client.query<{ part: string }>(
        "select oid::regclass::text as part from pg_inherits join pg_class on oid = inhrelid where relkind = 'r'",
      ),
    );
    assert.ok(parts.length >= 9);
    for (const { part } of parts) await assert.rejects(pool.query(`select from ${part}`), /permission denied/);
  });

  it("can't be moved by what reads through it once the reading has ended, and a failed reading leaves a good connection", async () => {
    await assert.rejects(
      rows.read(["north"], (client) => client.query("select 1 / 0")),
      /division by zero/,
    );
    const { rowCount } = await rows.read(["south"], (client) => client.query("select from core.alarm"));
    assert.equal(rowCount, 1);
  });

  it("lets nobody write through it", async () => {
    await assert.rejects(
      rows.read(null, (client) => client.query("update core.alarm set text = ''")),
      /permission denied|read-only transaction/,
    );
  });

  it("has a role of its own, which can neither write nor see a secret, also without the transaction, and bypasses nothing", async () => {
    for (const sql of [
      "update core.alarm set text = ''",
      "delete from core.event",
      "insert into core.enrolment values ('', null, null, now(), now(), null)",
    ]) {
      await assert.rejects(pool.query(`begin read write; ${sql}`), { code: "42501" }, sql);
      await pool.query("rollback");
    }
    const { rows: seen } = await asClient(database.superuser(), (client) =>
      client.query<{ name: string }>(
        `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = relnamespace
          where nspname in ('core', 'config', 'audit', 'meta') and relkind in ('r', 'p', 'v', 'm')
            and has_table_privilege('tocsin_fenced', c.oid, 'select, insert, update, delete, truncate') order by 1`,
      ),
    );
    const open = ["core.delivery_attempt", "core.file", "core.file_alarm", "core.file_chunk"];
    const readable = [...TABLES.map(([table]) => table), ...open].toSorted();
    assert.deepEqual(
      seen.map(({ name }) => name),
      readable,
    );
    for (const role of ["tocsin_app", "tocsin_owner"]) {
      await assert.rejects(pool.query(`set role ${role}`), { code: "42501" });
    }
    const { rows: own } = await pool.query<{ bypass: boolean; super: boolean }>(
      "select rolbypassrls as bypass, rolsuper as super from pg_roles where rolname = current_user",
    );
    assert.deepEqual(own, [{ bypass: false, super: false }]);
  });
});
