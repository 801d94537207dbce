import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PRIORITIES } from "#events/event.ts";
import { Policy } from "#site/policy.ts";
import { channels, directoryFrom, person } from "../../test/peers/escalation-site.ts";
import type { Callout } from "./callout.ts";
import { begin, decide } from "./decide.ts";
import { nextMethod } from "./next-method.ts";

const T0 = Date.parse("2026-03-02T12:00:00Z");
const rule = (...tell: [method: string, afterSec: number][]) => ({
  rules: [{ priorities: [...PRIORITIES], tell: tell.map(([method, afterSec]) => ({ method, afterSec })) }],
});
const policy = Policy.parse({ id: "p", name: "P", steps: [{ waitSec: 600, tell: [{ person: "dora" }] }] });

function after(
  dora: object,
  failed: string,
  tried: Record<string, boolean>,
  change: (callout: Callout) => Callout = (c) => c,
) {
  const directory = directoryFrom({ channel: channels, person: [person("dora", dora)] });
  const fresh = begin(
    policy,
    1,
    { id: 1, alarm: 1, occurrence: 1, sequence: 1, partition: "site", priority: "high" },
    T0,
    "",
  );
  const first = decide(fresh, policy, directory, T0);
  assert.ok(first.rule === "notify");
  const callout = change({ ...fresh, position: first.position, dueAt: first.dueAt });
  const map = new Map(Object.entries({ ...tried, [failed]: true }).map(([id, rejected]) => [id, { rejected }]));
  return nextMethod(callout, { person: "dora", method: failed }, map, directory, T0 + 5_000);
}

describe("nextMethod", () => {
  const table: {
    says: string;
    dora: object;
    failed: string;
    tried?: Record<string, boolean>;
    sent: string[];
    unreachable?: true;
    because: RegExp;
  }[] = [
    {
      says: "the one that was to follow comes earlier",
      dora: rule(["mail", 0], ["sms", 300]),
      failed: "mail",
      sent: ["sms"],
      because: /Dora is told by sms earlier than planned, because mail failed/,
    },
    {
      says: "one that the rule doesn't name",
      dora: rule(["mail", 0]),
      failed: "mail",
      sent: ["sms"],
      because: /told by sms, because mail failed/,
    },
    {
      says: "another one is on its way",
      dora: rule(["mail", 0], ["sms", 0]),
      failed: "mail",
      sent: [],
      because: /was told by sms as well/,
    },
    {
      says: "the other one was rejected as well",
      dora: rule(["mail", 0], ["sms", 0]),
      failed: "mail",
      tried: { sms: true },
      sent: ["voice"],
      because: /told by voice/,
    },
    {
      says: "a replacement is on its way",
      dora: rule(["mail", 0], ["sms", 0]),
      failed: "mail",
      tried: { sms: true, voice: false },
      sent: [],
      because: /was told by voice instead/,
    },
    {
      says: "the replacement's replacement",
      dora: rule(["mail", 0]),
      failed: "sms",
      tried: { mail: true },
      sent: ["voice"],
      because: /told by voice/,
    },
    {
      says: "none is left",
      dora: rule(["mail", 0]),
      failed: "voice",
      tried: { mail: true, sms: true },
      sent: [],
      unreachable: true,
      because: /can't be reached: voice failed and no method is left/,
    },
    {
      says: "the only one",
      dora: { methods: [{ id: "mail", channel: "mail", address: "a" }] },
      failed: "mail",
      sent: [],
      unreachable: true,
      because: /can't be reached/,
    },
    {
      says: "an unconfirmed one is no way",
      dora: {
        ...rule(["mail", 0]),
        methods: [
          { id: "mail", channel: "mail", address: "a" },
          { id: "sms", channel: "sms", address: "unconfirmed" },
        ],
      },
      failed: "mail",
      sent: [],
      unreachable: true,
      because: /no method is left/,
    },
  ];
  for (const { says, dora, failed, tried = {}, sent, unreachable = false, because } of table) {
    it(says, () => {
      const instead = after(dora, failed, tried);
      assert.deepEqual(
        instead.messages.map((message) => message.method),
        sent,
      );
      assert.equal(instead.unreachable, unreachable);
      assert.match(instead.because, because);
    });
  }

  it("takes what comes earlier out of what is to come", () => {
    const instead = after(rule(["mail", 0], ["sms", 300]), "mail", {});
    assert.deepEqual(instead.callout.position.waiting, []);
    assert.equal(instead.callout.dueAt, T0 + 600_000);
  });

  it("does nothing any more when somebody has acknowledged", () => {
    const instead = after({}, "mail", {}, (callout) => ({ ...callout, state: "acknowledged" }));
    assert.deepEqual([instead.messages.length, instead.unreachable], [0, false]);
    const person = after({}, "mail", {}, (callout) => ({
      ...callout,
      position: { ...callout.position, acknowledged: [{ person: "dora", at: T0 }] },
    }));
    assert.equal(person.because, "Dora has acknowledged");
  });
});
