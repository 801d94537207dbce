import assert from "node:assert/strict";
import { test } from "node:test";
import { onDuty } from "#escalation/on-call.ts";
import type { Schedule } from "#site/schedule.ts";
import { siteOf } from "../../test/peers/outbox-bed.ts";
import { type DutyWish, planDuty, readDutyWords, scheduleMeant } from "./duty.ts";

const HOUR_MS = 3_600_000;
const NOW = Date.UTC(2026, 0, 15, 12, 0, 30);
const site = siteOf({
  person: ["anna", "ben", "carl"].map((id) => ({ id, name: id })),
  schedule: [
    {
      id: "duty",
      name: "Duty",
      timeZone: "Europe/Berlin",
      rotations: [
        {
          id: "r",
          members: ["anna", "ben"],
          startsOn: "2026-01-15",
          handoverAt: "08:00",
          every: { unit: "day", count: 1 },
        },
      ],
    },
    {
      id: "nights",
      name: "Night crew",
      timeZone: "Europe/Berlin",
      rotations: [{ id: "r", members: ["ben"], startsOn: "2026-01-01", every: { unit: "week", count: 1 } }],
    },
  ],
});
const schedule = site.items.schedule.get("duty")?.body ?? assert.fail();
const plan = (from: Schedule, wish: Partial<DutyWish>, now = NOW) =>
  planDuty(from, { person: "anna", on: false, via: "SMS", ...wish }, now);
const changed = (planned: ReturnType<typeof planDuty>) =>
  planned.outcome === "changed" ? planned : assert.fail("nothing was changed");
const names = (from: Schedule, at = NOW) => onDuty(from, at).map(({ person }) => person);

test("off duty until the hand-over, with nobody left; and on again by the same word", () => {
  assert.deepEqual(names(schedule), ["anna"]);
  const off = changed(plan(schedule, {}));
  assert.deepEqual([names(off.schedule), off.others], [[], []]);
  // The hand-over at 08:00 in Berlin is 07:00 UTC.
  assert.equal(off.until, Date.UTC(2026, 0, 16, 7));
  assert.deepEqual(off.schedule.overrides, [
    { from: "2026-01-15T13:00:30", to: "2026-01-16T08:00:00", note: "reported by SMS", replaces: "anna" },
  ]);
  assert.deepEqual(names(off.schedule, off.until), ["ben"]);
  assert.equal(plan(off.schedule, {}).outcome, "already");
  const on = changed(plan(off.schedule, { on: true }, NOW + 60_000));
  assert.deepEqual([names(on.schedule, NOW + 60_000), on.until], [["anna"], off.until]);
  assert.deepEqual(
    on.schedule.overrides.map(({ to }) => to),
    ["2026-01-15T13:01:30"],
  );
});

test("on duty besides those who are on duty, for a shift or as many hours as are named; and off again", () => {
  const on = changed(plan(schedule, { person: "ben", on: true }));
  assert.deepEqual([names(on.schedule), on.others, on.until], [["anna", "ben"], ["anna"], NOW + 12 * HOUR_MS]);
  assert.deepEqual(names(on.schedule, NOW + 12 * HOUR_MS), ["anna"]);
  assert.equal(changed(plan(schedule, { person: "ben", on: true, hours: 2 })).until, NOW + 2 * HOUR_MS);
  assert.equal(plan(on.schedule, { person: "ben", on: true }).outcome, "already");
  const off = changed(plan(on.schedule, { person: "ben" }, NOW + HOUR_MS));
  assert.deepEqual([names(off.schedule, NOW + HOUR_MS), off.others], [["anna"], ["anna"]]);
  assert.equal(off.until, Date.UTC(2026, 0, 16, 7), "as it is planned");
});

test("somebody who is always on duty is off for a day at most; what is long past is forgotten", () => {
  const nights = site.items.schedule.get("nights")?.body ?? assert.fail();
  const off = changed(plan(nights, { person: "ben" }));
  assert.equal(off.until, NOW + 24 * HOUR_MS);
  assert.deepEqual(names(off.schedule, off.until), ["ben"]);
  const later = NOW + 30 * 24 * HOUR_MS;
  assert.equal(changed(plan(off.schedule, { person: "ben" }, later)).schedule.overrides.length, 1);
});

test("an hour that comes twice does not turn duty round", () => {
  // 2026-10-25 03:00 in Berlin becomes 02:00.
  const within = Date.UTC(2026, 9, 25, 0, 50);
  const on = changed(
    plan(schedule, { person: names(schedule, within)[0] === "anna" ? "ben" : "anna", on: true, hours: 1 }, within),
  );
  const [override] = on.schedule.overrides;
  assert.ok(override && override.from < override.to, JSON.stringify(override));
  assert.equal(names(on.schedule, within).length, 2);
});

test("which schedule is meant, and for how long", () => {
  assert.deepEqual(readDutyWords(["Night", "crew", "8h"]), { named: "Night crew", hours: 8 });
  assert.deepEqual(readDutyWords([]), { named: "" });
  assert.equal(readDutyWords(["73"]), null);
  assert.equal(readDutyWords(["0"]), null);
  assert.deepEqual(scheduleMeant(site, "anna", ""), { schedule });
  assert.deepEqual(scheduleMeant(site, "ben", ""), { unclear: ["Duty", "Night crew"] });
  assert.deepEqual(scheduleMeant(site, "ben", "DUTY"), { schedule });
  assert.deepEqual(scheduleMeant(site, "anna", "night crew"), { notTheirs: "Night crew" });
  assert.deepEqual(scheduleMeant(site, "anna", "other"), { unclear: ["Duty"] });
  assert.deepEqual(scheduleMeant(site, "carl", ""), { unclear: [] });
});
