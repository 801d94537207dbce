import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { clockChange, dayAt, fieldInstant, fieldText, monthOf, plusDays, plusMonths, weekOf, within } from "./days.ts";

const ZONE = "Europe/Berlin";
const day = (year: number, month: number, date: number) => dayAt({ year, month, day: date }, ZONE);
const shown = (days: readonly { month: number; day: number }[]) => days.map((one) => `${one.month}/${one.day}`);

describe("days of a calendar", () => {
  test("have 23 and 25 hours where the clocks change", () => {
    for (const [month, date, hours] of [
      [3, 28, 24],
      [3, 29, 23],
      [10, 25, 25],
    ] as const) {
      const { from, to } = day(2026, month, date);
      assert.equal((to - from) / 3_600_000, hours);
    }
  });

  test("are whole weeks from Monday, with every day once, also over a change of the clocks and of the year", () => {
    assert.deepEqual(shown(weekOf(day(2026, 3, 29), ZONE)), ["3/23", "3/24", "3/25", "3/26", "3/27", "3/28", "3/29"]);
    assert.deepEqual(shown(weekOf(day(2026, 12, 31), ZONE)).slice(3), ["12/31", "1/1", "1/2", "1/3"]);
    for (let month = 1; month <= 24; month++) {
      const weeks = monthOf(day(2026, month, 15), ZONE);
      const days = weeks.flat();
      for (const [place, one] of days.entries()) {
        assert.equal(one.weekday, (place % 7) + 1);
        if (place > 0) assert.equal(one.from, days[place - 1]?.to);
      }
      assert.ok(weeks.every((week) => week.some((one) => one.month === ((month - 1) % 12) + 1)));
    }
  });

  test("a month further is the same day, or the last one", () => {
    assert.deepEqual(shown([plusMonths(day(2026, 1, 31), 1, ZONE)]), ["2/28"]);
    assert.deepEqual(shown([plusMonths(day(2026, 3, 31), -1, ZONE), plusMonths(day(2026, 12, 5), 1, ZONE)]), [
      "2/28",
      "1/5",
    ]);
    assert.deepEqual(shown([plusDays(day(2026, 10, 25), 1, ZONE)]), ["10/26"]);
  });

  test("hold what lies in them, cut, and say whether it begins and ends in the midst of them", () => {
    const { from, to } = day(2026, 3, 29);
    assert.deepEqual(
      within(
        [
          { from: from - 1, to: from },
          { from: from - 1, to: to + 1 },
          { from, to },
          { from: from + 1, to: to + 1 },
          { from: to, to: to + 1 },
        ],
        { from, to },
      ),
      [
        { from, to, begins: false, ends: false },
        { from, to, begins: false, ends: false },
        { from: from + 1, to, begins: true, ends: false },
      ],
    );
  });

  test("say by how much the clocks change on them", () => {
    const changes = [day(2026, 3, 28), day(2026, 3, 29), day(2026, 10, 25)].map((one) => clockChange(one) / 3_600_000);
    assert.deepEqual(changes, [0, 1, -1]);
    assert.equal(clockChange(dayAt({ year: 2026, month: 10, day: 4 }, "Australia/Lord_Howe")), 1_800_000);
  });

  test("a field's text is read as it was written", () => {
    const at = Date.UTC(2026, 5, 1, 6, 30);
    assert.equal(fieldText(at, ZONE), "2026-06-01T08:30");
    assert.equal(fieldInstant("2026-06-01T08:30", ZONE), at);
    assert.equal(fieldInstant("2026-03-29T02:30", ZONE), Date.UTC(2026, 2, 29, 1), "an hour that is skipped");
  });
});
