import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { Secret } from "#kernel/secret.ts";
import { hashPassword, pepperOf, wrapSaltedSha256 } from "#operators/password-hash.ts";
import { SHIPPED } from "#operators/shipped-roles.ts";
import { asClient } from "#store/client.ts";
import { openTestDatabase, type TestDatabase } from "../../test/peers/database.ts";
import { type Account, checkOperators, judgeOperators, type OperatorFacts } from "./doctor-operators.ts";

const NOW = Date.UTC(2026, 11, 1);
const DAY = 86_400_000;
const pepper = pepperOf(new Secret(randomBytes(32)));

const somebody = (id: string, role: keyof typeof SHIPPED = "administrator", more: Partial<Account> = {}): Account => ({
  id,
  name: id,
  roles: [{ role, partitions: [] }],
  enabled: true,
  passkey: true,
  breakGlass: false,
  ...more,
});
const facts = (more: Partial<OperatorFacts> = {}): OperatorFacts => ({
  accounts: [somebody("anna.keller"), somebody("ben.roth", "operator", { passkey: false })],
  roleRights: (role) => SHIPPED[role as keyof typeof SHIPPED],
  hashes: [],
  logins: undefined,
  codeGoodUntil: null,
  envelopes: [{ operator: "emergency-1", madeAt: NOW - DAY, usedAt: null }],
  openReviews: 0,
  elevations: [],
  tokens: [{ name: "line", expires: true, by: "operator:anna.keller" }],
  ...more,
});
const finding = (id: string, given: OperatorFacts) =>
  judgeOperators(given, NOW).find((one) => one.id === id) ?? assert.fail(`no finding ${id}`);

test("nothing is wrong with a site that is in order", () => {
  assert.deepEqual(
    judgeOperators(facts(), NOW).filter(({ state }) => state !== "good"),
    [],
  );
});

describe("N-077 P-013 OPR-01", () => {
  test("names a reserved account, and a code that is still good", () => {
    const reserved = finding("OPR-01", facts({ accounts: [somebody("admin")] }));
    assert.deepEqual([reserved.state, /: admin\./.test(reserved.found)], ["wrong", true]);
    assert.equal(finding("OPR-01", facts({ codeGoodUntil: NOW + 60_000 })).state, "advice");
    assert.equal(finding("OPR-01", facts({ codeGoodUntil: NOW - 1 })).state, "good");
  });
});

test("N-082 OS-08 finds a name that says what its account may do", () => {
  const telling = facts({ accounts: [somebody("anna.keller", "operator", { name: "SQL admin" })] });
  assert.deepEqual(finding("OS-08", telling).found, "What these may do stands in their name: anna.keller.");
  assert.equal(finding("OS-08", facts()).state, "good");
});

test("N-064 OPR-02 finds stored rules below what may be, and takes those with a second factor", () => {
  const short = finding("OPR-02", facts({ logins: { password: { minimumLength: 8 } } }));
  assert.equal(short.state, "wrong");
  assert.match(short.found, /expected at least 15/);
  const both = facts({ logins: { password: { minimumLength: 8 }, secondFactor: "required" } });
  assert.equal(finding("OPR-02", both).state, "good");
});

describe("P-081 P-087 OPR-04", () => {
  const sha256 = createHash("sha256").update("salted").digest();

  test("finds a bare SHA-256, and argon2id below the cost; wrapped ones are in order", async () => {
    const good = await hashPassword(new Secret("violet tractor sings 9 hymns"), pepper);
    const wrapped = await wrapSaltedSha256(sha256, Buffer.from("salt"), pepper);
    const of = (hash: string) => finding("OPR-04", facts({ hashes: [{ operator: "ben.roth", hash }] }));
    assert.deepEqual([of(good).state, of(wrapped).state, of("").state], ["good", "good", "good"]);
    for (const bare of [sha256.toString("hex"), "md5abc", "$2b$12$abc", "plain words"]) {
      assert.equal(of(bare).state, "wrong", bare);
      assert.match(of(bare).found, /ben\.roth/);
      assert.ok(!of(bare).found.includes(bare));
    }
    assert.equal(of(good.replace("m=65536", "m=4096")).state, "advice");
  });
});

test("P-026 OPR-05 names administrators without a passkey", () => {
  const { state, found } = finding(
    "OPR-05",
    facts({ accounts: [somebody("carl.lind", "administrator", { passkey: false })] }),
  );
  assert.deepEqual([state, /carl\.lind/.test(found)], ["advice", true]);
  assert.equal(finding("OPR-05", facts()).state, "good", "who does not administer needs none");
});

