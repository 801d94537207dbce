import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type pg from "pg";
import { openTestDatabase, type TestDatabase } from "../../test/peers/database.ts";
import { asClient } from "./client.ts";
import { type Migration, migrate, pendingMigrations, readMigrations, remaining } from "./migrate.ts";

const one: Migration = { id: 1, name: "one", sql: "create table core.one (id int)", checksum: "1111" };
const two: Migration = { id: 2, name: "two", sql: "create table core.two (id int)", checksum: "2222" };

describe("what remains to be applied", () => {
  test("everything on an empty database, the rest on another, nothing on a current one", () => {
    assert.deepEqual(remaining([one, two], []), [one, two]);
    assert.deepEqual(remaining([one, two], [one]), [two]);
    assert.deepEqual(remaining([one, two], [one, two]), []);
  });
  const refused: [string, Migration[], Migration[], RegExp][] = [
    [
      "a file that was changed after it was applied",
      [{ ...one, checksum: "9999" }],
      [one],
      /Migration 1 \(one\) was changed/,
    ],
    [
      "a database made by a newer version",
      [one],
      [one, two],
      /has migration 2 \(two\), which this version of Tocsin doesn't know/,
    ],
    ["a file that was put before an applied one", [one, two], [two], /has migration 2 \(two\)/],
  ];
  for (const [what, files, applied, message] of refused) {
    test(`${what} is refused`, () => assert.throws(() => remaining(files, applied), message));
  }
});

describe("the files", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "tocsin-migrations-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  test("the ones that Tocsin brings count from 1", () => {
    assert.deepEqual(readMigrations().map((file) => file.id)[0], 1);
  });
  test("a gap in the numbers is refused", () => {
    writeFileSync(join(folder, "0001-one.sql"), "select 1");
    writeFileSync(join(folder, "0003-three.sql"), "select 1");
    assert.throws(() => readMigrations(folder), /0003-three.sql is not migration 2/);
  });
});

describe("on a database", () => {
  let database: TestDatabase;
  before(async () => {
    database = await openTestDatabase();
  });
  after(() => database.close());
  const files = readMigrations();
  const next = (name: string, sql: string): Migration => ({ id: files.length + 1, name, sql, checksum: name });
  const asMigrator = <T>(work: (client: pg.Client) => Promise<T>) => asClient(database.superuser(), work);

  test("one that fails leaves nothing behind and says which it was", async () => {
    const broken = next("broken", "create table core.half (id int); select 1 / 0");
    await assert.rejects(
      asMigrator((client) => migrate(client, [...files, broken])),
      /Migration \d+ \(broken\) failed and changed nothing: division by zero/,
    );
    const found = await asMigrator((client) => client.query("select to_regclass('core.half') as half"));
    assert.equal(found.rows[0]?.half, null);
  });

  test("two programs that migrate at once apply each file once", async () => {
    const slow = next("slow", "create table core.slow (id int); select pg_sleep(0.05)");
    const done = await Promise.all([1, 2].map(() => asMigrator((client) => migrate(client, [...files, slow]))));
    assert.deepEqual(
      done.map((list) => list.length).sort((a, b) => a - b),
      [0, 1],
    );
    const owner = await asMigrator((client) =>
      client.query("select tableowner from pg_tables where tablename = 'slow'"),
    );
    assert.equal(owner.rows[0]?.tableowner, "tocsin_owner");
    const pending = (list: Migration[]) => asClient(database.app(), (client) => pendingMigrations(client, list));
    assert.deepEqual(await pending([...files, slow]), []);
    await assert.rejects(pending(files), /which this version of Tocsin doesn't know/);
  });
});
