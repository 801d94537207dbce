import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import {
  type Answered,
  type Asked,
  channelHost,
  hostileMessage,
  openFarSide,
} from "../../../test/peers/http-far-side.ts";
import { matrix } from "./index.ts";
import { Settings } from "./settings.ts";
import { readSync } from "./sync.ts";

const never = new AbortController().signal;
const V3 = "/_matrix/client/v3";
const SELF = "@alarms:plant.example";
const json = (body: unknown, status = 200): Answered => ({ status, body: JSON.stringify(body) });
/** §2: the standard error. */
const unknown = (status: number, errcode: string, more: object = {}) =>
  json({ errcode, error: "No.", ...more }, status);

/** An event as §6.4.4 prints it. */
const event = (id: string, sender: string, body: string, content: object = {}) => ({
  content: { body, msgtype: "m.text", ...content },
  event_id: id,
  origin_server_ts: 1_432_735_824_653,
  sender,
  type: "m.room.message",
  unsigned: { age: 1234 },
});
const synced = (next: string, events: readonly object[]) =>
  json({ next_batch: next, rooms: { join: { "!726s6s6q:plant.example": { timeline: { events, limited: false } } } } });

/** A homeserver that answers as the specification prints it; `answers` come before that, by method and path. */
async function openHomeserver(t: TestContext, answers: Record<string, (asked: Asked) => Answered | null> = {}) {
  const syncs: Answered[] = [];
  const data = new Map<string, unknown>();
  let wake = () => {};
  const server = await openFarSide(t, async (asked) => {
    const { pathname, searchParams } = new URL(asked.path, "http://x");
    const path = decodeURIComponent(pathname.slice(V3.length));
    const own = answers[`${asked.method} ${path.replace(/\/tocsin-\d+$/u, "")}`]?.(asked);
    if (own) return own;
    if (path === "/account/whoami") return json({ user_id: SELF });
    if (path === "/createRoom") return json({ room_id: "!new:plant.example" });
    if (path.includes("/send/")) return json({ event_id: "$YUwRidLecu:plant.example" });
    if (path.includes("/account_data/")) {
      const type = path.slice(path.lastIndexOf("/") + 1);
      if (asked.method === "GET") return data.has(type) ? json(data.get(type)) : unknown(404, "M_NOT_FOUND");
      data.set(type, JSON.parse(String(asked.body)));
      wake();
      return json({});
    }
    if (path === "/sync" && !searchParams.has("since")) {
      return synced("s1", [event("$old", "@anna:plant.example", "ACK 1a-old1")]);
    }
    for (;;) {
      const next = syncs.shift();
      if (next) return next;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  });
  const { host, heard } = channelHost();
  const open = async () => {
    const settings = { homeserver: server.url, user: SELF, accessToken: "syt_secret" };
    const line = await matrix.open(Settings.parse(settings), host);
    t.after(() => line[Symbol.asyncDispose]());
    return line;
  };
  const sync = (answer: Answered) => {
    syncs.push(answer);
    wake();
  };
  const until = async (fits: () => boolean) => {
    while (!fits()) await new Promise(setImmediate);
  };
  return { ...server, open, sync, until, heard, data };
}

test("a person gets a direct room, once, and the message with a transaction id of its own", async (t) => {
  const server = await openHomeserver(t);
  const line = await server.open();
  const to = "@anna:plant.example";
  const [one, two] = await Promise.all([
    line.deliver(hostileMessage({ to }), never),
    line.deliver(hostileMessage({ to, id: 43 }), never),
  ]);
  assert.deepEqual(one, {
    outcome: "accepted",
    because: `${server.host} answered 200`,
    receipt: "$YUwRidLecu:plant.example",
  });
  assert.equal(two?.outcome, "accepted");
  const made = server.asked.filter(({ path }) => path.endsWith("/createRoom"));
  assert.deepEqual(
    made.map(({ body }) => JSON.parse(String(body)) as unknown),
    [{ invite: [to], is_direct: true, preset: "trusted_private_chat" }],
  );
  assert.deepEqual(server.data.get("m.direct"), { [to]: ["!new:plant.example"] });
  const sent = server.asked.filter(({ path }) => path.includes("/send/"));
  assert.deepEqual(sent.map(({ method, path }) => `${method} ${path}`).toSorted(), [
    `PUT ${V3}/rooms/!new%3Aplant.example/send/m.room.message/tocsin-42`,
    `PUT ${V3}/rooms/!new%3Aplant.example/send/m.room.message/tocsin-43`,
  ]);
  assert.equal(sent[0]?.headers["authorization"], "Bearer syt_secret");
  const { text } = hostileMessage();
  assert.deepEqual(JSON.parse(String(sent[0]?.body)), {
    msgtype: "m.text",
    body: text,
    "m.mentions": { user_ids: [to] },
  });
  assert.equal((await line.check()).ok, true);
});

test("what people write is heard once with the sender whom the server names, and not what stood there before", async (t) => {
  const server = await openHomeserver(t);
  const line = await server.open();
  server.sync(
    synced("s2", [
      event("$1", "@anna:plant.example", "> <@alarms:plant.example> HIGH: Boiler\n> Code 1a-7f3k\n\nACK 1a-7f3k"),
      event("$2", SELF, "ACK 1a-7f3k"),
      event("$3", "@otto:plant.example", "* ACK 1a-7f3k", {
        "m.relates_to": { rel_type: "m.replace", event_id: "$0" },
      }),
      { ...event("$4", "@otto:plant.example", "ACK"), type: "m.sticker" },
      { nonsense: true },
    ]),
  );
  await server.until(() => server.heard.length > 0);
  assert.deepEqual(server.heard, [{ from: "@anna:plant.example", text: "ACK 1a-7f3k" }]);
  await server.until(() => JSON.stringify(server.data.get("dev.tocsin.read_to")) === '{"since":"s2"}');
  await line[Symbol.asyncDispose]();
  await server.open();
  await server.until(() => server.asked.some(({ path }) => path.includes("since=s2")));
  assert.equal(server.heard.length, 1, "after a restart it goes on where it was");
});

test("what the homeserver answers decides", async (t) => {
  const table = [
    [unknown(429, "M_LIMIT_EXCEEDED", { retry_after_ms: 2000 }), "retry", 2000],
    [unknown(403, "M_FORBIDDEN"), "rejected", undefined],
    [unknown(401, "M_UNKNOWN_TOKEN"), "rejected", undefined],
    [unknown(502, "M_UNKNOWN"), "retry", undefined],
  ] as const;
  let row = 0;
  const answer = () => table[row]?.[0] ?? null;
  const send = "PUT /rooms/!new:plant.example/send/m.room.message";
  const server = await openHomeserver(t, { [send]: answer, "GET /account/whoami": () => json({ user_id: "@x:y" }) });
  const line = await server.open();
  for (row = 0; row < table.length; row++) {
    const delivery = await line.deliver(hostileMessage({ to: "@anna:plant.example" }), never);
    const [, outcome, afterMs] = table[row] ?? assert.fail();
    assert.equal(delivery.outcome, outcome, delivery.because);
    assert.equal(delivery.outcome === "retry" ? delivery.afterMs : undefined, afterMs);
  }
  assert.deepEqual(await line.check(), { ok: false, because: "the access token belongs to @x:y" });
});

test("an answer that is none of a homeserver's is nothing", () => {
  for (const body of ["", "<html>", "[]", '{"next_batch": 1}', '{"rooms": {}}'])
    assert.equal(readSync(body, SELF), null);
  assert.deepEqual(readSync('{"next_batch": "s1"}', SELF), { next: "s1", said: [] });
});

test("addresses are Matrix ids", () => {
  for (const address of ["anna", "#room:x.example", "@Anna:x.example", "@a b:x"])
    assert.equal(matrix.address.safeParse(address).success, false, address);
  assert.equal(matrix.address.safeParse("@anna:plant.example").success, true);
});
