import assert from "node:assert/strict";
import { test } from "node:test";
import { channelHost, hostileMessage, openFarSide } from "../../../test/peers/http-far-side.ts";
import { ntfy } from "./index.ts";
import { publication } from "./publication.ts";
import { Settings } from "./settings.ts";

const never = new AbortController().signal;
const token = "tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2";

test("a message is published as docs.ntfy.sh/publish describes it, with token, priority and click link", async (t) => {
  // The answer of docs.ntfy.sh/subscribe/api, "JSON message format".
  const body = '{"id":"hwQ2YpKdmg","time":1635528741,"event":"message","topic":"anna-7qWk2","message":"x"}';
  const server = await openFarSide(t, () => ({ status: 200, body }));
  const line = await ntfy.open(Settings.parse({ server: server.url, token }), channelHost().host);
  t.after(() => line[Symbol.asyncDispose]());
  const delivery = await line.deliver(hostileMessage({ to: "anna-7qWk2" }), never);
  assert.deepEqual(delivery, {
    outcome: "accepted",
    because: `${server.host} answered 200`,
    receipt: "hwQ2YpKdmg",
  });
  const [asked] = server.asked;
  assert.deepEqual([asked?.method, asked?.path, asked?.headers["authorization"]], ["POST", "/", `Bearer ${token}`]);
  assert.deepEqual(JSON.parse(String(asked?.body)), {
    topic: "anna-7qWk2",
    title: "HIGH: *Boiler* <!channel> & @all, House",
    message: 'HIGH: *Boiler* <!channel> & @all\n\nWhere: "House"\n``` [x](https://evil.example)',
    priority: 4,
    tags: ["warning"],
    click: "https://alarms.example/alarms/1",
    actions: [{ action: "view", label: "Open", url: "https://alarms.example/alarms/1" }],
  });
});

test("urgency follows the priority, and what isn't an alarm doesn't ring", () => {
  const of = (some: object) => publication(hostileMessage(some)).priority;
  assert.deepEqual(
    (["life-safety", "critical", "high", "medium", "low"] as const).map((priority) => of({ priority })),
    [5, 5, 4, 3, 2],
  );
  assert.equal(of({ priority: "critical", kind: "cleared" }), 3);
});

test("a long text is cut between characters", () => {
  const { message } = publication(hostileMessage({ text: "€".repeat(2000) }));
  assert.equal(Buffer.byteLength(message), 4095);
  assert.match(message, /^€+…$/u);
});

test("what the server answers: refused, too often, not ntfy at all; and whether it is healthy", async (t) => {
  const table = [
    [403, '{"code":40301,"http":403,"error":"forbidden"}', "rejected", /answered 403: .*forbidden/],
    [429, '{"code":42901,"http":429,"error":"limit reached"}', "retry", /answered 429/],
    [507, "full", "retry", /answered 507: full/],
    [200, "<html>", "rejected", /not as ntfy does/],
  ] as const;
  let row = 0;
  let healthy = true;
  const server = await openFarSide(t, ({ path }) => {
    if (path === "/v1/health") return { status: 200, body: JSON.stringify({ healthy }) };
    const [status, body] = table[row] ?? [599, ""];
    return { status, body };
  });
  const line = await ntfy.open(Settings.parse({ server: server.url }), channelHost().host);
  t.after(() => line[Symbol.asyncDispose]());
  for (row = 0; row < table.length; row++) {
    const [status, , outcome, because] = table[row] ?? assert.fail();
    const delivery = await line.deliver(hostileMessage(), never);
    assert.equal(delivery.outcome, outcome, String(status));
    assert.match(delivery.because, because);
  }
  assert.equal((await line.check()).ok, true);
  healthy = false;
  assert.equal((await line.check()).ok, false);
});

test("topics and tokens as ntfy knows them", () => {
  for (const topic of ["a b", "a/b", "", "x".repeat(65)]) assert.equal(ntfy.address.safeParse(topic).success, false);
  assert.equal(ntfy.address.safeParse("anna-7qWk2").success, true);
  assert.equal(Settings.safeParse({ server: "https://x.example", token: "password" }).success, false);
});
