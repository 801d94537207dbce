import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { asPage, cookieOf, enrolled, openTestCore, PASSWORD, type TestCore } from "../../test/peers/api-core.ts";
import { makeAuthority } from "../../test/peers/authority.ts";
import { FeedListener } from "../../test/peers/https-client.ts";

type Method = "GET" | "POST" | "PUT" | "DELETE";

describe("a display on a wall", () => {
  let test: TestCore;
  let anna: string;
  let display: string;

  const ask = (cookie: string, method: Method, url: string, payload?: object) =>
    test.api.app.inject({ method, url, headers: asPage(cookie), ...(payload ? { payload } : {}) });
  const good = async (cookie: string, method: Method, url: string, payload?: object) => {
    const answer = await ask(cookie, method, url, payload);
    assert.ok(answer.statusCode < 300, `${method} ${url}: ${answer.body}`);
    return answer;
  };
  const codeFor = async (workstation: string): Promise<string> =>
    (await good(anna, "POST", `/api/v1/workstations/${workstation}/code`)).json().code;
  const lastSentence = async (): Promise<string> => {
    const { rows } = await test.look.query<{ sentence: string }>(
      "select sentence from audit.entry where action = 'workstation.bound' order by seq desc limit 1",
    );
    return rows[0]?.sentence ?? "";
  };
  const alarmsOf = async (cookie: string) =>
    (await good(cookie, "GET", "/api/v1/alarms")).json().items.map(({ source }: { source: string }) => source);

  before(async () => {
    test = await openTestCore();
    anna = await enrolled(test);
    for (const place of ["north", "south"]) {
      await good(anna, "PUT", `/api/v1/site/partition/${place}`, { name: place });
      await good(anna, "PUT", `/api/v1/site/source/${place}-panel`, {
        name: place,
        driver: "http",
        partition: place,
        settings: {},
      });
      const facts = { kind: "raise", category: "technical", condition: "fault", raw: "" } as const;
      await test.core.report(`${place}-panel`, [{ point: "door", ...facts }]);
    }
    await good(anna, "PUT", "/api/v1/site/workstation/hall", {
      name: "Hall",
      partition: "north",
      wall: { views: ["/on-call"], everySec: 20 },
    });
    await good(anna, "PUT", "/api/v1/site/workstation/gate", { name: "Gate", partition: "north" });
  });
  after(() => test.close());

  it("is no browser by itself", async () => {
    assert.deepEqual((await good("", "GET", "/api/v1/wall")).json(), { display: null });
    assert.equal((await ask("", "GET", "/api/v1/alarms")).statusCode, 401);
    const forged = "__Host-tocsin-workstation=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    assert.deepEqual((await good(forged, "GET", "/api/v1/wall")).json(), { display: null });
  });

  it("becomes one by the code of a workstation that is a display, once, and that is in the audit trail", async () => {
    const refused = await ask("", "POST", "/api/v1/wall", { code: await codeFor("gate") });
    assert.equal(refused.statusCode, 422);
    assert.match(refused.json().detail, /Gate is no display on a wall/);
    const code = await codeFor("hall");
    const bound = await good("", "POST", "/api/v1/wall", { code });
    display = cookieOf(bound.headers["set-cookie"]);
    for (const attribute of ["Secure", "HttpOnly", "SameSite=Strict", "Path=/"]) {
      assert.ok(String(bound.headers["set-cookie"]).includes(attribute), attribute);
    }
    assert.equal((await ask("", "POST", "/api/v1/wall", { code })).statusCode, 422, "a code is good once");
    assert.match(
      await lastSentence(),
      /became the wall display Hall, with a code that operator:anna\.keller had made\.$/,
    );
    assert.deepEqual((await good(display, "GET", "/api/v1/wall")).json(), {
      display: { id: "hall", name: "Hall", views: ["/on-call"], everySec: 20 },
    });
  });

  it("sees what lies in its partition, and nothing else", async () => {
    assert.deepEqual(await alarmsOf(display), ["north-panel"]);
    const sources = (await good(display, "GET", "/api/v1/sources")).json().items;
    assert.deepEqual(
      sources.map(({ id }: { id: string }) => id),
      ["north-panel"],
    );
    for (const url of ["/api/v1/audit-trail", "/api/v1/operators", "/api/v1/ports"]) {
      assert.equal((await ask(display, "GET", url)).statusCode, 403, url);
    }
    for (const url of ["/api/v1/session", "/api/v1/profile", "/api/v1/search?q=x"]) {
      assert.equal((await ask(display, "GET", url)).statusCode, 401, url);
    }
  });

  it("takes no order of any kind, and nothing has changed", async () => {
    const [alarm] = (await good(display, "GET", "/api/v1/alarms")).json().items;
    const { occurrence, sequence } = alarm;
    for (const [method, url, body] of [
      ["POST", `/api/v1/alarms/${alarm.id}/acknowledge`, { occurrence, sequence }],
      ["POST", `/api/v1/alarms/${alarm.id}/comment`, { comment: "hm" }],
      ["PUT", "/api/v1/site/workstation/hall", { name: "Mine" }],
      ["DELETE", "/api/v1/site/source/north-panel", undefined],
      ["POST", "/api/v1/sound-tests", { sound: "low", heard: true, volume: 1 }],
    ] as const) {
      const answer = await ask(display, method, url, body);
      assert.equal(answer.statusCode, 403, `${method} ${url}: ${answer.body}`);
      assert.match(answer.json().detail, /'Hall' is a display on a wall and takes no orders/);
    }
    assert.equal((await good(anna, "GET", `/api/v1/alarms/${alarm.id}`)).json().alarm.state, "unacknowledged");
  });

  it("has no more rights than to see, whatever its role has", async () => {
    const wall = { role: "administrator" };
    await good(anna, "PUT", "/api/v1/site/workstation/hall", { name: "Hall", partition: "north", wall });
    assert.equal((await ask(display, "GET", "/api/v1/audit-trail")).statusCode, 403);
    assert.deepEqual(await alarmsOf(display), ["north-panel"]);
    await good(anna, "PUT", "/api/v1/site/workstation/hall", { name: "Hall", wall: { role: "no-such-role" } });
    assert.equal((await ask(display, "GET", "/api/v1/alarms")).statusCode, 403);
  });

  it("shows all partitions only where somebody with all of them said so", async () => {
    const roles = [{ role: "engineer", partitions: ["north"] }];
    await good(anna, "POST", "/api/v1/operators", { id: "nora.berg", name: "Nora", password: PASSWORD, roles });
    const signedIn = await good("", "POST", "/api/v1/session", { id: "nora.berg", password: PASSWORD });
    const nora = cookieOf(signedIn.headers["set-cookie"]);
    const body = { name: "Hall", partition: "north", wall: { everywhere: true } };
    await good(anna, "PUT", "/api/v1/site/workstation/hall", { ...body, wall: {} });
    const refused = await ask(nora, "PUT", "/api/v1/site/workstation/hall", body);
    assert.equal(refused.statusCode, 403);
    assert.match(refused.json().detail, /for all partitions/);
    await good(anna, "PUT", "/api/v1/site/workstation/hall", body);
    assert.deepEqual((await alarmsOf(display)).toSorted(), ["north-panel", "south-panel"]);
  });

  it("follows live, watches for nobody, and ends at once when it is let go", async () => {
    const authority = await makeAuthority();
    const certificate = await authority.issue("localhost");
    const listening = await test.api.listen({ host: "127.0.0.1", port: 0, ...certificate });
    const feed = new FeedListener(listening.port, authority.cert, { cookie: display });
    await feed.opened();
    assert.deepEqual(test.access.watchers(), []);
    assert.deepEqual(
      test.access.clients().filter(({ workstation }) => workstation === "hall"),
      [{ workstation: "hall", live: true }],
    );
    await good(anna, "DELETE", "/api/v1/workstations/hall/browsers");
    while ((await feed.next()) !== null);
    assert.equal((await ask(display, "GET", "/api/v1/alarms")).statusCode, 401);
    assert.deepEqual((await good(display, "GET", "/api/v1/wall")).json(), { display: null });
  });
});
