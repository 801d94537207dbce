import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { asPage, enrolled, openTestCore, type TestCore } from "../../test/peers/api-core.ts";
import { makeAuthority } from "../../test/peers/authority.ts";
import { HttpsClient } from "../../test/peers/https-client.ts";
import type { Listening } from "./listen.ts";

describe("events by HTTP", () => {
  let test: TestCore;
  let listening: Listening;
  let client: HttpsClient;
  let page: Record<string, string>;
  let token: string;
  const report = (point: string, more: object = {}) => ({
    point,
    kind: "raise",
    category: "fire",
    condition: "fire",
    raw: "x",
    ...more,
  });
  const send = (body: string | object, headers: Record<string, string> = {}) =>
    client.ask("POST", "/api/v1/events", { authorization: `Bearer ${token}`, ...headers }, body);

  before(async () => {
    test = await openTestCore();
    const authority = await makeAuthority();
    listening = await test.api.listen({ host: "127.0.0.1", port: 0, ...(await authority.issue("localhost")) });
    client = new HttpsClient(listening.port, authority.cert);
    page = asPage(await enrolled(test));
    const put = (id: string, body: object) =>
      test.api.app.inject({ method: "PUT", url: `/api/v1/site/source/${id}`, headers: page, payload: body });
    assert.equal((await put("web", { name: "Web", driver: "http" })).statusCode, 201);
    assert.equal((await put("off", { name: "Off", driver: "http", enabled: false })).statusCode, 201);
    token = (
      await test.access.tokenDesk.create(
        { name: "scada", scopes: ["events:write"], expiresAt: null },
        { kind: "machine", id: "test" },
      )
    ).token;
  });
  after(async () => {
    client.close();
    await test.close();
  });

  it("answers once the events are stored, with their ids", async () => {
    const answer = await send({ source: "web", events: [report("a"), report("b"), report("c")] });
    assert.equal(answer.status, 202, answer.text);
    const { accepted, ids } = JSON.parse(answer.text);
    assert.deepEqual([accepted, ids[1] - ids[0]], [3, 2]);
    const { rows } = await test.look.query("select point from core.event where id between $1 and $2 order by id", ids);
    assert.deepEqual(
      rows.map(({ point }) => point),
      ["a", "b", "c"],
    );
    const list = await test.api.app.inject({ url: "/api/v1/alarms?text=WEB", headers: page });
    assert.equal(list.json().total, 3);
    assert.deepEqual([list.json().items[0].sourceName, list.json().items[0].point], ["Web", "c"]);
  });

  it("shows stored events page by page, the newest first", async () => {
    const first = (await test.api.app.inject({ url: "/api/v1/events?limit=2&source=web", headers: page })).json();
    const second = (
      await test.api.app.inject({ url: `/api/v1/events?limit=2&source=web&cursor=${first.next}`, headers: page })
    ).json();
    assert.deepEqual(
      [...first.items, ...second.items].map(({ point }) => point),
      ["c", "b", "a"],
    );
    assert.equal(second.next, null);
    assert.equal((await test.api.app.inject({ url: "/api/v1/events?cursor=forged", headers: page })).statusCode, 400);
  });

  const REFUSED: readonly (readonly [
    what: string,
    status: number,
    says: RegExp,
    body: string | object,
    headers?: Record<string, string>,
  ])[] = [
    ["what is not JSON", 400, /not JSON/, "{", { "content-type": "application/json" }],
    ["another media type", 415, /application\/json/, "hello", { "content-type": "text/plain" }],
    ["a source that does not exist", 422, /There is no source 'nowhere'/, { source: "nowhere", events: [report("a")] }],
    ["a source that is switched off", 409, /switched off/, { source: "off", events: [report("a")] }],
    [
      "an event that is wrong",
      400,
      /events\[1\]\.kind: expected one of raise, .*found "explode"/,
      { source: "web", events: [report("a"), report("b", { kind: "explode" })] },
    ],
    ["no event", 400, /1 to 1000 events/, { source: "web", events: [] }],
    [
      "a forged token",
      401,
      /token/,
      { source: "web", events: [report("a")] },
      { authorization: "Bearer tocsin_00_forged" },
    ],
    [
      "a body that is too large",
      413,
      /larger than 4194304 bytes/,
      { source: "web", events: [report("a", { raw: "x".repeat(5_000_000) })] },
    ],
  ];
  for (const [what, status, says, body, headers] of REFUSED) {
    it(`refuses ${what}, and stores nothing`, async () => {
      const before = await test.look.query("select count(*) from core.event");
      const answer = await send(body, headers);
      assert.equal(answer.status, status, answer.text);
      assert.match(String(answer.headers["content-type"]), /problem\+json/);
      assert.match(JSON.parse(answer.text).detail, says);
      assert.deepEqual((await test.look.query("select count(*) from core.event")).rows, before.rows);
    });
  }

  it("refuses a token that has run out", async () => {
    const expiresAt = test.clock.now() + 60_000;
    const made = await test.access.tokenDesk.create(
      { name: "short", scopes: ["events:write"], expiresAt },
      { kind: "machine", id: "test" },
    );
    const headers = { authorization: `Bearer ${made.token}` };
    assert.equal((await send({ source: "web", events: [report("a")] }, headers)).status, 202);
    test.clock.advance(61_000);
    assert.equal((await send({ source: "web", events: [report("a")] }, headers)).status, 401);
  });

  it("stores text that the database can't hold as it can", async () => {
    const answer = await send({
      source: "web",
      events: [report("nul\u0000", { text: "half \ud800 pair", raw: "\u0000" })],
    });
    assert.equal(answer.status, 202, answer.text);
  });
});
