import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type SetAsideRow, setAsideOf } from "./set-aside.ts";

const MINUTE = 60_000;
const TEN_O_CLOCK = Date.UTC(2026, 2, 3, 10);
const ago = (minutes: number) => TEN_O_CLOCK - minutes * MINUTE;
const LIMITS = { "life-safety": 0, critical: 30, high: 60, medium: 120, low: 60 };

const row = (alarm: number, also: Partial<SetAsideRow>): SetAsideRow => ({
  alarm,
  priority: "low",
  state: "shelved",
  since: ago(60),
  by: ["operator:anna"],
  reason: "",
  until: TEN_O_CLOCK + MINUTE,
  wasReminded: false,
  ...also,
});

describe("what is set aside at this moment", () => {
  const rows = [
    row(1, { since: ago(90) }), //                                             low may be shelved for 60 minutes
    row(2, { since: ago(60) }), //                                             not longer than 60 minutes
    row(3, { since: ago(90), priority: "medium" }), //                         medium may for 120
    row(4, { since: null, until: ago(1) }), //                                 its end has passed
    row(5, { state: "out-of-service", since: ago(2880), wasReminded: true }), // its planned end has passed, and somebody was told
    row(6, { state: "out-of-service", since: ago(30), until: null }), //       nobody planned an end
    row(7, { state: "out-of-service", since: ago(30), until: ago(0) }), //     it ends now
    row(8, { state: "suppressed", since: ago(9999), until: null, by: ["rule:mains"] }),
  ];
  const { states, list } = setAsideOf(rows, LIMITS, TEN_O_CLOCK);

  it("is counted for each way of setting aside, with its age and how many are there longer than allowed", () => {
    assert.deepEqual(states, [
      // (90 + 60 + 90) / 3 = 80 minutes; of the fourth nobody knows since when.
      { state: "shelved", count: 4, meanAgeMs: 80 * MINUTE, oldest: ago(90), overdue: 2 },
      { state: "suppressed", count: 1, meanAgeMs: 9999 * MINUTE, oldest: ago(9999), overdue: 0 },
      // (2880 + 30 + 30) / 3 = 980 minutes.
      { state: "out-of-service", count: 3, meanAgeMs: 980 * MINUTE, oldest: ago(2880), overdue: 1 },
    ]);
  });

  it("is listed: first what is there longer than allowed, and of those what has been there longest", () => {
    assert.deepEqual(
      list.map(({ alarm, isOverdue }) => [alarm, isOverdue]),
      [
        [4, true],
        [5, true],
        [1, true],
        [8, false],
        [3, false],
        [2, false],
        [6, false],
        [7, false],
      ],
    );
  });

  it("has no age when nothing is set aside", () => {
    const none = setAsideOf([], LIMITS, TEN_O_CLOCK);
    assert.deepEqual(none.states[0], { state: "shelved", count: 0, meanAgeMs: null, oldest: null, overdue: 0 });
    assert.deepEqual(none.list, []);
  });
});
