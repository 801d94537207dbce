import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { asPage, cookieOf, enrolled, openTestCore, PASSWORD, type TestCore } from "../../test/peers/api-core.ts";
import { makeAuthority } from "../../test/peers/authority.ts";
import { FeedListener, type Sent } from "../../test/peers/https-client.ts";
import type { Listening } from "./listen.ts";

const MINUTE = 60_000;
type Counts = Record<string, { waiting: number; sounding: number }>;
const pointOf = (sent: Sent | null) => (sent?.data as { point: string } | undefined)?.point;
type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

describe("a locked screen", () => {
  let test: TestCore;
  let listening: Listening;
  let ca: string;
  let anna: string;
  let bert: string;
  const open: FeedListener[] = [];

  const ask = (cookie: string, method: Method, url: string, payload?: object) =>
    test.api.app.inject({ method, url, headers: asPage(cookie), ...(payload ? { payload } : {}) });
  const signIn = async (id: string, headers: Record<string, string> = {}) => {
    const answer = await test.api.app.inject({
      method: "POST",
      url: "/api/v1/session",
      headers: headers["cookie"] === undefined ? headers : { ...headers, "sec-fetch-site": "same-origin" },
      payload: { id, password: PASSWORD },
    });
    assert.equal(answer.statusCode, 200, answer.body);
    return cookieOf(answer.headers["set-cookie"]);
  };
  const listen = async (cookie: string) => {
    const listener = new FeedListener(listening.port, ca, { cookie });
    open.push(listener);
    await listener.opened();
    return listener;
  };
  const next = async (listener: FeedListener, event: string) => {
    for (;;) {
      const sent = await listener.next();
      if (sent === null || sent.event === event) return sent;
    }
  };
  const sentences = async (action: string): Promise<string[]> => {
    const { rows } = await test.look.query<{ sentence: string }>(
      "select sentence from audit.entry where action = $1 order by seq",
      [action],
    );
    return rows.map(({ sentence }) => sentence);
  };
  const report = (point: string) =>
    test.core.report("web", [{ point, kind: "raise", category: "fire", condition: "fire", text: point, raw: "" }]);

  before(async () => {
    test = await openTestCore();
    const authority = await makeAuthority();
    ca = authority.cert;
    listening = await test.api.listen({ host: "127.0.0.1", port: 0, ...(await authority.issue("localhost")) });
    anna = await enrolled(test);
    const source = await ask(anna, "PUT", "/api/v1/site/source/web", { name: "Web", driver: "http" });
    assert.equal(source.statusCode, 201, source.body);
    const made = await ask(anna, "POST", "/api/v1/operators", {
      id: "bert.maier",
      name: "Bert Maier",
      password: PASSWORD,
      roles: [{ role: "operator" }],
    });
    assert.equal(made.statusCode, 201, made.body);
  });
  beforeEach(async () => {
    anna = await signIn("anna.keller");
    bert = await signIn("bert.maier");
  });
  afterEach(() => {
    for (const listener of open.splice(0)) listener.close();
  });
  after(() => test.close());

  it("P-092 is locked by order, and no route answers but those of a locked screen", async () => {
    const document = (await ask(anna, "GET", "/api/v1/openapi.json")).json() as { paths: Record<string, object> };
    assert.equal((await ask(anna, "POST", "/api/v1/session/lock")).statusCode, 200);
    const answered: string[] = [];
    const refused = new Set<string>();
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const name of Object.keys(methods)) {
        const method = name.toUpperCase() as Method;
        if (path === "/api/v1/feed" || path === "/api/v1/events") continue; // a stream; only for tokens
        const url = path.replace("{kind}", "team").replaceAll(/\{\w+\}/g, "999999");
        const answer = await ask(anna, method, url, method === "GET" || method === "DELETE" ? undefined : {});
        if (answer.statusCode === 401) refused.add(`${method} ${path}`);
        if (answer.statusCode !== 423) answered.push(`${method} ${path}`);
        else assert.match(answer.json().type, /locked$/);
      }
    }
    const known = [
      "GET /api/v1/session",
      "POST /api/v1/session/lock",
      "POST /api/v1/session/unlock",
      "POST /api/v1/session/unlock/challenge",
      "GET /api/v1/session/oidc/{id}/again",
      // For anybody, with or without a session:
      "GET /api/v1/openapi.json",
      "GET /api/v1/status",
      "GET /health/live",
      "GET /health/ready",
      "POST /api/v1/enrolment",
      "POST /api/v1/session",
    ];
    for (const route of known) assert.ok(answered.includes(route), route);
    const others = answered.filter((route) => !known.includes(route));
    for (const route of others) {
      const [method, path] = route.split(" ") as [Method, string];
      const url = path.replaceAll(/\{\w+\}/g, "999999");
      const stranger = await test.api.app.inject({ method, url, ...(method === "GET" ? {} : { payload: {} }) });
      // What takes a secret or a token of its own lets in neither.
      if (refused.has(route) && stranger.statusCode === 401) continue;
      assert.ok(![401, 423].includes(stranger.statusCode), `${route} answers a locked screen and is not open to all`);
    }
    assert.equal((await ask(anna, "GET", "/api/v1/session")).json().lockedAt !== null, true);
    assert.equal((await ask(bert, "GET", "/api/v1/alarms")).statusCode, 200);
  });

  it("P-090 P-093 is locked after 15 minutes without an action, and what the page does by itself is none", async () => {
    for (let minute = 0; minute < 14; minute++) {
      test.clock.advance(MINUTE);
      assert.equal((await ask(anna, "GET", "/api/v1/alarms")).statusCode, 200);
      assert.equal((await ask(bert, "POST", "/api/v1/session/activity")).statusCode, 204);
    }
    test.clock.advance(MINUTE);
    assert.equal((await ask(anna, "GET", "/api/v1/alarms")).statusCode, 423);
    assert.equal((await ask(bert, "GET", "/api/v1/alarms")).statusCode, 200, "who does something stays");
    assert.equal((await ask(anna, "POST", "/api/v1/session/activity")).statusCode, 423, "it does not unlock");
    await test.core.journal.submit("operator", () => undefined);
    const [idle] = (await sentences("session.locked")).slice(-1);
    assert.match(
      idle ?? "",
      /The screen of Anna Keller \(anna\.keller\) at 127\.0\.0\.1 was locked after 15 minutes in which nobody did anything/,
    );
    await ask(bert, "POST", "/api/v1/session/lock");
    const [byOrder] = (await sentences("session.locked")).slice(-1);
    assert.match(byOrder ?? "", /^Bert Maier \(bert\.maier\) locked the screen at 127\.0\.0\.1\.$/);
    const { rows } = await test.look.query<{ details: string | object }>(
      "select details from audit.entry where action = 'session.locked' order by seq desc limit 2",
    );
    const details = rows.map((row) => (typeof row.details === "string" ? JSON.parse(row.details) : row.details));
    assert.deepEqual(
      details.map(({ cause, address, client, workstation }) => ({ cause, address, client, workstation })),
      ["order", "idle"].map((cause) => ({ cause, address: "127.0.0.1", client: "lightMyRequest", workstation: null })),
    );
  });

  it("follows the site's setting at once, and 0 never locks", async () => {
    const set = (lockAfterMin: number) => ask(anna, "PUT", "/api/v1/site/setting/site", { logins: { lockAfterMin } });
    assert.ok((await set(0)).statusCode < 300);
    test.clock.advance(5 * 60 * MINUTE);
    assert.equal((await ask(bert, "GET", "/api/v1/alarms")).statusCode, 200);
    anna = await signIn("anna.keller");
    assert.ok((await set(15)).statusCode < 300);
    assert.equal((await ask(bert, "GET", "/api/v1/alarms")).statusCode, 423);
  });

  it("is still locked after the server has started anew, and locks what became idle meanwhile", async () => {
    await ask(anna, "POST", "/api/v1/session/lock");
    await test.access.load(test.core.pool);
    assert.equal((await ask(anna, "GET", "/api/v1/alarms")).statusCode, 423);
    assert.equal((await ask(bert, "GET", "/api/v1/alarms")).statusCode, 200);
    test.access.desk.stop();
    test.clock.advance(16 * MINUTE);
    await test.access.load(test.core.pool);
    test.access.desk.start();
    assert.equal((await ask(bert, "GET", "/api/v1/alarms")).statusCode, 423);
  });

  it("P-091 opens with the operator's password only, and slows guessing down", async () => {
    await ask(anna, "POST", "/api/v1/session/lock");
    const answers: number[] = [];
    for (let attempt = 0; attempt < 5; attempt++) {
      answers.push(
        (await ask(anna, "POST", "/api/v1/session/unlock", { password: "a guess that is long" })).statusCode,
      );
    }
    assert.deepEqual(answers, [403, 403, 403, 429, 429]);
    assert.equal((await ask(anna, "GET", "/api/v1/alarms")).statusCode, 423);
    test.clock.advance(MINUTE);
    assert.equal((await ask(anna, "POST", "/api/v1/session/unlock", { password: PASSWORD })).statusCode, 204);
    assert.equal((await ask(anna, "GET", "/api/v1/alarms")).statusCode, 200);
    assert.equal((await sentences("session.unlock-refused")).length, 3);
    assert.match(
      (await sentences("session.unlocked")).at(-1) ?? "",
      /^Anna Keller \(anna\.keller\) unlocked the screen/,
    );
  });

  it("P-090 still counts alarms, on a stream that was open before too, and tells nothing else of them", async () => {
    const watching = await listen(anna);
    await report("Boiler house 3");
    assert.equal(pointOf(await next(watching, "alarm")), "Boiler house 3");
    await ask(anna, "POST", "/api/v1/session/lock");
    assert.deepEqual((await watching.next())?.data, { locked: true });
    const counts = await watching.next();
    assert.equal(counts?.event, "counts");
    const before = (counts?.data as Counts | undefined)?.["life-safety"];
    test.clock.advance(2000);
    await report("Boiler house 4");
    const said = JSON.stringify([await watching.next(), await watching.next()]);
    assert.doesNotMatch(said, /Boiler|web|fire/i);
    const reopened = await listen(anna);
    assert.deepEqual((await reopened.next())?.data, { locked: true });
    const now = ((await reopened.next())?.data as Counts | undefined)?.["life-safety"];
    assert.deepEqual([now?.waiting, now?.sounding], [(before?.waiting ?? 0) + 1, (before?.sounding ?? 0) + 1]);
    await ask(anna, "POST", "/api/v1/session/unlock", { password: PASSWORD });
    assert.deepEqual((await next(reopened, "lock"))?.data, { locked: false });
    assert.equal((await reopened.next())?.event, "reset", "everything is loaded anew");
    await report("Boiler house 5");
    assert.equal(pointOf(await next(reopened, "alarm")), "Boiler house 5");
  });

  it("P-090 says at once how many steps of procedures take too long, of its own partitions, and not which", async () => {
    const steps = [{ id: "look", type: "check", text: "The pump runs", withinSec: 60 }];
    await ask(anna, "PUT", "/api/v1/site/procedure/hot", { name: "Too hot", points: ["web/Late *"], steps });
    await ask(anna, "PUT", "/api/v1/site/partition/east", { name: "East" });
    await ask(anna, "POST", "/api/v1/operators", {
      id: "eve.east",
      name: "Eve East",
      password: PASSWORD,
      roles: [{ role: "operator", partitions: ["east"] }],
    });
    await report("Late 1");
    const raised = [...test.core.alarms.all()].find(({ point }) => point === "Late 1");
    const { id, occurrence } = raised ?? assert.fail("no alarm");
    const begun = await ask(anna, "POST", `/api/v1/alarms/${id}/procedures`, { procedure: "hot", occurrence });
    assert.equal(begun.statusCode, 201, begun.body);

    const eve = await signIn("eve.east");
    await ask(bert, "POST", "/api/v1/session/lock");
    await ask(eve, "POST", "/api/v1/session/lock");
    const [watching, elsewhere] = [await listen(bert), await listen(eve)];
    assert.deepEqual((await next(watching, "late-steps"))?.data, { steps: 0 });
    assert.deepEqual((await next(elsewhere, "late-steps"))?.data, { steps: 0 });
    test.clock.advance(61_000);
    for (let said = await next(watching, "late-steps"); ; said = await next(watching, "late-steps")) {
      assert.ok(said, "the stream ended");
      if ((said.data as { steps: number }).steps > 0) {
        assert.deepEqual(said.data, { steps: 1 });
        break;
      }
    }
    assert.deepEqual((await next(await listen(eve), "late-steps"))?.data, { steps: 0 });

    await ask(anna, "POST", `/api/v1/procedure-runs/${begun.json().id}/steps/look`, { turn: 0 });
    test.clock.advance(2000);
    assert.deepEqual((await next(await listen(bert), "late-steps"))?.data, { steps: 0 });
  });

  it("goes over to a colleague who signs in at it, and the trail says from whom and where", async () => {
    await ask(anna, "POST", "/api/v1/session/lock");
    const watching = await listen(anna);
    const taken = await signIn("bert.maier", { cookie: anna });
    assert.equal((await ask(taken, "GET", "/api/v1/session")).json().operator.id, "bert.maier");
    assert.equal((await ask(anna, "GET", "/api/v1/session")).statusCode, 401);
    while ((await watching.next()) !== null);
    assert.match(
      (await sentences("session.taken-over")).at(-1) ?? "",
      /^Bert Maier \(bert\.maier\) took over from Anna Keller \(anna\.keller\) at the locked screen of 127\.0\.0\.1; the session of Anna Keller \(anna\.keller\) ended\.$/,
    );
  });

  it("ends the session that a browser held when somebody signs in there, and calls it no take-over", async () => {
    const takeOvers = (await sentences("session.taken-over")).length;
    await signIn("bert.maier", { cookie: anna });
    assert.equal((await ask(anna, "GET", "/api/v1/session")).statusCode, 401);
    assert.equal((await sentences("session.taken-over")).length, takeOvers);
    assert.match((await sentences("session.replaced")).at(-1) ?? "", /ended, for Bert Maier/);
  });

  it("shows administrators who is signed in, under ids that open nothing, and lets them end any session", async () => {
    assert.equal((await ask(bert, "GET", "/api/v1/sessions")).statusCode, 403);
    const { items } = (await ask(anna, "GET", "/api/v1/sessions")).json() as {
      items: { id: string; operator: { id: string }; own: boolean; watching: boolean; lockedAt: number | null }[];
    };
    const token = bert.split("=")[1] ?? "";
    assert.ok(!JSON.stringify(items).includes(token));
    const watching = await listen(bert);
    const list = (await ask(anna, "GET", "/api/v1/sessions")).json().items as typeof items;
    const mine = list.find(({ own }) => own);
    const his = list.find((one) => one.operator.id === "bert.maier" && one.watching);
    assert.equal(mine?.operator.id, "anna.keller");
    assert.equal((await ask(his?.id ?? "", "GET", "/api/v1/session")).statusCode, 401);
    assert.equal((await ask(anna, "DELETE", `/api/v1/sessions/${his?.id}`)).statusCode, 200);
    while ((await watching.next()) !== null); // at once, on the open stream too
    assert.equal((await ask(bert, "GET", "/api/v1/session")).statusCode, 401);
    assert.equal((await ask(anna, "DELETE", `/api/v1/sessions/${his?.id}`)).statusCode, 404);
    assert.match((await sentences("session.ended")).at(-1) ?? "", /was ended by an administrator\.$/);
  });

  it("takes rights away from an open stream within five seconds", async () => {
    const made = await ask(anna, "POST", "/api/v1/operators", {
      id: "carl.roth",
      name: "Carl Roth",
      password: PASSWORD,
      roles: [{ role: "viewer" }],
    });
    assert.equal(made.statusCode, 201, made.body);
    const carl = await signIn("carl.roth");
    const watching = await listen(carl);
    assert.equal((await ask(anna, "DELETE", "/api/v1/operators/carl.roth")).statusCode, 204);
    test.clock.advance(5000);
    while ((await watching.next()) !== null);
    assert.equal((await ask(carl, "GET", "/api/v1/alarms")).statusCode, 401);
  });
});
