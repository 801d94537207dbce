import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Alarm } from "#alarms/alarm.ts";
import { siteOf } from "../../test/peers/escalation-site.ts";
import { begun, begunAgain, goneOn, tellsNobody, toNobody, whyAnother } from "./annunciated.ts";
import type { Callout } from "./callout.ts";
import { beginning } from "./decide.ts";
import { unknownAlarm } from "./last-resort.ts";
import { Router } from "./router.ts";

const T0 = Date.parse("2026-03-02T12:00:00Z");
const LATER = T0 + 90_000;
const step = { waitSec: 60, tell: [{ person: "anna" }] };
const router = new Router(
  siteOf({
    policy: [{ id: "p", name: "Policy", startAfterSec: 5, steps: [step] }],
    route: [{ id: "grave", order: 1, priorities: ["high", "critical"], policy: "p" }],
  }),
);
const facts = { alarm: 7, occurrence: 3, sequence: 1, partition: "site", priority: "high", startedAt: T0 };
const alarm: Alarm = unknownAlarm(facts as Callout);
const way = router.wayOf(alarm, T0);
const to = way.to ?? assert.fail("no policy");
const callout = begun(11, alarm, to, beginning(to.policy, T0), way.because, T0);
const told: Callout = { ...callout, position: { ...callout.position, step: 0, told: ["anna"] } };

describe("the callout of an alarm that is annunciated", () => {
  it("begins with the alarm's facts, and waits as long as the policy says", () => {
    const { id, alarm: of, occurrence, sequence, policy, policyVersion, state, dueAt, because } = callout;
    assert.deepEqual([id, of, occurrence, sequence, policy, policyVersion, state], [11, 7, 3, 1, "p", 1, "running"]);
    assert.deepEqual([dueAt, because, callout.position.step], [T0 + 5000, way.because, -1]);
  });

  for (const [says, changed, why] of [
    ["stays the same for the same occurrence and policy", alarm, null],
    ["is another for another occurrence", { ...alarm, occurrence: 4 }, "another occurrence began"],
    ["is another where the route leads elsewhere, with the route's reason", { ...alarm, priority: "low" }, /no route/],
  ] as const) {
    it(says, () => {
      const found = whyAnother(callout, changed, router.wayOf(changed, T0));
      if (why instanceof RegExp) assert.match(found ?? "", why);
      else assert.equal(found, why);
    });
  }

  it("that tells nobody stays so while the route does, and keeps the number and the time of the one before", () => {
    const low: Alarm = { ...alarm, priority: "low" };
    const none = toNobody(told, low, router.wayOf(low, LATER).because);
    assert.equal(tellsNobody(none) && !tellsNobody(callout), true);
    assert.equal(whyAnother(none, low, router.wayOf(low, LATER)), null);
    assert.notEqual(whyAnother(none, alarm, way), null);
    assert.deepEqual(
      [none.id, none.startedAt, none.state, none.dueAt, none.position.told],
      [11, T0, "ended", null, []],
    );
    assert.deepEqual(goneOn(none, low), none);
  });

  const change = (before: Alarm | undefined, now: Alarm) => ({
    alarm: now,
    before,
    effects: [],
    because: "",
    actor: { id: "tocsin", via: "intake" } as const,
  });
  const sequel: Alarm = { ...alarm, sequence: 2 };
  for (const [says, before, now, expected] of [
    ["begins anew after the condition was gone", { ...alarm, active: false }, sequel, [[], LATER + 5000]],
    ["goes through its steps again at once while the condition holds", alarm, sequel, [[], LATER]],
    ["tells those again who were told when it is worse", alarm, { ...sequel, severity: 2 }, [["anna"], LATER]],
    ["and when it is graver", alarm, { ...sequel, priority: "critical" }, [["anna"], LATER]],
  ] as [string, Alarm, Alarm, [string[], number]][]) {
    it(says, () => {
      const again = begunAgain(told, change(before, now), to, way.because, LATER);
      assert.deepEqual([again.position.told, again.dueAt], expected);
      assert.deepEqual([again.id, again.startedAt, again.sequence, again.priority], [11, T0, 2, now.priority]);
    });
  }

  it("goes on where it is, and where it stopped once the condition is back", () => {
    assert.deepEqual(goneOn(told, sequel), { ...told, sequence: 2 });
    const stopped: Callout = { ...told, state: "ended", dueAt: null };
    assert.deepEqual(goneOn(stopped, { ...sequel, active: false }), { ...stopped, sequence: 2 });
    const { state, dueAt, because } = goneOn(stopped, sequel);
    assert.deepEqual([state, dueAt, because], ["running", T0 + 5000, "the condition came back: the callout goes on"]);
  });
});
