import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { RelyingParty } from "#operators/relying-party.ts";
import { asPage, cookieOf, enrolled, openTestCore, PASSWORD, type TestCore } from "../../test/peers/api-core.ts";
import { type Misdeed, SoftwareAuthenticator } from "../../test/peers/software-authenticator.ts";

const ORIGIN = "https://tocsin.test";

describe("passkeys", () => {
  let test: TestCore;
  let cookie: string;
  const device = new SoftwareAuthenticator(ORIGIN);

  const ask = (method: "GET" | "POST" | "DELETE" | "PUT", url: string, payload?: object, headers = asPage(cookie)) =>
    test.api.app.inject({ method, url, ...(payload ? { payload } : {}), headers, remoteAddress: "10.0.0.1" });
  const anonymously = (url: string, payload: object) => ask("POST", url, payload, { "sec-fetch-site": "same-origin" });
  const creation = async () => (await ask("POST", "/api/v1/profile/passkeys/challenge")).json().challenge as string;
  const take = (response: object, name = "Blue key") => ask("POST", "/api/v1/profile/passkeys", { name, response });
  const begin = async (): Promise<string> => {
    const answer = await anonymously("/api/v1/session", { id: "anna.keller", password: PASSWORD });
    return answer.json().secondFactor.ticket;
  };
  const question = async (ticket: string): Promise<string> =>
    (await anonymously("/api/v1/session/second-factor/challenge", { ticket })).json().challenge;
  const complete = (ticket: string, response: object) =>
    anonymously("/api/v1/session/second-factor", { ticket, factor: { kind: "passkey", response } });
  const lastSentence = async () => {
    const { rows } = await test.look.query("select sentence from audit.entry order by seq desc limit 1");
    return (rows[0] as { sentence: string }).sentence;
  };

  before(async () => {
    test = await openTestCore();
    cookie = await enrolled(test);
  });
  after(() => test.close());

  it("are asked for with the host of the public address, and none is offered twice", async () => {
    const options = (await ask("POST", "/api/v1/profile/passkeys/challenge")).json();
    assert.equal(options.rp.id, "tocsin.test");
    assert.equal(options.attestation, "none");
    assert.ok(!JSON.stringify(options.user.id).includes("anna"));
  });

  const REFUSED_NEW: readonly (readonly [title: string, misdeed: Misdeed])[] = [
    ["made for another page", { origin: "https://tocsin.test.evil.example" }],
    ["made on another port", { origin: "https://tocsin.test:8443" }],
    ["made for another server", { rpId: "evil.example" }],
    ["that answers another question", { challenge: "AAAAAAAAAAAAAAAAAAAAAA" }],
    ["of the wrong ceremony", { type: "webauthn.get" }],
    ["made while nobody was there", { absent: true }],
  ];
  for (const [title, misdeed] of REFUSED_NEW) {
    it(`a new one ${title} is not taken`, async () => {
      const answer = await take(new SoftwareAuthenticator(ORIGIN).create(await creation(), misdeed));
      assert.equal(answer.statusCode, 422, answer.body);
      assert.equal(test.access.factors.passkeys.of("anna.keller").length, 0);
    });
  }

  it("a new one is taken once, by the question that was asked", async () => {
    const response = device.create(await creation());
    assert.equal(
      (await take({ ...response, response: { ...response.response, attestationObject: "AA" } })).statusCode,
      422,
    );
    assert.equal((await take(response)).statusCode, 409, "the question was used up");
    const good = device.create(await creation());
    assert.equal((await take(good)).statusCode, 201);
    assert.match(await lastSentence(), /set up the passkey 'Blue key'/);
    assert.equal((await take(good)).statusCode, 409);
    assert.equal((await take(device.create(await creation()))).statusCode, 409, "known already");
    const options = (await ask("POST", "/api/v1/profile/passkeys/challenge")).json();
    assert.deepEqual(
      options.excludeCredentials.map(({ id }: { id: string }) => id),
      [device.id.toString("base64url")],
    );
  });

  it("P-026 signs in after the password, and says so in the trail", async () => {
    const ticket = await begin();
    const answer = await complete(ticket, device.get(await question(ticket)));
    assert.equal(answer.statusCode, 200, answer.body);
    assert.match(await lastSentence(), /signed in from 10\.0\.0\.1 with the passkey 'Blue key'\./);
    const { rows } = await test.look.query("select counter::int, used_at from core.passkey");
    assert.equal((rows[0] as { counter: number }).counter, test.access.factors.passkeys.of("anna.keller")[0]?.counter);
  });

  const REFUSED: readonly (readonly [title: string, misdeed: Misdeed, why: RegExp])[] = [
    ["given to another page", { origin: "https://tocsin.test.evil.example" }, /origin/],
    ["given to another server", { rpId: "evil.example" }, /RP ID/],
    ["to another question", { challenge: "AAAAAAAAAAAAAAAAAAAAAA" }, /challenge/],
    ["of the wrong ceremony", { type: "webauthn.create" }, /type/],
    ["while nobody was there", { absent: true }, /present/],
    ["with a counter that has not risen, as a copy has", { counter: 1 }, /counter/],
  ];
  for (const [title, misdeed, why] of REFUSED) {
    it(`an answer ${title} is refused, and only the trail says why`, async () => {
      test.clock.advance(61_000);
      const ticket = await begin();
      const present = test.access.factors.passkeys.of("anna.keller")[0]?.counter ?? 0;
      const answer = await complete(ticket, device.get(await question(ticket), misdeed));
      assert.deepEqual([answer.statusCode, answer.headers["set-cookie"]], [401, undefined]);
      assert.match(answer.json().detail, /^The second factor is wrong, too old or was used already\./);
      assert.match(await lastSentence(), why);
      device.get("", { counter: present }); // so that its counter goes on
    });
  }

  it("an answer is refused without a question, a second time, after two minutes, and with another's signature", async () => {
    test.clock.advance(16 * 60_000);
    const unasked = await begin();
    assert.equal((await complete(unasked, device.get("AAAA"))).statusCode, 401);
    const ticket = await begin();
    const good = device.get(await question(ticket));
    assert.equal((await complete(ticket, good)).statusCode, 200);
    const other = await begin();
    await question(other);
    assert.equal((await complete(other, good)).statusCode, 401, "replayed to another question");
    test.clock.advance(61_000);
    const late = await begin();
    const answer = device.get(await question(late));
    test.clock.advance(2 * 60_000 + 1);
    assert.equal((await complete(late, answer)).statusCode, 401);
    test.clock.advance(61_000);
    const forged = await begin();
    const theirs = new SoftwareAuthenticator(ORIGIN).get(await question(forged));
    const { id, rawId } = good;
    assert.equal((await complete(forged, { ...theirs, id, rawId })).statusCode, 401);
    test.clock.advance(61_000);
    assert.equal((await complete(forged, theirs)).statusCode, 401, "a passkey that nobody has");
  });

  it("P-019 a site that demands a second factor opens nothing else without one, and keeps the last one", async () => {
    test.clock.advance(16 * 60_000);
    const ticket = await begin();
    const signedIn = await complete(ticket, device.get(await question(ticket)));
    cookie = cookieOf(signedIn.headers["set-cookie"]);
    const demand = { id: "site", logins: { secondFactor: "required for administrators" } };
    const put = await ask("PUT", "/api/v1/site/setting/site", demand, { ...asPage(cookie), "if-none-match": "*" });
    assert.ok(put.statusCode < 300, put.body);
    const id = device.id.toString("base64url");
    const last = await ask("DELETE", `/api/v1/profile/passkeys/${id}`);
    assert.deepEqual([last.statusCode, /this is your last one/.test(last.body)], [409, true]);

    await test.access.factorDesk.removeAll("anna.keller", { kind: "machine", id: "test" });
    const limited = await anonymously("/api/v1/session", { id: "anna.keller", password: PASSWORD });
    cookie = cookieOf(limited.headers["set-cookie"]);
    assert.equal((await ask("GET", "/api/v1/session")).json().mustSetUpFactor, true);
    for (const path of ["alarms", "feed", "tokens", "site/person", "audit-trail"]) {
      const refused = await ask("GET", `/api/v1/${path}`);
      assert.deepEqual(
        [refused.statusCode, refused.json().type],
        [403, "urn:tocsin:problem:second-factor-needed"],
        path,
      );
    }
    const machine = { kind: "machine", id: "test" } as const;
    const { code } = await test.access.factorCodes.give("anna.keller", machine);
    assert.equal((await ask("POST", "/api/v1/session/enrolment-code", { code })).statusCode, 204);
    assert.equal((await take(device.create(await creation()))).statusCode, 201);
    assert.equal((await ask("GET", "/api/v1/session")).json().mustSetUpFactor, false);
    assert.equal((await ask("GET", "/api/v1/alarms")).statusCode, 200);
  });
});

describe("the server as a relying party", () => {
  const CASES: readonly (readonly [url: string, possible: boolean])[] = [
    ["https://localhost:8443", true],
    ["https://alarms.plant.example", true],
    ["https://192.0.2.7:8443", false],
    ["https://[2001:db8::7]:8443", false],
  ];
  for (const [url, possible] of CASES) {
    it(`at ${url} passkeys are ${possible ? "possible" : "impossible, and it says what to do"}`, async () => {
      const relyingParty = new RelyingParty(url);
      if (possible) return assert.equal(relyingParty.whyNot, null);
      assert.match(relyingParty.whyNot ?? "", /Passkeys need a name.*set publicUrl/);
      await assert.rejects(relyingParty.request([]), /Passkeys need a name/);
    });
  }
});
