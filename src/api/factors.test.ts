import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { codeOf, stepAt } from "#operators/totp.ts";
import { asPage, cookieOf, enrolled, openTestCore, PASSWORD, type TestCore } from "../../test/peers/api-core.ts";

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const WAIT_MS = 20 * 60_000;

/** Reads base 32 with other arithmetic than the server's. */
function unbase32(text: string): Buffer {
  let bits = 0n;
  for (const letter of text) bits = bits * 32n + BigInt(BASE32.indexOf(letter));
  return Buffer.from(bits.toString(16).padStart((text.length * 5) / 4, "0"), "hex");
}

interface Answer {
  readonly statusCode: number;
  readonly body: string;
  readonly headers: Record<string, unknown>;
  json(): Record<string, unknown>;
}

describe("second factors", () => {
  let test: TestCore;
  let cookie: string;
  let secret: Buffer;
  let recovery: string[] = [];

  const ask = (
    method: "GET" | "POST" | "PUT" | "DELETE",
    url: string,
    payload?: object,
    more: { cookie?: string; remoteAddress?: string } = {},
  ): Promise<Answer> =>
    test.api.app.inject({
      method,
      url,
      ...(payload ? { payload } : {}),
      headers: more.cookie === "" ? { "sec-fetch-site": "same-origin" } : asPage(more.cookie ?? cookie),
      remoteAddress: more.remoteAddress ?? "10.0.0.1",
    }) as unknown as Promise<Answer>;
  const signIn = (remoteAddress?: string) =>
    ask(
      "POST",
      "/api/v1/session",
      { id: "anna.keller", password: PASSWORD },
      { cookie: "", ...(remoteAddress ? { remoteAddress } : {}) },
    );
  const ticketOf = (answer: Answer) => (answer.json()["secondFactor"] as { ticket: string }).ticket;
  const complete = (ticket: string, factor: object, remoteAddress?: string) =>
    ask(
      "POST",
      "/api/v1/session/second-factor",
      { ticket, factor },
      { cookie: "", ...(remoteAddress ? { remoteAddress } : {}) },
    );
  const present = () => codeOf(secret, stepAt(test.clock.now()));
  const app = (code: string) => ({ kind: "app", code });
  const refusals = async (about: string) => {
    const { rows } = await test.look.query("select sentence from audit.entry where action = $1 order by seq", [about]);
    return rows.map(({ sentence }: { sentence: string }) => sentence);
  };
  const typeOf = (answer: Answer) => String(answer.json()["type"]).replace("urn:tocsin:problem:", "");

  before(async () => {
    test = await openTestCore();
    cookie = await enrolled(test);
  });
  after(() => test.close());

  it("are none at first, and recovery codes alone are none", async () => {
    const profile = (await ask("GET", "/api/v1/profile")).json();
    assert.deepEqual(profile, {
      demand: "nothing",
      needsCode: false,
      factors: [],
      stepUpFactors: [],
      app: null,
      passkeys: [],
      whyNoPasskeys: null,
      recoveryCodes: null,
    });
    assert.equal((await ask("POST", "/api/v1/profile/recovery-codes")).statusCode, 409);
  });

  it("P-026 an app counts once it has given a code of the secret that was shown", async () => {
    assert.equal((await ask("PUT", "/api/v1/profile/app", { code: "000000" })).statusCode, 409);
    const shown = (await ask("POST", "/api/v1/profile/app")).json() as { secret: string; uri: string };
    secret = unbase32(shown.secret);
    assert.equal(secret.length, 20);
    assert.match(shown.uri, /^otpauth:\/\/totp\/Tocsin%20My%20site:anna\.keller\?secret=/);
    assert.equal((await ask("PUT", "/api/v1/profile/app", { code: present().slice(1) })).statusCode, 422);
    assert.equal(((await signIn()).json()["operator"] as { id: string }).id, "anna.keller");
    assert.equal((await ask("PUT", "/api/v1/profile/app", { code: present() })).statusCode, 204);
    assert.deepEqual((await ask("GET", "/api/v1/profile")).json()["factors"], ["app"]);
  });

  it("are stored sealed, never in clear", async () => {
    const { rows } = await test.look.query("select secret from core.authenticator");
    const stored = (rows[0] as { secret: string }).secret;
    assert.match(stored, /A256GCM/);
    for (const clear of [secret.toString("base64"), secret.toString("hex")]) assert.ok(!stored.includes(clear));
  });

  it("a right password then opens no session, only the next step", async () => {
    const answer = await signIn();
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.headers["set-cookie"], undefined);
    const { ticket, factors } = answer.json()["secondFactor"] as { ticket: string; factors: string[] };
    assert.deepEqual(factors, ["app"]);
    const asCookie = await ask("GET", "/api/v1/alarms", undefined, { cookie: `__Host-tocsin=${ticket}` });
    assert.equal(asCookie.statusCode, 401);
    const { rows } = await test.look.query("select count(*)::int as sessions from core.session");
    const before = (rows[0] as { sessions: number }).sessions;
    test.clock.advance(30_000);
    const done = await complete(ticket, app(present()));
    assert.equal(done.statusCode, 200, done.body);
    const counted = await test.look.query("select count(*)::int as sessions from core.session");
    assert.equal((counted.rows[0] as { sessions: number }).sessions, before + 1);
    cookie = cookieOf(done.headers["set-cookie"] as string);
    assert.equal((await ask("GET", "/api/v1/session")).statusCode, 200);
  });

  it("P-026 a code counts once, also in another sign-in and after a restart", async () => {
    test.clock.advance(30_000);
    const code = present();
    const [first, second] = [ticketOf(await signIn()), ticketOf(await signIn("10.0.0.2"))];
    const both = await Promise.all([complete(first, app(code)), complete(second, app(code), "10.0.0.2")]);
    assert.deepEqual(
      both.map(({ statusCode }) => statusCode),
      [200, 401],
    );
    await test.access.load(test.core.pool);
    const again = await complete(ticketOf(await signIn("10.0.0.3")), app(code), "10.0.0.3");
    assert.equal(again.statusCode, 401);
    assert.match(again.body, /used already/);
  });

  it("wrong ones get one answer, one line in the trail each, and the fifth ends the ticket", async () => {
    test.clock.advance(WAIT_MS);
    const before = (await refusals("operator.refused")).length;
    const ticket = ticketOf(await signIn());
    const tries = [app("000000"), app("12345"), { kind: "recovery-code", code: "AAAA-BBBB-CCCC-DDDD" }];
    const bodies = new Set<string>();
    for (const factor of [...tries, ...tries.slice(0, 2)]) {
      test.clock.advance(30_000);
      const answer = await complete(ticket, factor);
      bodies.add(`${answer.statusCode} ${typeOf(answer)}`);
      if (bodies.size > 1) break;
    }
    assert.deepEqual([...bodies], ["401 not-signed-in"]);
    const after = (await refusals("operator.refused")).slice(before);
    assert.equal(after.length, 5);
    assert.match(after[0] ?? "", /knew the password of 'anna\.keller' and failed with the second factor/);
    test.clock.advance(30_000);
    const sixth = await complete(ticket, app(present()));
    assert.deepEqual([sixth.statusCode, typeOf(sixth)], [401, "sign-in-ended"]);
  });

  it("are slowed down like passwords, and the right password forgives nothing", async () => {
    test.clock.advance(WAIT_MS);
    const answers: number[] = [];
    // The wait begins with a second, which a slow machine may need for one attempt, and doubles.
    while (answers.at(-1) !== 429 && answers.length < 10) {
      answers.push((await complete(ticketOf(await signIn("10.7.7.7")), app("000000"), "10.7.7.7")).statusCode);
    }
    assert.deepEqual(answers.slice(0, 3), [401, 401, 401]);
    assert.equal(answers.at(-1), 429);
    test.clock.advance(WAIT_MS);
  });

  const FORGED: readonly (readonly [title: string, forge: (ticket: string) => string])[] = [
    ["made up", () => "x".repeat(43)],
    ["truncated", (ticket) => ticket.slice(0, 42)],
    ["changed in one letter", (ticket) => (ticket.startsWith("A") ? "B" : "A") + ticket.slice(1)],
  ];
  for (const [title, forge] of FORGED) {
    it(`a ticket that is ${title} opens nothing`, async () => {
      test.clock.advance(WAIT_MS);
      const answer = await complete(forge(ticketOf(await signIn())), app(present()));
      assert.deepEqual([answer.statusCode, typeOf(answer)], [401, "sign-in-ended"]);
    });
  }

  it("a ticket ends after five minutes, after its use, and when it comes from another address", async () => {
    test.clock.advance(WAIT_MS);
    const late = ticketOf(await signIn());
    test.clock.advance(5 * 60_000 + 1);
    assert.equal(typeOf(await complete(late, app(present()))), "sign-in-ended");
    const stolen = ticketOf(await signIn());
    assert.equal(typeOf(await complete(stolen, app(present()), "10.66.6.6")), "sign-in-ended");
    assert.equal(typeOf(await complete(stolen, app(present()))), "sign-in-ended");
    assert.match((await refusals("operator.refused")).at(-1) ?? "", /continued from 10\.66\.6\.6; it was ended/);
    const used = ticketOf(await signIn());
    assert.equal((await complete(used, app(present()))).statusCode, 200);
    test.clock.advance(30_000);
    assert.equal(typeOf(await complete(used, app(present()))), "sign-in-ended");
  });

  it("what isn't a factor at all is not valid", async () => {
    const ticket = ticketOf(await signIn());
    for (const factor of [{ kind: "sms", code: "1" }, { kind: "app" }, { kind: "passkey", response: {} }, {}]) {
      assert.equal((await complete(ticket, factor)).statusCode, 400, JSON.stringify(factor));
    }
    assert.equal((await complete("", app("1"))).statusCode, 400);
  });

  it("ten recovery codes are shown once, kept as hashes, good once each, and renewed as a set", async () => {
    test.clock.advance(WAIT_MS);
    cookie = cookieOf((await complete(ticketOf(await signIn()), app(present()))).headers["set-cookie"] as string);
    recovery = (await ask("POST", "/api/v1/profile/recovery-codes")).json()["codes"] as string[];
    assert.equal(new Set(recovery).size, 10);
    for (const code of recovery) assert.match(code, /^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/);
    const { rows } = await test.look.query("select row_to_json(c)::text as text from core.recovery_code c");
    assert.equal(rows.length, 10);
    for (const { text } of rows as { text: string }[]) for (const code of recovery) assert.ok(!text.includes(code));

    const pending = await signIn();
    assert.deepEqual((pending.json()["secondFactor"] as { factors: string[] }).factors, ["app", "recovery-code"]);
    const [code = ""] = recovery;
    const typed = code.toLowerCase().replaceAll("-", " ");
    assert.equal((await complete(ticketOf(pending), { kind: "recovery-code", code: typed })).statusCode, 200);
    const again = await complete(ticketOf(await signIn()), { kind: "recovery-code", code });
    assert.equal(again.statusCode, 401);
    await test.access.load(test.core.pool);
    const afterRestart = await complete(ticketOf(await signIn()), { kind: "recovery-code", code });
    assert.equal(afterRestart.statusCode, 401);
    const profile = (await ask("GET", "/api/v1/profile")).json();
    assert.equal((profile["recoveryCodes"] as { left: number }).left, 9);

    const old = recovery[1] ?? "";
    recovery = (await ask("POST", "/api/v1/profile/recovery-codes")).json()["codes"] as string[];
    const replaced = await complete(
      ticketOf(await signIn("10.0.0.9")),
      { kind: "recovery-code", code: old },
      "10.0.0.9",
    );
    assert.equal(replaced.statusCode, 401);
  });

  it("P-083 what is critical wants a proof that is not older than five minutes", async () => {
    test.clock.advance(6 * 60_000);
    const wanted = { name: "key", scopes: ["alarms:read"] };
    const refused = await ask("POST", "/api/v1/tokens", wanted);
    assert.deepEqual([refused.statusCode, typeOf(refused)], [403, "step-up-needed"]);
    const stepUp = (body: object) => ask("POST", "/api/v1/session/step-up", body);
    assert.equal((await stepUp({ password: PASSWORD })).statusCode, 422);
    assert.equal((await stepUp({ password: "not the password", factor: app(present()) })).statusCode, 403);
    assert.equal((await stepUp({ password: PASSWORD, factor: app("000000") })).statusCode, 403);
    assert.equal((await refusals("session.step-up-refused")).length, 2);
    test.clock.advance(30_000);
    const good = await stepUp({ password: PASSWORD, factor: app(present()) });
    assert.equal(good.statusCode, 200, good.body);
    const old = cookie;
    cookie = cookieOf(good.headers["set-cookie"] as string);
    assert.notEqual(cookie, old);
    assert.equal((await ask("GET", "/api/v1/session", undefined, { cookie: old })).statusCode, 401);
    assert.equal((await ask("POST", "/api/v1/tokens", wanted)).statusCode, 201);
    await test.access.load(test.core.pool);
    assert.equal((await ask("POST", "/api/v1/tokens", wanted)).statusCode, 201);
    assert.equal((await ask("GET", "/api/v1/session", undefined, { cookie: old })).statusCode, 401);
    test.clock.advance(5 * 60_000 + 1);
    assert.equal(typeOf(await ask("POST", "/api/v1/tokens", wanted)), "step-up-needed");
  });

  it("an app whose secret was sealed elsewhere says so, and a recovery code goes on with the same ticket", async () => {
    test.clock.advance(6 * 60_000);
    await test.look.query(`update core.authenticator set secret = replace(secret, '"kid":"', '"kid":"00')`);
    await test.access.load(test.core.pool);
    const ticket = ticketOf(await signIn("10.0.0.20"));
    const app = await complete(ticket, { kind: "app", code: "123456" }, "10.0.0.20");
    assert.deepEqual([app.statusCode, /can't be opened on this machine/.test(app.body)], [409, true]);
    const code = recovery[5] ?? "";
    assert.equal((await complete(ticket, { kind: "recovery-code", code }, "10.0.0.20")).statusCode, 200);
  });

  it("P-101 no code of an app is judged while the server's clock is known to be wrong; a recovery code is", async () => {
    test.clock.advance(30_000);
    test.access.factors.clockWrong = () => "The server's clock is 41.2 s behind the time service (chrony).";
    const ticket = ticketOf(await signIn("10.0.0.21"));
    const refused = await complete(ticket, app(present()), "10.0.0.21");
    assert.deepEqual([refused.statusCode, refused.headers["set-cookie"]], [409, undefined]);
    assert.match(
      String(refused.json()["detail"]),
      /^The server's clock is 41\.2 s behind .* can't be judged before it is put right\. Use a passkey or a recovery code/,
    );
    const code = recovery[6] ?? "";
    assert.equal((await complete(ticket, { kind: "recovery-code", code }, "10.0.0.21")).statusCode, 200);
    test.access.factors.clockWrong = () => null;
  });

  it("one's own sessions are listed and ended, somebody else's are not found", async () => {
    const { items } = (await ask("GET", "/api/v1/profile/sessions")).json() as {
      items: { id: string; present: boolean }[];
    };
    assert.ok(items.length > 1);
    assert.equal(items.filter(({ present }) => present).length, 1);
    const other = items.find(({ present }) => !present);
    assert.equal((await ask("DELETE", `/api/v1/profile/sessions/${other?.id}`)).statusCode, 204);
    assert.equal((await ask("DELETE", `/api/v1/profile/sessions/${other?.id}`)).statusCode, 404);
    assert.equal((await ask("DELETE", "/api/v1/profile/sessions/nonsense")).statusCode, 404);
  });
});
