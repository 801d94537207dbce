import assert from "node:assert/strict";
import { test } from "node:test";
import { hostileMessage } from "../../test/peers/http-far-side.ts";
import type { Delivery, Line } from "./channel.ts";
import { OWN_DEVICES, type OwnDevice, together, toOwnDevices } from "./own-devices.ts";

const accepted: Delivery = { outcome: "accepted", because: "took it" };
const delivered: Delivery = { outcome: "delivered", because: "has it" };
const rejected: Delivery = { outcome: "rejected", because: "refused" };
const gone: Delivery = { outcome: "rejected", because: "gone", gone: true };
const busy: Delivery = { outcome: "retry", because: "busy", afterMs: 9000, outage: true };
const slow: Delivery = { outcome: "retry", because: "slow", afterMs: 3000 };

test("one device that has the message is enough; without one it is tried again while any may still take it", () => {
  const table: readonly (readonly [Delivery[], Partial<Delivery>])[] = [
    [[], { outcome: "rejected", because: "Anna has switched push on on no device, or on none that is left" }],
    [[gone], { outcome: "rejected", because: "d0: gone" }],
    [[gone, rejected], { outcome: "rejected" }],
    [[accepted, busy], { outcome: "accepted", because: "d0: took it; d1: busy" }],
    [[gone, accepted], { outcome: "accepted" }],
    [[accepted, delivered], { outcome: "delivered" }],
    [[busy, slow], { outcome: "retry", afterMs: 3000, outage: false }],
    [[busy, busy], { outcome: "retry", afterMs: 9000, outage: true }],
    [[busy, gone], { outcome: "retry", outage: false }],
    [[{ outcome: "retry", because: "no answer" }], { outcome: "retry", outage: false }],
  ];
  for (const [deliveries, expected] of table) {
    const told = deliveries.map((delivery, at) => ({ device: { id: `${at}`, name: `d${at}`, address: "" }, delivery }));
    const actual = together("Anna", told);
    assert.deepEqual({ ...actual, ...expected }, actual, JSON.stringify(deliveries));
  }
});

test("each of a person's devices gets the message, and the house learns what became of it", async () => {
  const sent: string[] = [];
  const line: Line = {
    deliver: ({ to }) => {
      sent.push(to);
      return Promise.resolve(to === "x2" ? gone : accepted);
    },
    check: () => Promise.resolve({ ok: true, because: "" }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const tried: [string, string][] = [];
  const own: OwnDevice[] = ["1", "2"].map((id) => ({ id, name: `device ${id}`, address: `x${id}` }));
  const all = toOwnDevices(line, {
    of: (person) => (person === "anna" ? own : []),
    tried: (device, { outcome }) => tried.push([device, outcome]),
  });
  const signal = new AbortController().signal;
  const to = (person: string) => hostileMessage({ to: OWN_DEVICES, facts: { person } });
  assert.equal((await all.deliver(to("anna"), signal)).outcome, "accepted");
  assert.deepEqual(
    [sent.splice(0), tried.splice(0)],
    [
      ["x1", "x2"],
      [
        ["1", "accepted"],
        ["2", "rejected"],
      ],
    ],
  );
  assert.equal((await all.deliver(to("ben"), signal)).outcome, "rejected");
  assert.equal((await all.deliver(hostileMessage({ to: "x3" }), signal)).outcome, "accepted");
  assert.deepEqual([sent, tried], [["x3"], []]);
});
