import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Alarm } from "#alarms/alarm.ts";
import { lockedCounts } from "./locked-view.ts";

const alarm = (rest: Partial<Alarm>) =>
  ({ priority: "high", state: "unacknowledged", partition: "east", silent: false, changedAt: 5, ...rest }) as Alarm;

describe("what a locked screen may know", () => {
  for (const [what, one, partitions, expected] of [
    ["an alarm that stands", alarm({}), null, { waiting: 1, sounding: 1, latestAt: 5 }],
    ["one that is latched", alarm({ state: "latched-unacknowledged" }), null, { waiting: 1, sounding: 1, latestAt: 5 }],
    ["one that has gone", alarm({ state: "returned" }), null, { waiting: 1, sounding: 0, latestAt: null }],
    ["one that is silent", alarm({ silent: true }), null, { waiting: 1, sounding: 0, latestAt: null }],
    ["one that is acknowledged", alarm({ state: "acknowledged" }), null, { waiting: 0, sounding: 0, latestAt: null }],
    ["one that is shelved", alarm({ state: "shelved" }), null, { waiting: 0, sounding: 0, latestAt: null }],
    ["one of another partition", alarm({}), ["west"], { waiting: 0, sounding: 0, latestAt: null }],
    ["one of the operator's partition", alarm({}), ["east"], { waiting: 1, sounding: 1, latestAt: 5 }],
  ] as const) {
    it(what, () => assert.deepEqual(lockedCounts([one], partitions).high, expected));
  }

  it("is numbers and nothing else", () => {
    const said = JSON.stringify(lockedCounts([alarm({ text: "Boiler", source: "plc", point: "b1" })], null));
    assert.match(said, /^\{("[a-z-]+":\{"waiting":\d,"sounding":\d,"latestAt":(\d|null)\},?)+\}$/);
  });
});
