import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { outlook, perDay } from "./growth.ts";
import {
  judgeKind,
  lastNight,
  type Month,
  monthOf,
  nextNight,
  type Removal,
  type StandingHold,
  sentenceOf,
} from "./retention.ts";

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 5, 15);
const month = (year: number, of: number): Month => {
  const part = `core.event_${year}${String(of).padStart(2, "0")}`;
  const times = monthOf(part) ?? assert.fail(part);
  return { part, bytes: 1000, ...times };
};
const MONTHS = [month(2026, 6), month(2024, 5), month(2024, 6), month(2024, 7), month(2023, 1)];
const hold = (since: number | null, until: number | null): StandingHold => ({
  id: "h1",
  reason: "Case 17",
  since,
  until,
});

describe("what of the history has been kept long enough", () => {
  const CASES: readonly (readonly [
    what: string,
    keepDays: number | null,
    holds: readonly StandingHold[],
    goes: readonly string[],
    stays: readonly string[],
  ])[] = [
    ["nothing, where it is kept for ever", null, [], [], []],
    ["whole months, the oldest first", 730, [], ["202301", "202405"], []],
    ["nothing of a month whose last day is too young", 745, [], ["202301"], []],
    ["nothing younger than 90 days, whatever the site says", 1, [], ["202301", "202405", "202406", "202407"], []],
    ["not what a legal hold covers", 730, [hold(Date.UTC(2024, 4, 20), null)], ["202301"], ["202405"]],
    ["nothing under a hold without times", 730, [hold(null, null)], [], ["202301", "202405"]],
    ["what lies beside a hold's times", 730, [hold(null, Date.UTC(2022, 1))], ["202301", "202405"], []],
  ];
  for (const [what, keepDays, holds, goes, stays] of CASES) {
    it(`is ${what}`, () => {
      const plan = judgeKind(keepDays, MONTHS, holds, NOW);
      const names = (months: readonly Month[]) => months.map(({ part }) => part.slice(-6));
      assert.deepEqual([names(plan.goes), names(plan.stays)], [goes, stays]);
      assert.equal(plan.before, keepDays === null ? null : NOW - Math.max(90, keepDays) * DAY);
      for (const { because } of plan.stays) assert.equal(because, "the legal hold 'h1' covers it: Case 17");
    });
  }

  it("says when the next month goes", () => {
    assert.equal(judgeKind(730, MONTHS, [], NOW).nextAt, Date.UTC(2024, 6) + 730 * DAY);
    assert.equal(judgeKind(730, [], [], NOW).nextAt, null);
    assert.equal(monthOf("core.event_default"), null);
  });
});

describe("the night in which it is looked after", () => {
  const ZONE = "Europe/Berlin";
  const CASES: readonly (readonly [now: string, last: string, next: string])[] = [
    ["2026-06-15T00:59:00Z", "2026-06-14T01:00:00Z", "2026-06-15T01:00:00Z"],
    ["2026-06-15T01:00:00Z", "2026-06-15T01:00:00Z", "2026-06-16T01:00:00Z"],
    // The clocks go from 02:00 to 03:00, and from 03:00 back to 02:00.
    ["2026-03-29T00:30:00Z", "2026-03-28T02:00:00Z", "2026-03-29T01:00:00Z"],
    ["2026-10-25T00:30:00Z", "2026-10-24T01:00:00Z", "2026-10-25T02:00:00Z"],
  ];
  for (const [now, last, next] of CASES) {
    it(`is at three in the plant's own time, seen from ${now}`, () => {
      const at = Date.parse(now);
      assert.equal(lastNight(at, ZONE, "03:00"), Date.parse(last));
      assert.equal(nextNight(at, ZONE, "03:00"), Date.parse(next));
    });
  }

  it("is there too where the clocks skip its time", () => {
    assert.equal(nextNight(Date.parse("2026-03-29T00:30:00Z"), ZONE, "02:30"), Date.parse("2026-03-29T01:00:00Z"));
  });
});

describe("what the audit trail says about a removal", () => {
  const removal = (more: Partial<Removal>): Removal => ({
    kind: "events",
    counts: { event: 12 },
    kept: 0,
    oldest: Date.UTC(2024, 4, 1),
    newest: Date.UTC(2024, 4, 31),
    ...more,
  });
  const CASES: readonly (readonly [Partial<Removal>, number | null, string])[] = [
    [{}, 730, "By the site's retention of 730 days, 12 events from 2024-05-01 to 2024-05-31 were removed."],
    [
      { counts: { event: 1 }, kept: 2 },
      730,
      "By the site's retention of 730 days, 1 event from 2024-05-01 to 2024-05-31 was removed. 2 more stay, for their alarms have not ended.",
    ],
    [
      { counts: { notification: 3, delivery_attempt: 4, incoming_part: 0 }, kept: 1 },
      null,
      "By the site's retention, 3 messages and 4 attempts to deliver them from 2024-05-01 to 2024-05-31 were removed. 1 more stays, for its alarm has not ended.",
    ],
    [
      { counts: { callout: 1, transition: 5, file: 2 } },
      90,
      "By the site's retention of 90 days, 5 changes of alarms, 1 callout and 2 files of alarms from 2024-05-01 to 2024-05-31 were removed.",
    ],
  ];
  for (const [more, keepDays, said] of CASES) {
    it(`is: ${said}`, () => assert.equal(sentenceOf(removal(more), keepDays), said));
  }
});

describe("whether the room lasts until as much goes as comes", () => {
  const CASES: readonly (readonly [
    what: string,
    kinds: readonly (readonly [bytes: number, perDay: number, keepDays: number | null])[],
    free: number,
    fullInDays: number | null,
    moreBytes: number | null,
  ])[] = [
    ["nothing grows", [[500, 0, null]], 10, null, 0],
    ["it settles before the room is used up", [[100, 10, 100]], 901, null, 900],
    ["it is full before anything goes", [[100, 10, 100]], 500, 51, 900],
    ["it has more already than it will have", [[2000, 10, 100]], 1, null, 0],
    [
      "one stays for ever beside one that settles",
      [
        [0, 10, 10],
        [0, 1, null],
      ],
      200,
      101,
      null,
    ],
    ["one stays for ever, and the room lasts for ten years", [[0, 1, null]], 4000, null, null],
  ];
  for (const [what, kinds, free, fullInDays, moreBytes] of CASES) {
    it(`is told where ${what}`, () => {
      const growths = kinds.map(([bytes, bytesPerDay, keepDays]) => ({ bytes, bytesPerDay, keepDays }));
      const seen = outlook(growths, free);
      assert.deepEqual([seen.fullInDays, seen.moreBytes], [fullInDays, moreBytes]);
    });
  }

  it("is not told from the size of one day", () => {
    assert.equal(perDay(700, DAY), 100);
    assert.equal(perDay(700, 70 * DAY), 10);
  });
});