test("P-090 OPR-08 finds screens that never lock, or late", () => {
  for (const [lockAfterMin, state] of [
    [0, "advice"],
    [15, "good"],
    [60, "good"],
    [61, "advice"],
  ] as const) {
    assert.equal(finding("OPR-08", facts({ logins: { lockAfterMin } })).state, state, `${lockAfterMin}`);
  }
});

test("N-084 P-019 OPR-10 counts and names more than two standing administrators", () => {
  const three = ["anna.keller", "ben.roth", "carl.lind"].map((id) => somebody(id));
  const { state, found } = finding("OPR-10", facts({ accounts: three }));
  assert.deepEqual([state, found], ["advice", "3 standing: anna.keller, ben.roth, carl.lind."]);
  const [first, second, third] = three as [Account, Account, Account];
  for (const less of [
    { ...third, enabled: false },
    { ...third, breakGlass: true },
  ]) {
    assert.equal(finding("OPR-10", facts({ accounts: [first, second, less] })).state, "good");
  }
});

test("P-107 OPR-11 finds a use that nobody reviewed, and envelopes that are missing or old", () => {
  assert.equal(finding("OPR-11", facts({ openReviews: 1 })).state, "wrong");
  const one = { operator: "emergency-1", madeAt: NOW - DAY, usedAt: null };
  for (const [envelopes, state] of [
    [[one], "good"],
    [[], "advice"],
    [[{ ...one, usedAt: NOW }], "advice"],
    [[{ ...one, madeAt: NOW - 31 * DAY }], "advice"],
  ] as const) {
    assert.equal(finding("OPR-11", facts({ envelopes })).state, state);
  }
});

test("N-066 OPR-14 reports which profile of ageing is active", () => {
  assert.match(finding("OPR-14", facts()).found, /^Profile no-expiry/);
  const legacy = finding("OPR-14", facts({ logins: { password: { profile: "legacy-expiry" } } }));
  assert.equal(legacy.state, "advice");
  assert.match(legacy.found, /^Profile legacy-expiry: another password every 90 days/);
});

test("P-017 RBAC-02 names whoever holds two duties that are kept apart", () => {
  const roles = ["security-administrator", "auditor"].map((role) => ({ role, partitions: [] }));
  const { state, found } = finding("RBAC-02", facts({ accounts: [somebody("ben.roth", "viewer", { roles })] }));
  assert.deepEqual([state, found.startsWith("ben.roth (security administration and auditing")], ["wrong", true]);
});

test("P-020 RBAC-04 finds an elevation that is past its end, or longer than eight hours", () => {
  const one = { operator: "ben.roth", role: "engineer", beganAt: NOW - 3_600_000, endsAt: NOW + 3_600_000 };
  for (const [elevations, state] of [
    [[one], "good"],
    [[{ ...one, endsAt: NOW - 5_001 }], "wrong"],
    [[{ ...one, endsAt: one.beganAt + 8 * 3_600_000 + 1 }], "wrong"],
  ] as const) {
    assert.equal(finding("RBAC-04", facts({ elevations })).state, state);
  }
});

test("N-047 RBAC-07 names tokens without an end, or of somebody who is gone", () => {
  const gone = facts({
    accounts: [somebody("ben.roth", "engineer", { enabled: false })],
    tokens: [
      { name: "endless", expires: false, by: "operator:anna.keller" },
      { name: "orphan", expires: true, by: "operator:ben.roth" },
      { name: "good", expires: true, by: "cli:root" },
    ],
  });
  assert.match(finding("RBAC-07", gone).found, /: endless, orphan\.$/);
});

describe("what is stored", () => {
  let database: TestDatabase;
  before(async () => {
    database = await openTestDatabase();
  });
  after(() => database.close());

  test("P-081 P-087 P-017 is read as the running server may, and a bare hash and a broken separation are found", async () => {
    const examine = () => asClient(database.app(), (client) => checkOperators(client, NOW));
    assert.deepEqual(
      (await examine()).filter(({ state }) => state === "wrong"),
      [],
    );
    await asClient(database.superuser(), async (client) => {
      const roles = JSON.stringify([{ role: "site-keeper", partitions: [], since: 0, by: "cli:test" }]);
      const rights = JSON.stringify([{ right: "security:write" }, { right: "audit:export" }]);
      await client.query("insert into core.role values ('site-keeper', 'Keeper', $1, '[]', now(), null)", [rights]);
      await client.query(
        "insert into core.operator (id, name, password_hash, roles, created_at) values ('guest', 'G', $1, $2, now())",
        ["5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8", roles],
      );
    });
    const found = (await examine()).filter(({ state }) => state === "wrong").map(({ id }) => id);
    assert.deepEqual(found, ["OPR-01", "OPR-04", "RBAC-02"]);
  });
});
