import assert from "node:assert/strict";
import { test } from "node:test";
import { localInstant } from "#escalation/local-time.ts";
import { onDuty } from "#escalation/on-call.ts";
import { planDuty } from "#replies/duty.ts";
import { Schedule } from "#site/schedule.ts";
import { planLeave } from "./leave.ts";

const ZONE = "Europe/Berlin";
const at = (text: string) => localInstant(text, ZONE);
const NOW = at("2026-03-24T12:00");
const DUTY = Schedule.parse({
  id: "duty",
  name: "Duty",
  timeZone: ZONE,
  rotations: [{ id: "r", members: ["anna", "ben"], startsOn: "2026-03-24", every: { unit: "day", count: 1 } }],
});

function left(...wish: Parameters<typeof planLeave>) {
  const leave = planLeave(...wish);
  return leave.outcome === "changed" ? leave : assert.fail(leave.outcome);
}

test("somebody who was alone leaves a gap to the end of the shift", () => {
  const { until, gaps, left: still } = left(DUTY, { person: "anna" }, NOW);
  assert.equal(until, at("2026-03-25T08:00"));
  assert.deepEqual(gaps, [{ from: NOW, to: until }]);
  assert.deepEqual(still, []);
});

test("with somebody who stands in there is no gap, and the shift is theirs to its end", () => {
  const { schedule, gaps, until } = left(DUTY, { person: "anna", standIn: "carl" }, NOW);
  assert.deepEqual(gaps, []);
  assert.deepEqual(
    onDuty(schedule, NOW).map((duty) => [duty.person, duty.until]),
    [["carl", until]],
  );
  assert.equal(onDuty(schedule, until)[0]?.person, "ben");
});

test("whoever reported on duty besides the others and has themselves replaced is replaced besides the others", () => {
  const joined = planDuty(DUTY, { person: "emil", on: true, hours: 4, via: "the page" }, NOW);
  assert.equal(joined.outcome, "changed");
  const { schedule } = left(
    "schedule" in joined ? joined.schedule : DUTY,
    { person: "emil", standIn: "carl" },
    NOW + 60_000,
  );
  assert.deepEqual(
    onDuty(schedule, NOW + 60_000).map(({ person }) => person),
    ["anna", "carl"],
  );
});

test("whoever is not on duty has nothing to leave, and who is on duty already stands in for nobody", () => {
  assert.equal(planLeave(DUTY, { person: "ben" }, NOW).outcome, "off already");
  const both = {
    ...DUTY,
    overrides: [{ from: "2026-03-24T00:00", to: "2026-03-25T00:00", person: "ben", joins: true }],
  };
  assert.equal(planLeave(both, { person: "anna", standIn: "ben" }, NOW).outcome, "stand-in is on duty already");
});
