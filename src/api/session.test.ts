import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { asPage, cookieOf, openTestCore, PASSWORD, type TestCore } from "../../test/peers/api-core.ts";

describe("enrolment and sessions", () => {
  let test: TestCore;
  let cookie: string;
  const enrol = (code: string, id: string, password = PASSWORD) =>
    test.api.app.inject({
      method: "POST",
      url: "/api/v1/enrolment",
      payload: { code, id, name: "Somebody", password },
    });
  const signIn = (id: string, password: string, remoteAddress = "10.0.0.1") =>
    test.api.app.inject({ method: "POST", url: "/api/v1/session", payload: { id, password }, remoteAddress });
  const whoAmI = (cookie: string) => test.api.app.inject({ url: "/api/v1/session", headers: { cookie } });

  before(async () => {
    test = await openTestCore();
  });
  after(() => test.close());

  it("P-013 P-106 says that nobody was enrolled, and lets nobody in", async () => {
    const status = await test.api.app.inject({ url: "/api/v1/status" });
    assert.deepEqual([status.statusCode, status.json().enrolled, status.json().mode], [200, false, "active"]);
    assert.equal((await signIn("admin", "admin")).statusCode, 401);
    assert.equal((await test.api.app.inject({ url: "/api/v1/alarms" })).statusCode, 401);
  });

  it("makes the holder of the code an administrator, once", async () => {
    const { code } = await test.access.accounts.newEnrolmentCode({ id: "cli:test", via: "cli" });
    assert.match(code, /^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/);
    assert.equal((await enrol("AAAA-AAAA-AAAA-AAAA", "anna.keller")).statusCode, 401);
    assert.equal((await enrol(code, "admin")).statusCode, 422);
    assert.equal((await enrol(code, "anna.keller", "short")).statusCode, 422);
    const [first, second] = await Promise.all([enrol(code.toLowerCase(), "anna.keller"), enrol(code, "bert.maier")]);
    assert.deepEqual([first.statusCode, second.statusCode], [201, 401]);
    cookie = cookieOf(first.headers["set-cookie"]);
    const attributes = String(first.headers["set-cookie"]);
    for (const attribute of ["__Host-tocsin=", "Secure", "HttpOnly", "SameSite=Strict", "Path=/"]) {
      assert.ok(attributes.includes(attribute), attribute);
    }
    const { operator } = (await whoAmI(cookie)).json();
    assert.deepEqual(
      [operator.id, operator.name, operator.roles],
      ["anna.keller", "Somebody", [{ role: "administrator", partitions: [] }]],
    );
    assert.ok(operator.rights.includes("operators:write"));
    assert.equal((await enrol(code, "carl.maier")).statusCode, 401);
    const signedInAt = test.access.operators.known("anna.keller")?.signedInAt;
    assert.equal(typeof signedInAt, "number", "nobody reads of somebody who works here that they never signed in");
  });

  it("P-013 refuses a code that is older than 60 minutes, and one that a newer one replaced", async () => {
    const old = await test.access.accounts.newEnrolmentCode({ id: "cli:test", via: "cli" });
    const replaced = old.code;
    const { code } = await test.access.accounts.newEnrolmentCode({ id: "cli:test", via: "cli" });
    assert.equal((await enrol(replaced, "dora.maier")).statusCode, 401);
    test.clock.advance(60 * 60_000 + 1000);
    assert.equal((await enrol(code, "dora.maier")).statusCode, 401);
  });

  it("P-081 stores neither codes, passwords nor session tokens", async () => {
    const { rows } = await test.look.query(
      "select row_to_json(o)::text as text from core.operator o union all select row_to_json(s)::text from core.session s",
    );
    assert.ok(rows.length >= 2);
    const token = cookie.split("=")[1] ?? "?";
    for (const { text } of rows) assert.ok(!text.includes(PASSWORD) && !text.includes(token));
  });

  it("signs in and out, and answers the same for a wrong name and a wrong password", async () => {
    const good = await signIn("Anna.Keller", PASSWORD);
    assert.equal(good.statusCode, 200, good.body);
    const session = cookieOf(good.headers["set-cookie"]);
    const wrong = [
      await signIn("anna.keller", "wrong password here"),
      await signIn("nobody.here", "wrong password here"),
    ];
    assert.deepEqual(
      wrong.map((answer) => answer.statusCode),
      [401, 401],
    );
    assert.equal(wrong[0]?.body, wrong[1]?.body);
    const out = await test.api.app.inject({ method: "DELETE", url: "/api/v1/session", headers: asPage(session) });
    assert.equal(out.statusCode, 204);
    assert.equal((await whoAmI(session)).statusCode, 401);
    assert.equal((await whoAmI(cookie)).statusCode, 200);
  });

  it("ends a session after the site's hours, whatever was done in it", async () => {
    const session = cookieOf((await signIn("anna.keller", PASSWORD)).headers["set-cookie"]);
    test.clock.advance(11 * 3_600_000);
    assert.equal((await whoAmI(session)).statusCode, 200);
    test.clock.advance(3_600_000 + 1000);
    assert.equal((await whoAmI(session)).statusCode, 401);
  });

  it("slows down somebody who guesses, without keeping others out", async () => {
    const answers: number[] = [];
    // The wait begins with a second, which a slow machine may need for one attempt, and doubles.
    for (let waitS = 0; waitS < 8 && answers.length < 20; test.clock.advance(waitS < 8 ? waitS * 1000 : 0)) {
      const answer = await signIn("anna.keller", "guess number one", "10.9.9.9");
      answers.push(answer.statusCode);
      waitS = Number(answer.headers["retry-after"] ?? 0);
    }
    assert.deepEqual(answers.slice(0, 3), [401, 401, 401]);
    assert.equal(answers.at(-1), 429);
    const later = await signIn("anna.keller", PASSWORD, "10.9.9.9");
    assert.equal(later.statusCode, 429);
    assert.ok(Number(later.headers["retry-after"]) >= 1);
    assert.equal((await signIn("anna.keller", PASSWORD, "10.0.0.7")).statusCode, 200);
    test.clock.advance(60_000);
    assert.equal((await signIn("anna.keller", PASSWORD, "10.9.9.9")).statusCode, 200);
  });

  it("refuses what another web site made the browser send", async () => {
    const session = cookieOf((await signIn("anna.keller", PASSWORD)).headers["set-cookie"]);
    const send = (headers: Record<string, string>) =>
      test.api.app.inject({
        method: "DELETE",
        url: "/api/v1/session",
        headers: { host: "tocsin:8443", cookie: session, ...headers },
      });
    assert.equal((await send({})).statusCode, 403);
    assert.equal((await send({ origin: "https://evil.example" })).statusCode, 403);
    assert.equal((await send({ origin: "null" })).statusCode, 403);
    assert.equal((await send({ "sec-fetch-site": "cross-site" })).statusCode, 403);
    assert.equal((await send({ "sec-fetch-site": "same-site" })).statusCode, 403);
    assert.equal((await send({ origin: "https://tocsin:8443" })).statusCode, 204);
  });

  it("answers only its status while it is a standby", async () => {
    test.mode = "standby";
    const alarms = await test.api.app.inject({ url: "/api/v1/alarms", headers: { cookie } });
    assert.equal(alarms.statusCode, 503);
    assert.equal(alarms.json().active, "https://other.example:8443");
    assert.ok(alarms.headers["retry-after"]);
    const status = await test.api.app.inject({ url: "/api/v1/status" });
    assert.deepEqual([status.statusCode, status.json().mode], [200, "standby"]);
    assert.equal((await test.api.app.inject({ url: "/health/live" })).json().mode, "standby");
    test.mode = "active";
  });
});
