import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Alarm } from "./alarm.ts";
import { Tally } from "./tally.ts";

const alarm = (rest: Partial<Alarm>) =>
  ({ priority: "high", state: "unacknowledged", partition: "east", silent: false, changedAt: 5, ...rest }) as Alarm;
const NOTHING = { waiting: 0, sounding: 0, latestAt: null };

describe("the tally of the alarms that wait for somebody", () => {
  for (const [what, one, partitions, expected] of [
    ["an alarm that stands", alarm({}), null, { waiting: 1, sounding: 1, latestAt: 5 }],
    ["one that is latched", alarm({ state: "latched-unacknowledged" }), null, { waiting: 1, sounding: 1, latestAt: 5 }],
    ["one that has gone", alarm({ state: "returned" }), null, { waiting: 1, sounding: 0, latestAt: null }],
    ["one that is silent", alarm({ silent: true }), null, { waiting: 1, sounding: 0, latestAt: null }],
    ["one that is acknowledged", alarm({ state: "acknowledged" }), null, NOTHING],
    ["one that is shelved", alarm({ state: "shelved" }), null, NOTHING],
    ["one of another partition", alarm({}), ["west"], NOTHING],
    ["one of a partition that is asked for", alarm({}), ["east"], { waiting: 1, sounding: 1, latestAt: 5 }],
  ] as const) {
    it(`counts ${what}`, () => {
      const tally = new Tally();
      tally.change(undefined, one);
      assert.deepEqual(tally.of(partitions).high, expected);
    });
  }

  it("follows each change, and sounds as late as the last one that began to", () => {
    const tally = new Tally();
    const first = alarm({ changedAt: 10 });
    const second = alarm({ changedAt: 20, partition: "west" });
    tally.change(undefined, first);
    tally.change(undefined, second);
    assert.deepEqual(tally.of(null).high, { waiting: 2, sounding: 2, latestAt: 20 });
    const answered = alarm({ state: "acknowledged", changedAt: 30 });
    tally.change(first, answered);
    assert.deepEqual(tally.of(null).high, { waiting: 1, sounding: 1, latestAt: 20 });
    assert.deepEqual(tally.of(["east"]).high, NOTHING);
    const graver = alarm({ priority: "critical", changedAt: 40 });
    tally.change(answered, graver);
    assert.deepEqual(tally.of(["east"]).critical, { waiting: 1, sounding: 1, latestAt: 40 });
    tally.change(second, alarm({ state: "normal", changedAt: 50, partition: "west" }));
    assert.deepEqual(tally.of(null).high, NOTHING);
  });
});
