import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { asClient } from "#store/client.ts";
import { openTestDatabase, type TestDatabase } from "../../test/peers/database.ts";
import {
  accessFacts,
  type DatabaseRole,
  judgeAccess,
  judgeRoles,
  judgeServer,
  rolesOf,
  serverFacts,
} from "./doctor-postgres.ts";

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

const ALONE = {
  addresses: "",
  link: null,
  databases: [],
  own: "tocsin",
  pending: [],
  trail: { rights: [], disabled: [] },
};

test("W-013 N-025 DB-16 wants the database on one address, as it is configured and running", () => {
  const judge = (addresses: string, ...pending: string[]) =>
    judgeServer({ ...ALONE, addresses, pending }).find(({ id }) => id === "DB-16");
  for (const fine of ["", "localhost", "10.77.3.4, 127.0.0.1"]) assert.equal(judge(fine)?.state, "good");
  for (const all of ["*", "0.0.0.0", "127.0.0.1, ::"]) assert.match(judge(all)?.found ?? "", /every address/);
  assert.equal(judge("localhost", "port")?.found, "port changed and waits for a restart.");
});

test("N-093 DB-04 wants SCRAM verifiers and no other way in, and says when it can't see them", () => {
  const judge = (...facts: Parameters<typeof judgeAccess>) =>
    `${judgeAccess(...facts).state}: ${judgeAccess(...facts).found}`;
  assert.match(judge("scram-sha-256", null), /^advice: .*a superuser only/);
  assert.match(judge("md5", null), /^wrong: new passwords are kept as md5/);
  assert.match(
    judge("scram-sha-256", { verifiers: [], methods: ["peer", "trust"] }),
    /^wrong: pg_hba.conf .* by trust/,
  );
});

test("P-124 P-076 DB-02 wants TLS 1.3 wherever the database is not behind a Unix socket", () => {
  const judge = (addresses: string, link: { tls: string | null } | null) =>
    judgeServer({ ...ALONE, addresses, link }).find(({ id }) => id === "DB-02")?.state;
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

  test("N-093 DB-04 finds a password that is kept as md5", async () => {
    const see = async () => {
      const access = await asClient(database.superuser(), accessFacts);
      return judgeAccess((await asClient(database.app(), serverFacts)).encryption, access);
    };
    assert.equal((await see()).state, "good", (await see()).found);
    await asSuperuser("set password_encryption = md5; create role old login password 'opens sesame'");
    assert.match((await see()).found, /^the password of old is kept as md5\./);
    await asSuperuser("drop role old");
    assert.equal(await asClient(database.app(), accessFacts), null, "the server itself may not look");
  });

  test("P-040 AUD-04 finds a right to delete from the audit trail, and a guard that is off", async () => {
    assert.equal((await look("AUD-04")).state, "good", (await look("AUD-04")).found);
    await asSuperuser("grant delete on audit.entry to tocsin_app");
    assert.equal((await look("AUD-04")).found, "tocsin_app may delete audit.entry.");
    await asSuperuser(
      "revoke delete on audit.entry from tocsin_app; alter table audit.entry disable trigger no_change",
    );
    assert.match((await look("AUD-04")).found, /the trigger no_change of audit\.entry is off/);
    await asSuperuser("alter table audit.entry enable trigger no_change");
  });

  test("P-124 DB-02 is a Unix socket and no port", async () => {
    assert.deepEqual((await look("DB-02")).found, "A Unix socket and no port at all.");
  });
});
