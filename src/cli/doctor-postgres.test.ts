import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { asClient } from "#store/client.ts";
import { openTestDatabase, type TestDatabase } from "../../test/peers/database.ts";
import { type DatabaseRole, judgeRoles, judgeServer, rolesOf, serverFacts } from "./doctor-postgres.ts";

const role = (name: string, more: Partial<DatabaseRole> = {}): DatabaseRole => ({
  name,
  login: true,
  superuser: false,
  attributes: [],
  expired: false,
  ...more,
});
const mighty = (name: string, more: Partial<DatabaseRole> = {}) =>
  role(name, { superuser: true, attributes: ["SUPERUSER"], ...more });

test("W-004 P-069 P-070 DB-06 wants one or two superusers who can log in, and names everybody who can", () => {
  const judge = (...roles: DatabaseRole[]) => judgeRoles(roles).find(({ id }) => id === "DB-06");
  assert.equal(judge(mighty("anna"))?.state, "good");
  assert.equal(judge(mighty("anna"), mighty("ben"))?.state, "good");
  const many = judge(mighty("anna"), mighty("ben"), mighty("carl"), role("report"), role("tocsin_app"));
  assert.equal(many?.state, "wrong");
  assert.equal(many.found, "3 superusers can log in: anna, ben, carl. Others who can log in: report.");
  for (const nobody of [mighty("anna", { login: false }), mighty("anna", { expired: true }), role("ben")]) {
    assert.equal(judge(nobody)?.state, "wrong");
  }
});

test("P-124 P-076 DB-02 wants TLS 1.3 wherever the database is not behind a Unix socket", () => {
  const judge = (addresses: string, link: { tls: string | null } | null) =>
    judgeServer({ addresses, link, databases: [], own: "tocsin" }).find(({ id }) => id === "DB-02")?.state;
  assert.deepEqual(
    [
      judge("", null),
      judge("*", { tls: "TLSv1.3" }),
      judge("127.0.0.1", { tls: null }),
      judge("db", { tls: "TLSv1.2" }),
    ],
    ["good", "good", "wrong", "wrong"],
  );
});

describe("a real server", () => {
  let database: TestDatabase;
  before(async () => {
    database = await openTestDatabase();
  });
  after(() => database.close());
  const asSuperuser = (sql: string) => asClient(database.superuser(), (client) => client.query(sql));
  const look = async (id: string) => {
    const findings = await asClient(database.app(), async (client) => [
      ...judgeRoles(await rolesOf(client)),
      ...judgeServer(await serverFacts(client)),
    ]);
    return findings.find((one) => one.id === id) ?? assert.fail(id);
  };

  test("W-005 P-015 DB-05 names the role of ours that was given more than it needs", async () => {
    assert.equal((await look("DB-05")).state, "good");
    for (const attribute of ["createrole", "createdb", "bypassrls", "superuser"]) {
      await asSuperuser(`alter role tocsin_reader ${attribute}`);
      const { state, found, mend } = await look("DB-05");
      assert.deepEqual([state, found], ["wrong", `tocsin_reader has ${attribute.toUpperCase()}.`]);
      await asSuperuser(mend ?? "");
      assert.equal((await look("DB-05")).state, "good");
    }
  });

  test("P-070 DB-06 finds a third superuser", async () => {
    assert.equal((await look("DB-06")).state, "good");
    await asSuperuser("create role second login superuser; create role third login superuser");
    assert.match((await look("DB-06")).found, /^3 superusers can log in: .*second, third/);
    await asSuperuser("drop role second; drop role third");
  });

  test("N-107 DB-08 names a sample database", async () => {
    await asSuperuser("create database northwind");
    const { state, found } = await look("DB-08");
    assert.deepEqual([state, /northwind/.test(found)], ["advice", true]);
    await asSuperuser("drop database northwind");
    assert.doesNotMatch((await look("DB-08")).found, /northwind/);
  });

  test("P-124 DB-02 is a Unix socket and no port", async () => {
    assert.deepEqual((await look("DB-02")).found, "A Unix socket and no port at all.");
  });
});
