import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { codeOf, stepAt } from "#operators/totp.ts";
import { readDocument } from "#site/check.ts";
import { asPage, cookieOf, enrolled, openTestCore, PASSWORD, type TestCore } from "../../test/peers/api-core.ts";
import { SoftwareAuthenticator } from "../../test/peers/software-authenticator.ts";

const ID = "anna.keller";
const WAIT_MS = 16 * 60_000;

describe("what a site demands of its people", () => {
  let test: TestCore;
  let cookie: string;
  const device = new SoftwareAuthenticator("https://tocsin.test");
  const secret = Buffer.from("twenty bytes of text");

  const ask = (method: "GET" | "POST" | "PUT" | "DELETE", url: string, payload?: object, headers = asPage(cookie)) =>
    test.api.app.inject({ method, url, ...(payload ? { payload } : {}), headers, remoteAddress: "10.0.0.1" });
  const anonymously = (url: string, payload: object) => ask("POST", url, payload, { "sec-fetch-site": "same-origin" });
  const begin = async () => {
    const answer = await anonymously("/api/v1/session", { id: ID, password: PASSWORD });
    return answer.json() as { secondFactor?: { ticket: string; factors: string[] }; operator?: object };
  };
  const app = () => ({ kind: "app", code: codeOf(secret, stepAt(test.clock.now())) });
  const passkey = (challenge: string) => ({ kind: "passkey", response: device.get(challenge) });
  const policy = async (logins: object) => {
    const reading = readDocument("setting", { id: "site", logins });
    assert.ok("document" in reading, JSON.stringify(reading));
    await test.site.put(reading.document, { actor: { id: "cli:test", via: "cli" } });
  };
  const giveApp = () =>
    test.core.journal.submit("operator", (batch) => test.access.factors.authenticators.set(batch, ID, secret, 0));
  const signInWithPasskey = async () => {
    test.clock.advance(WAIT_MS);
    const ticket = (await begin()).secondFactor?.ticket ?? "";
    const { challenge } = (await anonymously("/api/v1/session/second-factor/challenge", { ticket })).json();
    const done = await anonymously("/api/v1/session/second-factor", { ticket, factor: passkey(challenge) });
    assert.equal(done.statusCode, 200, done.body);
    cookie = cookieOf(done.headers["set-cookie"]);
  };

  before(async () => {
    test = await openTestCore();
    cookie = await enrolled(test);
  });
  after(() => test.close());

  it("P-019 P-026 leads an administrator to a passkey, by the factor they have, and opens nothing else before", async () => {
    await giveApp();
    await policy({ passkeyRoles: ["administrator"] });
    test.clock.advance(WAIT_MS);
    const { secondFactor } = await begin();
    assert.deepEqual(secondFactor?.factors, ["app"], "the app leads to the first passkey");
    const done = await anonymously("/api/v1/session/second-factor", { ticket: secondFactor?.ticket, factor: app() });
    cookie = cookieOf(done.headers["set-cookie"]);
    const { mustSetUpFactor, factorDemand } = (await ask("GET", "/api/v1/session")).json();
    assert.deepEqual([mustSetUpFactor, factorDemand], [true, "passkey"]);
    for (const path of ["alarms", "operators", "site/person", "audit-trail"]) {
      const refused = await ask("GET", `/api/v1/${path}`);
      assert.equal(refused.statusCode, 403, path);
      assert.match(refused.json().detail, /demands a passkey of your role\. Set up a passkey/);
    }
    const { challenge } = (await ask("POST", "/api/v1/profile/passkeys/challenge")).json();
    const taken = await ask("POST", "/api/v1/profile/passkeys", { name: "Blue", response: device.create(challenge) });
    assert.equal(taken.statusCode, 201, taken.body);
    assert.equal((await ask("GET", "/api/v1/alarms")).statusCode, 200);
  });

  it("P-026 takes nothing but the passkey then: at sign-in, to step up, and the last one stays", async () => {
    test.clock.advance(WAIT_MS);
    const { secondFactor } = await begin();
    assert.deepEqual(secondFactor?.factors, ["passkey"]);
    const phished = await anonymously("/api/v1/session/second-factor", { ticket: secondFactor?.ticket, factor: app() });
    assert.deepEqual([phished.statusCode, phished.headers["set-cookie"]], [422, undefined]);
    assert.match(phished.json().detail, /signs in with a passkey; nothing else counts/);
    await signInWithPasskey();
    const stepUp = (factor: object) => ask("POST", "/api/v1/session/step-up", { password: PASSWORD, factor });
    assert.equal((await stepUp(app())).statusCode, 422);
    const { challenge } = (await ask("POST", "/api/v1/session/step-up/challenge")).json();
    const stepped = await stepUp(passkey(challenge));
    assert.equal(stepped.statusCode, 200, stepped.body);
    cookie = cookieOf(stepped.headers["set-cookie"]);
    const last = await ask("DELETE", `/api/v1/profile/passkeys/${device.id.toString("base64url")}`);
    assert.deepEqual(
      [last.statusCode, /demands a passkey of you and this is your last one/.test(last.body)],
      [409, true],
    );
    assert.equal((await ask("DELETE", "/api/v1/profile/app")).statusCode, 204, "the app is not demanded");
  });

  it("is refused where no passkey could be had, and for roles that nobody can have", async () => {
    const set = (passkeyRoles: string[]) =>
      ask("PUT", "/api/v1/site/setting/site", { id: "site", logins: { passkeyRoles } });
    const unknown = await set(["emperor"]);
    assert.deepEqual(
      [unknown.statusCode, /a role that people can have.*found \\"emperor\\"/s.test(unknown.body)],
      [422, true],
    );
    assert.equal((await set(["integration"])).statusCode, 422);
  });

  it("P-091 opens a locked screen with the password alone, or with the second factor where the site says so", async () => {
    await giveApp();
    await policy({});
    test.clock.advance(WAIT_MS);
    const { secondFactor } = await begin();
    const done = await anonymously("/api/v1/session/second-factor", { ticket: secondFactor?.ticket, factor: app() });
    cookie = cookieOf(done.headers["set-cookie"]);
    const lock = () => ask("POST", "/api/v1/session/lock");
    const unlock = async (body: object) => (await ask("POST", "/api/v1/session/unlock", body)).statusCode;
    await lock();
    assert.deepEqual((await ask("GET", "/api/v1/session")).json().unlockFactors, []);
    assert.equal(await unlock({ password: PASSWORD }), 204);

    await policy({ unlockWith: "second factor" });
    await lock();
    assert.deepEqual((await ask("GET", "/api/v1/session")).json().unlockFactors, ["app", "passkey"]);
    test.clock.advance(30_000);
    assert.equal(await unlock({ password: PASSWORD }), 422);
    assert.equal(await unlock({ password: "not the password", factor: app() }), 403);
    assert.equal(await unlock({ password: PASSWORD, factor: { kind: "app", code: "000000" } }), 403);
    assert.equal((await ask("GET", "/api/v1/alarms")).statusCode, 423);
    assert.equal(await unlock({ password: PASSWORD, factor: app() }), 204);
    assert.equal((await ask("GET", "/api/v1/alarms")).statusCode, 200);
    await lock();
    const { challenge } = (await ask("POST", "/api/v1/session/unlock/challenge")).json();
    assert.equal(await unlock({ password: PASSWORD, factor: passkey(challenge) }), 204);
    const { rows } = await test.look.query(
      "select sentence from audit.entry where action in ('session.unlocked', 'session.unlock-refused') order by seq",
    );
    const said = rows.map(({ sentence }: { sentence: string }) => sentence).join("\n");
    assert.match(said, /could not prove to be them: the password was wrong/);
    assert.match(said, /could not prove to be them: the code of the authenticator app was wrong/);
    assert.match(said, /unlocked the screen at .* with the password and the passkey 'Blue'\./);
  });
});
