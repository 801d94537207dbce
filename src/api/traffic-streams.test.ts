import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { Secret } from "#kernel/secret.ts";
import { asPage, cookieOf, enrolled, openTestCore, PASSWORD, type TestCore } from "../../test/peers/api-core.ts";
import { makeAuthority } from "../../test/peers/authority.ts";
import { FeedListener, type Sent } from "../../test/peers/https-client.ts";
import type { Listening } from "./listen.ts";

const KEY = "31323334353637383930313233343536";
const MACHINE = { kind: "machine", id: "test" } as const;

type Line = { outcome: string; raw: string; number: number };

describe("what a source sends, as a stream", () => {
  let test: TestCore;
  let listening: Listening;
  let ca: string;
  let cookie: string;
  const open: FeedListener[] = [];

  const look = async (id: string, as = cookie) => {
    const listener = new FeedListener(listening.port, ca, { cookie: as }, "", `/api/v1/sources/${id}/traffic`);
    open.push(listener);
    await listener.opened();
    if (listener.status === 200) assert.equal((await listener.next())?.event, "open");
    return listener;
  };
  const ask = (method: "GET" | "POST" | "PUT" | "DELETE", url: string, payload?: object, as = cookie) =>
    test.api.app.inject({ method, url, headers: asPage(as), ...(payload ? { payload } : {}) });
  const report = (...points: string[]) => {
    for (const point of points) {
      const raw = `<${point}>`;
      const taken = { point, kind: "note", category: "other", condition: "", raw } as const;
      test.line.supervisor.traffic.note("web", { outcome: "taken", raw, report: taken });
    }
  };
  /** Lets what waits to be sent together go out. */
  const together = () => test.clock.advance(300);
  const raws = (sent: readonly (Sent | null)[]) => sent.map((one) => (one?.data as Line | undefined)?.raw);

  before(async () => {
    test = await openTestCore();
    const authority = await makeAuthority();
    ca = authority.cert;
    listening = await test.api.listen({ host: "127.0.0.1", port: 0, ...(await authority.issue("localhost")) });
    cookie = await enrolled(test);
    for (const [kind, id, body] of [
      ["partition", "east", { name: "East" }],
      ["source", "web", { name: "Web", driver: "http" }],
      ["source", "east", { name: "East", driver: "http", partition: "east" }],
      [
        "source",
        "panel",
        { name: "Panel", driver: "sia-dc09", enabled: false, settings: { accounts: [{ account: "1234", key: KEY }] } },
      ],
    ] as const) {
      const put = await ask("PUT", `/api/v1/site/${kind}/${id}`, body);
      assert.equal(put.statusCode, 201, put.body);
    }
  });
  afterEach(() => {
    for (const listener of open.splice(0)) listener.close();
  });
  after(() => test.close());

  it("brings each message to everybody who looks, from then on", async () => {
    report("before");
    const one = await look("web");
    const other = await look("web");
    report("t1", "t2");
    together();
    for (const viewer of [one, other]) {
      const sent = [await viewer.next(), await viewer.next()];
      assert.deepEqual(raws(sent), ["<t1>", "<t2>"]);
      assert.deepEqual(
        sent.map((line) => line?.event),
        ["line", "line"],
      );
    }
  });

  it("says of a flood how many messages are not shown, where they would stand", async () => {
    const viewer = await look("web");
    report(...Array.from({ length: 80 }, (_, at) => `f${at}`));
    together();
    const lines = [];
    for (let line = await viewer.next(); line?.event === "line"; line = await viewer.next()) {
      lines.push(line);
      if (lines.length === 50) {
        const gap = await viewer.next();
        assert.deepEqual([gap?.event, (gap?.data as { skipped: number } | undefined)?.skipped], ["gap", 30]);
        break;
      }
    }
    report("after");
    together();
    assert.deepEqual(raws([await viewer.next()]), ["<after>"]);
  });

  it("says how many a driver host could not send on", async () => {
    const viewer = await look("web");
    test.line.supervisor.traffic.note("web", { outcome: "missed", count: 7 });
    together();
    const gap = await viewer.next();
    assert.deepEqual([gap?.event, (gap?.data as { skipped: number } | undefined)?.skipped], ["gap", 7]);
  });

  it("blots out the secrets of the source, also those that it was given meanwhile", async () => {
    const viewer = await look("panel");
    const { traffic } = test.line.supervisor;
    traffic.note("panel", { outcome: "refused", why: "no good", raw: `key ${KEY}` });
    together();
    assert.deepEqual(raws([await viewer.next()]), ["key ***"]);
    const later = "61626364656667686970717273747576";
    const settings = { accounts: [{ account: "1234", key: later }] };
    const put = await ask("PUT", "/api/v1/site/source/panel", {
      name: "P",
      driver: "sia-dc09",
      enabled: false,
      settings,
    });
    assert.equal(put.statusCode, 200, put.body);
    traffic.note("panel", { outcome: "refused", why: "no good", raw: `key ${later}` });
    together();
    assert.deepEqual(raws([await viewer.next()]), ["key ***"]);
  });

  it("ends when the screen is locked, and is refused while it is", async () => {
    await admitted("bert", []);
    const bert = await signedIn("bert");
    const viewer = await look("web", bert);
    assert.ok((await ask("POST", "/api/v1/session/lock", {}, bert)).statusCode < 300);
    assert.deepEqual((await viewer.next())?.data, { because: "locked" });
    assert.equal(await viewer.next(), null);
    assert.equal((await look("web", bert)).status, 423);
  });

  it("ends when the right is lost, and another partition's source is none", async () => {
    await admitted("cora", ["east"]);
    const cora = await signedIn("cora");
    assert.equal((await look("web", cora)).status, 404);
    const viewer = await look("east", cora);
    assert.equal((await ask("PUT", "/api/v1/site/source/east", { name: "East", driver: "http" })).statusCode, 200);
    test.clock.advance(5000);
    assert.deepEqual((await viewer.next())?.data, { because: "no-right" });
    assert.equal(await viewer.next(), null);
  });

  it("ends when the source is removed", async () => {
    await ask("PUT", "/api/v1/site/source/gone", { name: "Gone", driver: "http" });
    const viewer = await look("gone");
    const removed = await test.api.app.inject({
      method: "DELETE",
      url: "/api/v1/site/source/gone",
      headers: { ...asPage(cookie), "if-match": '"1"' },
    });
    assert.equal(removed.statusCode, 204, removed.body);
    test.clock.advance(5000);
    assert.deepEqual((await viewer.next())?.data, { because: "source-gone" });
  });

  it("shows that it is alive, and serves sixteen at once", async () => {
    const viewers = await Promise.all(Array.from({ length: 16 }, () => look("web")));
    test.clock.advance(5000);
    report("t1");
    together();
    await viewers[0]?.next();
    assert.equal(viewers[0]?.comments, 1);
    const refused = await look("web");
    assert.equal(refused.status, 503);
  });

  async function admitted(id: string, partitions: readonly string[]): Promise<void> {
    const roles = [{ role: "engineer", partitions }];
    await test.access.accounts.create({ id, name: id, password: new Secret(PASSWORD), roles, person: null }, MACHINE, {
      approved: true,
    });
  }

  async function signedIn(id: string): Promise<string> {
    const answer = await test.api.app.inject({
      method: "POST",
      url: "/api/v1/session",
      payload: { id, password: PASSWORD },
    });
    assert.equal(answer.statusCode, 200, answer.body);
    return cookieOf(answer.headers["set-cookie"]);
  }
});
