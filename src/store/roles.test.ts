import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { openTestDatabase, type TestDatabase } from "../../test/peers/database.ts";
import { asClient } from "./client.ts";

const FORBIDDEN = "42501";
const APPEND_ONLY = "P0001";

describe("W-006 what the roles may and may not", () => {
  let database: TestDatabase;
  before(async () => {
    database = await openTestDatabase();
  });
  after(() => database.close());

  test("W-006 the running server reads and writes rows", async () => {
    await asClient(database.app(), async (client) => {
      await client.query("insert into core.source_state values ('x', '', 'up', '', now())");
      const { rows } = await client.query("select state from core.source_state where source = 'x'");
      assert.equal(rows.length, 1);
      await client.query("select count(*) from core.alarm");
    });
  });

  const appCannot: [string, string][] = [
    ["create a table", "create table core.mine (id int)"],
    ["create a table in public", "create table public.mine (id int)"],
    ["create a schema", "create schema mine"],
    ["create a temporary table", "create temporary table mine (id int)"],
    ["alter a table", "alter table core.alarm add column mine int"],
    ["drop a table", "drop table core.alarm"],
    ["change events", "update core.event set text = 'x'"],
    ["delete events", "delete from core.event"],
    ["change transitions", "update core.transition set because = 'x'"],
    ["delete transitions", "delete from core.transition"],
    ["delete alarms", "delete from core.alarm"],
    ["delete callouts", "delete from core.callout"],
    ["change the audit trail", "update audit.entry set sentence = 'x'"],
    ["delete from the audit trail", "delete from audit.entry"],
    ["empty the audit trail", "truncate audit.entry"],
    ["empty the events", "truncate core.event"],
    ["switch the audit trail's trigger off", "alter table audit.entry disable trigger all"],
    ["change who made an old version of the configuration", "update config.item_version set changed_by = ''"],
    ["remove an old version of the configuration", "delete from config.item_version"],
    ["read the roles' secrets", "select rolpassword from pg_authid"],
    ["become the owner", "set role tocsin_owner"],
    ["make a role", "create role mine"],
    ["run a program", "copy core.event to program 'cat'"],
    ["read a file of the server", "select pg_read_file('/etc/hostname')"],
    ["pretend that a migration was applied", "insert into meta.migration values (99, 'x', 'x', now())"],
  ];
  for (const [what, sql] of appCannot) {
    test(`the running server can't ${what}`, async () => {
      await assert.rejects(
        asClient(database.app(), (client) => client.query(sql)),
        { code: FORBIDDEN },
      );
    });
  }

  test("the running server can make the next months' partitions, and nothing else of the kind", async () => {
    await asClient(database.app(), (client) => client.query("select core.make_partitions()"));
  });

  const readerCannot: [string, string, string][] = [
    ["write", "insert into core.source_state values ('x', '', 'up', '', now())", "25006"],
    [
      "write after asking for it",
      "begin read write; insert into core.source_state values ('x', '', 'up', '', now())",
      FORBIDDEN,
    ],
    ["read passwords", "select password_hash from core.operator", FORBIDDEN],
    ["read sessions", "select token_hash from core.session", FORBIDDEN],
  ];
  for (const [what, sql, code] of readerCannot) {
    test(`a report can't ${what}`, async () => {
      await assert.rejects(
        asClient(database.reader(), (client) => client.query(sql)),
        { code },
      );
    });
  }

  test("not even the owner can change an entry of the audit trail while its trigger is on", async () => {
    const change = asClient(database.superuser(), async (client) => {
      await client.query("set role tocsin_owner");
      await client.query(
        "insert into audit.entry values (1, now(), 'tocsin', 'start', 'test', 'test:1', '', 'It was tried.', '{}', '\\x00')",
      );
      await client.query("update audit.entry set sentence = 'It was not tried.'");
    });
    await assert.rejects(change, { code: APPEND_ONLY });
  });

  test("nobody can log in as the migrator while nothing is migrated, nor ever as the owner", async () => {
    const { rows } = await asClient(database.superuser(), (client) =>
      client.query(
        "select rolname, rolcanlogin, rolpassword is null as bare from pg_authid where rolname in ('tocsin_owner', 'tocsin_migrator') order by 1",
      ),
    );
    assert.deepEqual(rows, [
      { rolname: "tocsin_migrator", rolcanlogin: false, bare: true },
      { rolname: "tocsin_owner", rolcanlogin: false, bare: true },
    ]);
  });

  test("N-093 every secret is kept as a SCRAM verifier", async () => {
    const { rows } = await asClient(database.superuser(), (client) =>
      client.query(
        "select count(*)::int as roles, count(*) filter (where rolpassword like 'SCRAM-SHA-256$%')::int as scram from pg_authid where rolcanlogin",
      ),
    );
    assert.ok(rows[0]?.roles >= 4);
    assert.equal(rows[0]?.scram, rows[0]?.roles);
  });

  test("other databases of the server are closed to the running server", async () => {
    await assert.rejects(
      asClient({ ...database.app(), database: "postgres" }, () => Promise.resolve()),
      { code: FORBIDDEN },
    );
  });
});
