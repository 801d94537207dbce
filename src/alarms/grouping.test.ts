import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Point } from "#site/point.ts";
import { group, validatePoint } from "./grouping.ts";

const point = (conditions: object[], more: object = {}) =>
  Point.parse({ id: "plc-1/t", source: "plc-1", address: "t", name: "T", conditions, ...more });
const LIMITS = [
  { type: "high-high", limit: 95, priority: "critical", text: "far too hot" },
  { type: "high", limit: 90 },
  { type: "low", limit: 10 },
  { type: "low-low", limit: 5 },
  { type: "stale", afterMs: 1000 },
];

describe("conditions of one point", () => {
  const { conditions } = point(LIMITS);
  const CASES: [what: string, active: boolean[], high: [boolean, number, string], low: [boolean, number, string]][] = [
    ["nothing holds", [false, false, false, false, false], [false, 0, "medium"], [false, 0, "medium"]],
    ["high", [false, true, false, false, false], [true, 1, "medium"], [false, 0, "medium"]],
    ["high and high-high", [true, true, false, false, false], [true, 2, "critical"], [false, 0, "medium"]],
    [
      "high-high alone, by its shorter delay",
      [true, false, false, false, false],
      [true, 2, "critical"],
      [false, 0, "medium"],
    ],
    ["low-low", [false, false, true, true, false], [false, 0, "medium"], [true, 2, "medium"]],
  ];
  for (const [what, active, high, low] of CASES) {
    it(`one lifetime: ${what}`, () => {
      const groups = group("one-lifetime", conditions, active);
      assert.deepEqual(
        groups.map((one) => one.condition),
        ["high", "low", "stale"],
      );
      assert.deepEqual(
        groups.slice(0, 2).map((one) => [one.active, one.severity, one.priority]),
        [high, low],
      );
    });
  }

  it("shows the gravest that holds, in whatever order they are written", () => {
    const shown = (active: boolean[]) => group("one-lifetime", conditions, active)[0]?.shown;
    assert.deepEqual([shown([true, true]), shown([false, true]), shown([false, false])], [0, 1, 1]);
  });

  it("per condition: each is an alarm", () => {
    const groups = group("per-condition", conditions, [true, true, false, false, false]);
    assert.deepEqual(
      groups.map((one) => `${one.condition} ${one.active} ${one.severity}`),
      ["high-high true 1", "high true 1", "low false 0", "low-low false 0", "stale false 0"],
    );
    assert.equal(groups[0]?.text, "far too hot");
  });
});

describe("a point with nonsense in it", () => {
  const CASES: [what: string, conditions: object[], wrong: RegExp[], more?: object][] = [
    ["none", LIMITS, []],
    [
      "low above high",
      [
        { type: "low", limit: 50 },
        { type: "high", limit: 40 },
      ],
      [/low \(50\) must be less than high \(40\)/],
    ],
    [
      "high at high-high",
      [
        { type: "high", limit: 95 },
        { type: "high-high", limit: 95 },
      ],
      [/high \(95\) must be less than high-high \(95\)/],
    ],
    [
      "deadband of high-high reaches high",
      [
        { type: "high", limit: 90 },
        { type: "high-high", limit: 95, deadband: 5 },
      ],
      [/high-high: the deadband 5 must be less than the distance to high, 5/],
    ],
    [
      "deadband of high reaches low",
      [
        { type: "low", limit: 10 },
        { type: "high", limit: 20, deadband: 10 },
      ],
      [/high: the deadband 10 .* distance to low, 10/],
    ],
    [
      "deadband of low reaches high",
      [
        { type: "low", limit: 10, deadband: 12 },
        { type: "high", limit: 20 },
      ],
      [/low: the deadband 12 .* distance to high, 10/],
    ],
    [
      "deadband of low-low reaches low",
      [
        { type: "low-low", limit: 5, deadband: 5 },
        { type: "low", limit: 10 },
      ],
      [/low-low: the deadband 5/],
    ],
    [
      "deviation that never returns",
      [{ type: "deviation", from: 50, by: 5, deadband: 5 }],
      [/deviation: the deadband 5 must be less than 5/],
    ],
    [
      "the same name twice",
      [
        { type: "high", limit: 1 },
        { type: "high", limit: 2 },
      ],
      [/Two conditions are called “high”/],
    ],
    [
      "two of a kind in one lifetime",
      [
        { type: "high", limit: 1 },
        { type: "high", limit: 2, name: "hot" },
      ],
      [/one high limit only/],
      { grouping: "one-lifetime" },
    ],
    [
      "a count that does nothing",
      [{ type: "high", limit: 1, count: { times: 3, withinMs: 100 } }],
      [/count has no effect/],
    ],
    [
      "a re-alarm that does nothing",
      [],
      [/reAlarmSec has no effect/],
      { reAlarmSec: 60, acknowledgementRequired: false },
    ],
  ];
  for (const [what, conditions, wrong, more] of CASES) {
    it(what, () => {
      const said = validatePoint(point(conditions, more));
      assert.equal(said.length, wrong.length, said.join("\n"));
      wrong.forEach((pattern, index) => assert.match(said[index] ?? "", pattern));
    });
  }
});
