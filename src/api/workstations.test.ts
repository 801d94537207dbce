import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { asPage, cookieOf, enrolled, openTestCore, PASSWORD, type TestCore } from "../../test/peers/api-core.ts";
import { makeAuthority } from "../../test/peers/authority.ts";
import { FeedListener } from "../../test/peers/https-client.ts";
import type { Listening } from "./listen.ts";

type Method = "GET" | "POST" | "PUT" | "DELETE";

describe("workstations", () => {
  let test: TestCore;
  let listening: Listening;
  let ca: string;
  /** The administrator, at no workstation. */
  let anna: string;
  /** What a browser at the gate keeps. */
  let gate: string;
  const open: FeedListener[] = [];

  const ask = (cookie: string, method: Method, url: string, payload?: object) =>
    test.api.app.inject({ method, url, headers: asPage(cookie), ...(payload ? { payload } : {}) });
  const good = async (cookie: string, method: Method, url: string, payload?: object) => {
    const answer = await ask(cookie, method, url, payload);
    assert.ok(answer.statusCode < 300, `${method} ${url}: ${answer.body}`);
    return answer;
  };
  const signIn = async (id: string, cookie = "") => {
    const url = "/api/v1/session";
    const headers = cookie === "" ? {} : asPage(cookie);
    const answer = await test.api.app.inject({ method: "POST", url, headers, payload: { id, password: PASSWORD } });
    assert.equal(answer.statusCode, 200, answer.body);
    return cookieOf(answer.headers["set-cookie"]);
  };
  const listen = async (cookie: string) => {
    const listener = new FeedListener(listening.port, ca, { cookie });
    open.push(listener);
    await listener.opened();
    return listener;
  };
  /** Everything that was asked of the house meanwhile is done. */
  const settled = async () => {
    for (let turn = 0; turn < 3; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      await test.core.journal.submit("operator", () => undefined);
    }
  };
  const alarmAt = async (point: string) => {
    await settled();
    return [...test.core.alarms.all()].find((alarm) => alarm.source === "tocsin" && alarm.point === point);
  };
  const lastSentence = async (action: string): Promise<string> => {
    const { rows } = await test.look.query<{ sentence: string }>(
      "select sentence from audit.entry where action = $1 order by seq desc limit 1",
      [action],
    );
    return rows[0]?.sentence ?? "";
  };

  before(async () => {
    test = await openTestCore();
    const authority = await makeAuthority();
    ca = authority.cert;
    listening = await test.api.listen({ host: "127.0.0.1", port: 0, ...(await authority.issue("localhost")) });
    anna = await enrolled(test);
    for (const [id, role] of [
      ["bert.maier", "operator"],
      ["carl.roth", "viewer"],
    ] as const) {
      await good(anna, "POST", "/api/v1/operators", { id, name: id, password: PASSWORD, roles: [{ role }] });
    }
    await good(anna, "PUT", "/api/v1/site/workstation/gate", { name: "Gate" });
  });
  afterEach(() => {
    for (const listener of open.splice(0)) listener.close();
  });
  after(() => test.close());

  it("are bound to a browser by a code, once", async () => {
    const bert = await signIn("bert.maier");
    assert.equal((await ask(bert, "POST", "/api/v1/workstations/gate/code")).statusCode, 403);
    assert.equal((await ask(anna, "POST", "/api/v1/workstations/nowhere/code")).statusCode, 404);
    const { code } = (await good(anna, "POST", "/api/v1/workstations/gate/code")).json();
    assert.equal((await ask(bert, "POST", "/api/v1/workstation", { code: "AAAA-AAAA-AAAA-AAAA" })).statusCode, 422);
    const bound = await good(bert, "POST", "/api/v1/workstation", { code: code.toLowerCase() });
    const cookie = String(bound.headers["set-cookie"]);
    for (const attribute of ["__Host-tocsin-workstation=", "Secure", "HttpOnly", "SameSite=Strict", "Path=/"]) {
      assert.ok(cookie.includes(attribute), attribute);
    }
    assert.ok(!bound.body.includes(cookieOf(cookie).split("=")[1] ?? "?"));
    gate = cookieOf(cookie);
    assert.equal((await ask(bert, "POST", "/api/v1/workstation", { code })).statusCode, 422, "a code is good once");
    assert.equal((await ask(bert, "GET", "/api/v1/session")).json().workstation, "gate");
    const again = await signIn("bert.maier", gate);
    assert.equal((await ask(again, "GET", "/api/v1/session")).json().workstation, "gate");
    assert.match(
      await lastSentence("workstation.bound"),
      /became the workstation Gate, with a code that operator:anna/,
    );
  });

  it("are not taken from a cookie that nobody gave out, nor from a code older than 15 minutes", async () => {
    const forged = await signIn("bert.maier", "__Host-tocsin-workstation=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    assert.equal((await ask(forged, "GET", "/api/v1/session")).json().workstation, null);
    const { code } = (await good(anna, "POST", "/api/v1/workstations/gate/code")).json();
    test.clock.advance(15 * 60_000 + 1);
    const bert = await signIn("bert.maier");
    assert.equal((await ask(bert, "POST", "/api/v1/workstation", { code })).statusCode, 422);
  });

  it("keep neither codes nor tokens in clear", async () => {
    const { code } = (await good(await signIn("anna.keller"), "POST", "/api/v1/workstations/gate/code")).json();
    const { rows } = await test.look.query<{ text: string }>(
      "select row_to_json(b)::text as text from core.workstation_browser b union all select row_to_json(c)::text from core.workstation_code c",
    );
    assert.equal(rows.length, 2);
    for (const { text } of rows) assert.ok(!text.includes(code) && !text.includes(gate.split("=")[1] ?? "?"));
  });

  it("P-094 that must be manned raise an alarm after their grace, and clear it when somebody comes", async () => {
    anna = await signIn("anna.keller");
    await good(anna, "PUT", "/api/v1/site/workstation/gate", { name: "Gate", mustBeManned: true });
    await settled();
    test.clock.advance(9_000);
    assert.equal((await alarmAt("workstation/gate"))?.active ?? false, false, "within the grace");
    test.clock.advance(1_000);
    const alarm = await alarmAt("workstation/gate");
    assert.deepEqual([alarm?.active, alarm?.priority, alarm?.condition], [true, "high", "unmanned"]);
    assert.match(alarm?.text ?? "", /Nobody watches at the workstation Gate/);

    await listen(anna);
    assert.equal((await alarmAt("workstation/gate"))?.active, true, "somebody elsewhere is nobody here");
    await listen(await signIn("carl.roth", gate));
    assert.equal((await alarmAt("workstation/gate"))?.active, true, "who may not acknowledge doesn't count");
    const bert = await signIn("bert.maier", gate);
    assert.equal((await alarmAt("workstation/gate"))?.active, true, "nor who has no live stream");
    const stream = await listen(bert);
    assert.equal((await alarmAt("workstation/gate"))?.active, false);

    const locked = await good(bert, "POST", "/api/v1/session/lock");
    assert.deepEqual(locked.json(), { unmanned: [{ kind: "workstation", id: "gate", name: "Gate" }] });
    assert.match(await lastSentence("session.locked"), /which leaves the workstation Gate unmanned\.$/);
    await settled();
    test.clock.advance(10_000);
    assert.equal((await alarmAt("workstation/gate"))?.active, true, "a locked screen watches nothing");
    await good(bert, "POST", "/api/v1/session/unlock", { password: PASSWORD });
    assert.equal((await alarmAt("workstation/gate"))?.active, false);

    stream.close();
    while ((await stream.next()) !== null);
    const closed = () => [...test.access.watchers()].every(({ workstation }) => workstation !== "gate");
    while (!closed()) await new Promise((resolve) => setImmediate(resolve));
    await settled();
    test.clock.advance(10_000);
    assert.equal((await alarmAt("workstation/gate"))?.active, true, "a browser that was closed watches nothing");

    await listen(bert);
    await alarmAt("workstation/gate");
    assert.equal((await ask(bert, "DELETE", "/api/v1/session")).statusCode, 409, "not without a word");
    const out = await good(bert, "DELETE", "/api/v1/session?anyway=true");
    assert.deepEqual(out.json().unmanned, [{ kind: "workstation", id: "gate", name: "Gate" }]);
    assert.match(
      await lastSentence("operator.signed-out"),
      /without a hand-over, which leaves the workstation Gate unmanned\.$/,
    );
  });

  it("P-094 that need not be manned any more raise nothing", async () => {
    await settled();
    test.clock.advance(10_000);
    assert.equal((await alarmAt("workstation/gate"))?.active, true);
    await good(anna, "PUT", "/api/v1/site/workstation/gate", { name: "Gate", mustBeManned: false });
    assert.equal((await alarmAt("workstation/gate"))?.active, false, "what need not be manned raises nothing");
  });

  it("P-094 partitions that must be manned want anybody who sees them", async () => {
    anna = await signIn("anna.keller");
    await good(anna, "PUT", "/api/v1/site/partition/east", { name: "East", mustBeManned: true, graceSec: 30 });
    await settled();
    test.clock.advance(30_000);
    assert.equal((await alarmAt("partition/east"))?.active, true);
    await listen(await signIn("bert.maier"));
    assert.equal((await alarmAt("partition/east"))?.active, false);
  });

  it("P-095 raise an alarm when their browser is killed, and none when somebody signs out", async () => {
    anna = await signIn("anna.keller");
    await good(anna, "PUT", "/api/v1/site/workstation/gate", { name: "Gate", alarmWhenLost: true });
    const lost = async () => {
      await settled();
      const found = [...test.core.alarms.all()].find(
        ({ point, condition }) => point === "workstation/gate" && condition === "lost",
      );
      return found?.active ?? false;
    };
    const end = async (present: { operator: { id: string }; id: string; workstation: string | null }[]) => {
      for (const { id, workstation } of present) {
        if (workstation !== null) await good(anna, "DELETE", `/api/v1/sessions/${id}`);
      }
    };
    await end((await good(anna, "GET", "/api/v1/sessions")).json().items);
    const bert = await signIn("bert.maier", gate);
    const stream = await listen(bert);
    await settled();
    test.clock.advance(60_000);
    assert.equal(await lost(), false);
    stream.close();
    while (test.access.clients().some(({ live, workstation }) => live && workstation === "gate")) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    await settled();
    test.clock.advance(10_000);
    assert.equal(await lost(), true);
    const back = await listen(bert);
    assert.equal(await lost(), false);
    await good(bert, "DELETE", "/api/v1/session?anyway=true");
    while ((await back.next()) !== null);
    await settled();
    test.clock.advance(60_000);
    assert.equal(await lost(), false);
  });

  it("let go of their browsers at once", async () => {
    const bert = await signIn("bert.maier", gate);
    const { released } = (await good(anna, "DELETE", "/api/v1/workstations/gate/browsers")).json();
    assert.equal(released, 1);
    assert.equal((await ask(bert, "GET", "/api/v1/session")).json().workstation, null);
    const again = await signIn("bert.maier", gate);
    assert.equal((await ask(again, "GET", "/api/v1/session")).json().workstation, null);
  });
});
