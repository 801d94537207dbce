import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { asPage, cookieOf, enrolled, openTestCore, PASSWORD, type TestCore } from "../../test/peers/api-core.ts";
import { makeAuthority } from "../../test/peers/authority.ts";
import { FreezingProxy } from "../../test/peers/freezing-proxy.ts";
import { FeedListener } from "../../test/peers/https-client.ts";
import type { Listening } from "./listen.ts";

describe("the live feed", () => {
  let test: TestCore;
  let listening: Listening;
  let ca: string;
  let cookie: string;
  const open: FeedListener[] = [];
  const listen = async (query = "", headers: Record<string, string> = { cookie }) => {
    const listener = new FeedListener(listening.port, ca, headers, query);
    open.push(listener);
    await listener.opened();
    return listener;
  };
  const report = (source: string, point: string) =>
    test.core.report(source, [{ point, kind: "raise", category: "fire", condition: "fire", raw: "" }]);

  before(async () => {
    test = await openTestCore();
    const authority = await makeAuthority();
    ca = authority.cert;
    listening = await test.api.listen({ host: "127.0.0.1", port: 0, ...(await authority.issue("localhost")) });
    cookie = await enrolled(test);
    for (const [kind, id, body] of [
      ["partition", "east", { name: "East" }],
      ["partition", "west", { name: "West" }],
      ["source", "web", { name: "Web", driver: "http", partition: "east" }],
      ["source", "other", { name: "Other", driver: "http", partition: "west" }],
    ] as const) {
      const url = `/api/v1/site/${kind}/${id}`;
      const put = await test.api.app.inject({ method: "PUT", url, headers: asPage(cookie), payload: body });
      assert.equal(put.statusCode, 201, put.body);
    }
  });
  afterEach(() => {
    for (const listener of open.splice(0)) listener.close();
  });
  after(() => test.close());

  /** The next message about an alarm. */
  async function nextAlarm(listener: FeedListener) {
    for (;;) {
      const sent = await listener.next();
      if (sent === null || sent.event === "alarm" || sent.event === "reset") return sent;
    }
  }

  it("tells of an alarm as the list shows it", async () => {
    const listener = await listen();
    await report("web", "one");
    const sent = await nextAlarm(listener);
    const list = (await test.api.app.inject({ url: "/api/v1/alarms?text=one", headers: { cookie } })).json();
    assert.equal(sent?.event, "alarm");
    const alarm = sent?.data as { sourceName: string; id: number } | undefined;
    assert.deepEqual([alarm?.sourceName, alarm?.id], ["Web", list.items[0].id]);
    assert.deepEqual(sent?.id.split(":")[0], list.feed.epoch);
  });

  it("says with an alarm and in the list what those are called whom it names by id, and nothing about others", async () => {
    await report("web", "acknowledged");
    const listener = await listen();
    const query = "/api/v1/alarms?text=acknowledged";
    const list = () => test.api.app.inject({ url: query, headers: { cookie } }).then((answer) => answer.json());
    const [{ id, occurrence, sequence }] = (await list()).items;
    const url = `/api/v1/alarms/${id}/acknowledge`;
    const payload = { occurrence, sequence, comment: "ask operator:eva.east" };
    const given = await test.api.app.inject({ method: "POST", url, headers: asPage(cookie), payload });
    assert.equal(given.statusCode, 200, given.body);
    const sent = (await nextAlarm(listener))?.data as { acknowledgedBy: string; actors?: object } | undefined;
    assert.equal(sent?.acknowledgedBy, "operator:anna.keller");
    assert.deepEqual(sent?.actors, { "operator:anna.keller": "Anna Keller" });
    assert.deepEqual((await list()).actors, { "operator:anna.keller": "Anna Keller" });
  });

  it("says to every new screen how the database fares, so that none looks calm while it is down", async () => {
    const listener = await listen();
    assert.deepEqual(
      { ...(await listener.next()) },
      { id: "", event: "health", data: { database: "up", because: "the database answers" } },
    );
  });

  it("goes on after the last message that was seen, by header and by query", async () => {
    const listener = await listen();
    await report("web", "two");
    const last = (await nextAlarm(listener))?.id ?? "";
    listener.close();
    await report("web", "three");
    await report("web", "four");
    const byHeader = await listen("", { cookie, "last-event-id": last });
    const byQuery = await listen(`?after=${last}`);
    for (const resumed of [byHeader, byQuery]) {
      const points = [(await nextAlarm(resumed))?.data, (await nextAlarm(resumed))?.data];
      assert.deepEqual(
        points.map((alarm) => (alarm as { point: string }).point),
        ["three", "four"],
      );
    }
  });

  for (const last of ["another-epoch:3", "0:0", "nonsense", ":"]) {
    it(`tells to load everything anew when it can't go on after '${last}'`, async () => {
      const listener = await listen("", { cookie, "last-event-id": last });
      const sent = await listener.next();
      assert.deepEqual([sent?.event, sent?.id], ["reset", `${test.feed.epoch}:${test.feed.seq}`]);
    });
  }

  it("tells to load everything anew when too much was missed", async () => {
    const last = `${test.feed.epoch}:${test.feed.seq}`;
    for (let i = 0; i < 10_001; i++) test.feed.publish("health", { database: "up", because: "" });
    assert.equal((await (await listen(`?after=${last}`)).next())?.event, "reset");
  });

  it("shows that the line is alive every five seconds", async () => {
    const listener = await listen();
    const before = listener.comments;
    test.clock.advance(5000);
    await report("web", "five");
    await nextAlarm(listener);
    assert.equal(listener.comments, before + 1);
  });

  it("drops a screen whose network is gone, although nobody has closed the connection", async (t) => {
    const proxy = await FreezingProxy.open(listening.port);
    try {
      const listener = new FeedListener(proxy.port, ca, { cookie });
      open.push(listener);
      await listener.opened();
      const live = () => test.access.clients().filter((client) => client.live).length;
      const before = live();
      assert.ok(before > 0);
      proxy.freeze();
      test.clock.advance(5000); // asks whether it is there
      const asked = performance.now();
      t.mock.method(performance, "now", () => asked + 5000);
      test.clock.advance(5000);
      while (live() === before) await new Promise((resolve) => setImmediate(resolve));
    } finally {
      proxy.close();
    }
  });

  it("tells an operator of a partition of that partition only", async () => {
    const payload = {
      id: "eva.east",
      name: "Eva",
      password: PASSWORD,
      roles: [{ role: "operator", partitions: ["east"] }],
    };
    const made = await test.api.app.inject({
      method: "POST",
      url: "/api/v1/operators",
      headers: asPage(cookie),
      payload,
    });
    assert.equal(made.statusCode, 201, made.body);
    const signedIn = await test.api.app.inject({
      method: "POST",
      url: "/api/v1/session",
      payload: { id: "eva.east", password: PASSWORD },
    });
    const own = cookieOf(signedIn.headers["set-cookie"]);
    const listener = await listen("", { cookie: own });
    await report("other", "hidden");
    await report("web", "shown");
    const shown = await nextAlarm(listener);
    assert.equal((shown?.data as { point: string } | undefined)?.point, "shown");
    const all = (await test.api.app.inject({ url: "/api/v1/alarms?state=all", headers: { cookie: own } })).json();
    assert.ok(all.items.every(({ partition }: { partition: string }) => partition === "east"));
    const hidden = (await test.api.app.inject({ url: "/api/v1/alarms?text=hidden", headers: { cookie } })).json()
      .items[0];
    const detail = await test.api.app.inject({ url: `/api/v1/alarms/${hidden.id}`, headers: { cookie: own } });
    assert.equal(detail.statusCode, 404);
    const order = { method: "POST", url: `/api/v1/alarms/${hidden.id}/acknowledge`, headers: asPage(own) } as const;
    const refused = await test.api.app.inject({
      ...order,
      payload: { occurrence: hidden.occurrence, sequence: hidden.sequence },
    });
    assert.equal(refused.statusCode, 404);
    // Removed meanwhile: the stream ends with the next sign of life.
    const gone = await test.api.app.inject({
      method: "DELETE",
      url: "/api/v1/operators/eva.east",
      headers: asPage(cookie),
    });
    assert.equal(gone.statusCode, 204);
    test.clock.advance(5000);
    while (!listener.ended) await listener.next();
    assert.equal(listener.ended, true);
  });

  it("does not wait for a listener that does not read, and tells it to load anew", async () => {
    const slow = await listen();
    const quick = await listen();
    slow.pause();
    const big = "x".repeat(60_000);
    for (let i = 0; i < 120; i++) {
      test.feed.publish("health", { database: "up", because: `${i} ${big}` });
      await quick.next();
    }
    slow.resume();
    let seen = 0;
    for (let sent = await slow.next(); sent?.event !== "reset"; sent = await slow.next()) {
      assert.ok(sent, "the stream ended");
      seen++;
    }
    assert.ok(seen < 120, `${seen} of 120`);
  });

  it("drops a listener that has not read for half a minute", async () => {
    const slow = await listen();
    const quick = await listen();
    slow.pause();
    for (let i = 0; i < 120; i++) {
      test.feed.publish("health", { database: "up", because: "x".repeat(60_000) });
      await quick.next();
    }
    test.clock.advance(40_000);
    slow.resume();
    while (!slow.ended) await slow.next();
    assert.equal(slow.ended, true);
  });
});
