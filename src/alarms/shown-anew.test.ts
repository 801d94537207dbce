import assert from "node:assert/strict";
import { it } from "node:test";
import type { Alarm } from "./alarm.ts";
import { shownAnew } from "./shown-anew.ts";

const alarm = (source: string, point: string, state = "unacknowledged") => ({ source, point, state }) as Alarm;
const ALARMS = [alarm("plc", "1"), alarm("plc", "2"), alarm("gate", "1"), alarm("plc", "1", "normal")];

const CASES = [
  ["a point", [{ kind: "point", id: "plc/1" }], ["plc/1"]],
  ["a source", [{ kind: "source", id: "plc" }], ["plc/1", "plc/2"]],
  ["what no alarm shows", [{ kind: "route", id: "plc" }], []],
] as const;

for (const [what, changed, expected] of CASES) {
  it(`shows alarms anew after a change of ${what}`, () => {
    const found = Array.from(shownAnew(changed, ALARMS), ({ source, point }) => `${source}/${point}`);
    assert.deepEqual(found, expected);
  });
}
