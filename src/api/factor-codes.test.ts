import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { readDocument } from "#site/check.ts";
import { asPage, cookieOf, enrolled, openTestCore, PASSWORD, type TestCore } from "../../test/peers/api-core.ts";
import { SoftwareAuthenticator } from "../../test/peers/software-authenticator.ts";

const MACHINE = { kind: "machine", id: "test" } as const;
const SETTING_UP = [
  ["POST", "/api/v1/profile/app", undefined],
  ["PUT", "/api/v1/profile/app", { code: "123456" }],
  ["POST", "/api/v1/profile/passkeys/challenge", undefined],
] as const;

describe("the code for a first second factor", () => {
  let test: TestCore;
  let anna: string;
  let address = 1;

  const ask = (cookie: string, method: "GET" | "POST" | "PUT" | "DELETE", url: string, payload?: object) =>
    test.api.app.inject({
      method,
      url,
      ...(payload ? { payload } : {}),
      headers: cookie ? asPage(cookie) : { "sec-fetch-site": "same-origin" },
      remoteAddress: `10.0.0.${address}`,
    });
  const signIn = async (id: string) =>
    cookieOf((await ask("", "POST", "/api/v1/session", { id, password: PASSWORD })).headers["set-cookie"]);
  const make = async (id: string, role: string) => {
    const wanted = { id, name: id, password: PASSWORD, roles: [{ role, partitions: [] }] };
    const made = await ask(anna, "POST", "/api/v1/operators", wanted);
    assert.equal(made.statusCode, 201, made.body);
  };
  const give = (by: string, id: string) => ask(by, "POST", `/api/v1/operators/${id}/enrolment-code`, {});
  const codeFor = async (id: string) => (await test.access.factorCodes.give(id, MACHINE)).code;
  const use = (cookie: string, code: string) => ask(cookie, "POST", "/api/v1/session/enrolment-code", { code });
  const setUp = async (cookie: string, device = new SoftwareAuthenticator("https://tocsin.test")) => {
    const { challenge } = (await ask(cookie, "POST", "/api/v1/profile/passkeys/challenge")).json();
    const response = device.create(challenge ?? "");
    return ask(cookie, "POST", "/api/v1/profile/passkeys", { name: "Blue", response });
  };
  const needsCode = async (cookie: string) => (await ask(cookie, "GET", "/api/v1/profile")).json().needsCode as boolean;
  const policy = async (logins: object) => {
    const reading = readDocument("setting", { id: "site", logins });
    assert.ok("document" in reading, JSON.stringify(reading));
    await test.site.put(reading.document, { actor: { id: "cli:test", via: "cli" } });
  };
  const trail = async (action: string, id: string) => {
    const sql = "select sentence from audit.entry where action = $1 and object = $2 order by seq";
    const { rows } = await test.look.query<{ sentence: string }>(sql, [action, `operator:${id}`]);
    return rows.map(({ sentence }) => sentence);
  };

  before(async () => {
    test = await openTestCore();
    anna = await enrolled(test);
    for (const id of ["ben.moor", "cara.ito", "dan.roth", "eve.lund"]) await make(id, "supervisor");
    await policy({ secondFactor: "required" });
  });
  after(() => test.close());

  it("P-019 is not asked of an administrator who enrolled with a one-time code, also after a restart, until they have a factor", async () => {
    await test.access.load(test.core.pool);
    assert.equal(await needsCode(anna), false);
    assert.equal((await setUp(anna)).statusCode, 201);
    assert.equal((await ask(anna, "GET", "/api/v1/alarms")).statusCode, 200);
    assert.deepEqual(await needsCode(anna), false);
  });

  it("P-019 is asked of whoever has but a password, and nothing is set up before", async () => {
    const thief = await signIn("ben.moor");
    assert.equal(await needsCode(thief), true);
    for (const [method, url, body] of SETTING_UP) {
      const refused = await ask(thief, method, url, body);
      assert.deepEqual(
        [refused.statusCode, refused.json().type],
        [403, "urn:tocsin:problem:enrolment-code-needed"],
        `${method} ${url}`,
      );
      assert.match(refused.json().detail, /Ask a security administrator .* `tocsin enrol ben\.moor`/);
    }
    const response = new SoftwareAuthenticator("https://tocsin.test").create("AAAA");
    const body = { name: "Black", response };
    assert.equal((await ask(thief, "POST", "/api/v1/profile/passkeys", body)).statusCode, 403);
  });

  it("lets one session set a factor up, once, and ends those that the password alone has opened", async () => {
    const thief = await signIn("ben.moor");
    const ben = await signIn("ben.moor");
    const given = await give(anna, "ben.moor");
    assert.equal(given.statusCode, 201, given.body);
    const { code } = given.json() as { code: string };
    assert.equal((await use(ben, code.toLowerCase().replaceAll("-", " "))).statusCode, 204);
    assert.equal((await use(thief, code)).statusCode, 422, "used");
    await test.access.load(test.core.pool);
    assert.deepEqual([await needsCode(ben), await needsCode(thief)], [false, true]);
    assert.equal((await setUp(thief)).statusCode, 403);
    const done = await setUp(ben);
    assert.equal(done.statusCode, 201, done.body);
    assert.equal((await ask(ben, "GET", "/api/v1/alarms")).statusCode, 200);
    assert.equal((await ask(thief, "GET", "/api/v1/alarms")).statusCode, 401, "parked until there is a factor");
    await test.access.load(test.core.pool);
    assert.equal((await ask(thief, "GET", "/api/v1/session")).statusCode, 401);
    assert.match((await trail("factor.code-given", "ben.moor"))[0] ?? "", /given out .* within 60 minutes\./);
    assert.match(
      (await trail("factor.code-used", "ben.moor"))[0] ?? "",
      /gave the one-time code .* from 10\.0\.0\.1\./,
    );
    assert.match((await trail("factor.added", "ben.moor"))[0] ?? "", /'Blue'; \d other sessions were ended\./);
    const { rows } = await test.look.query("select row_to_json(e)::text as text from core.enrolment e");
    assert.ok(rows.every(({ text }: { text: string }) => !text.includes(code)));
  });

  it("lets nobody in who signs in with the password while the factor is being stored", async () => {
    const dan = await signIn("dan.roth");
    assert.equal((await use(dan, await codeFor("dan.roth"))).statusCode, 204);
    test.access.factors.arriving.add("dan.roth");
    const late = await ask("", "POST", "/api/v1/session", { id: "dan.roth", password: PASSWORD });
    assert.deepEqual([late.statusCode, late.headers["set-cookie"]], [401, undefined]);
    test.access.factors.arriving.delete("dan.roth");
    const racing = [setUp(dan), signIn("dan.roth"), signIn("dan.roth")] as const;
    const [added, ...cookies] = await Promise.all(racing);
    assert.equal(added.statusCode, 201, added.body);
    for (const cookie of cookies) assert.notEqual((await ask(cookie, "GET", "/api/v1/alarms")).statusCode, 200);
  });

  it("is asked for again when the factors were removed", async () => {
    const { rows } = await test.look.query("select 1 from core.enrolment where session is not null");
    assert.deepEqual(rows, []);
    const cara = await signIn("cara.ito");
    await use(cara, await codeFor("cara.ito"));
    assert.equal((await setUp(cara)).statusCode, 201);
    await test.access.factorDesk.removeAll("cara.ito", MACHINE);
    assert.equal(await needsCode(cara), true);
    assert.equal((await setUp(cara)).statusCode, 403);
  });

  it("is given by others only, who may administer operators, to whoever has no factor", async () => {
    await policy({});
    assert.equal((await give(await signIn("eve.lund"), "cara.ito")).statusCode, 403);
    await policy({ secondFactor: "required" });
    for (const [id, status, why] of [
      ["anna.keller", 409, /Somebody else gives you this code/],
      ["ben.moor", 409, /'ben\.moor' has a second factor/],
      ["nobody", 404, /There is no operator 'nobody'/],
    ] as const) {
      const refused = await give(anna, id);
      assert.equal(refused.statusCode, status, id);
      assert.match(refused.json().detail, why);
    }
  });

  it("counts only if it is this operator's, the latest, and not older than 60 minutes; guesses are slowed down and in the trail", async () => {
    address = 2;
    const eve = await signIn("eve.lund");
    const first = await codeFor("eve.lund");
    const present = await codeFor("eve.lund");
    const { code: administrators } = await test.access.accounts.newEnrolmentCode({ id: "cli:test", via: "cli" });
    for (const wrong of ["AAAA-BBBB-CCCC-DDDD", first, administrators, await codeFor("cara.ito"), present.slice(1)]) {
      const refused = await use(eve, wrong);
      assert.equal(refused.statusCode, 422, wrong);
      test.clock.advance(61_000);
    }
    assert.equal((await trail("operator.refused", "eve.lund")).length, 5);
    assert.equal((await use(eve, "")).statusCode, 400);
    const guesses = await Promise.all(Array.from({ length: 12 }, () => use(eve, "AAAA-BBBB-CCCC-DDDD")));
    assert.ok(guesses.some(({ statusCode }) => statusCode === 429));
    test.clock.advance(60 * 60_000);
    const again = await signIn("eve.lund");
    assert.equal((await use(again, present)).statusCode, 422, "too old");
    test.clock.advance(61_000);
    assert.equal((await use(again, await codeFor("eve.lund"))).statusCode, 204);
  });
});
