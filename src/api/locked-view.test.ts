import assert from "node:assert/strict";
import { it } from "node:test";
import type { Alarm } from "#alarms/alarm.ts";
import { Tally } from "#alarms/tally.ts";
import { countsText, lateStepsText } from "./locked-view.ts";

it("a locked screen is told numbers and nothing else", () => {
  const tally = new Tally();
  const facts = { id: 1, text: "Boiler", source: "plc", point: "b1", partition: "east", priority: "high" };
  tally.change(undefined, { ...facts, state: "unacknowledged", silent: false, changedAt: 5 } as Alarm);
  const [event, data] = countsText(tally.of(null)).split("\n");
  assert.equal(event, "event: counts");
  assert.match(data ?? "", /^data: \{("[a-z-]+":\{"waiting":\d,"sounding":\d,"latestAt":(\d|null)\},?)+\}$/);
});

it("a locked screen is told how many steps take too long, and no more of them", () => {
  assert.equal(lateStepsText(2), 'event: late-steps\ndata: {"steps":2}\n\n');
});
