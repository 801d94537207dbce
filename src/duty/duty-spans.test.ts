import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Schedule } from "#site/schedule.ts";
import { dutySpans } from "./duty-spans.ts";

const ZONE = "Europe/Berlin";
const DAY = 86_400_000;
const weekly = (members: readonly string[], rest: object = {}) =>
  Schedule.parse({
    id: "duty",
    name: "Duty",
    timeZone: ZONE,
    rotations: [
      { id: "r", members, startsOn: "2025-12-01", handoverAt: "08:00", every: { unit: "week", count: 1 }, ...rest },
    ],
  });
const berlin = (at: number | null) =>
  at === null
    ? null
    : new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE, dateStyle: "short", timeStyle: "short" }).format(at);

describe("the duty that a calendar is given", () => {
  test("is whole: the first shift begins and the last one ends when it does, not where the view does", () => {
    const from = Date.UTC(2026, 0, 1);
    const { shifts, gaps } = dutySpans(weekly(["anna", "ben"]), from, from + 30 * DAY);
    assert.deepEqual(
      shifts.map((one) => [one.person, berlin(one.from), berlin(one.to), one.begins]),
      [
        ["anna", "2025-12-29 08:00", "2026-01-05 08:00", true],
        ["ben", "2026-01-05 08:00", "2026-01-12 08:00", true],
        ["anna", "2026-01-12 08:00", "2026-01-19 08:00", true],
        ["ben", "2026-01-19 08:00", "2026-01-26 08:00", true],
        ["anna", "2026-01-26 08:00", "2026-02-02 08:00", true],
      ],
      "also over the end of a year",
    );
    assert.deepEqual(gaps, []);
  });

  const CHANGES = [
    ["the clocks go forward", Date.UTC(2026, 2, 29), "2026-03-28 08:00", "2026-03-29 08:00", 23],
    ["the clocks go back", Date.UTC(2026, 9, 25), "2026-10-24 08:00", "2026-10-25 08:00", 25],
  ] as const;
  for (const [what, at, begin, end, hours] of CHANGES) {
    test(`hands over at the same time on the wall when ${what}`, () => {
      const { shifts } = dutySpans(weekly(["anna", "ben"], { every: { unit: "day", count: 1 } }), at, at + 3_600_000);
      const [night] = shifts;
      assert.deepEqual([berlin(night?.from ?? 0), berlin(night?.to ?? 0)], [begin, end]);
      assert.equal(((night?.to ?? 0) - (night?.from ?? 0)) / 3_600_000, hours);
    });
  }

  test("has no end where none is planned, and stays the same from day to day", () => {
    const now = Date.UTC(2026, 5, 10, 9, 17);
    const alone = weekly(["anna"]);
    const [today, tomorrow] = [now, now + DAY].map((at) => dutySpans(alone, at - 31 * DAY, at + 180 * DAY).shifts);
    assert.deepEqual(
      today?.map(({ from, to, begins }) => [berlin(from), to, begins]),
      [["2026-03-01 00:00", null, false]],
    );
    assert.deepEqual(today, tomorrow);
  });

  test("is nobody's without an end where nobody is ever on duty, and until somebody is where that lies further ahead", () => {
    const now = Date.UTC(2026, 5, 10);
    const never = Schedule.parse({ id: "duty", name: "Duty", timeZone: ZONE });
    assert.deepEqual(
      dutySpans(never, now, now + 30 * DAY).gaps.map(({ to, begins }) => [to, begins]),
      [[null, false]],
    );
    const later = weekly(["anna"], { startsOn: "2026-09-01" });
    assert.deepEqual(
      dutySpans(later, now, now + 30 * DAY).gaps.map(({ to }) => berlin(to)),
      ["2026-09-01 08:00"],
    );
  });
});
