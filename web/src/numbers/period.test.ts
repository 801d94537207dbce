import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { before, periodOf } from "./period.ts";

const NOW = Date.UTC(2026, 1, 3, 10, 0, 30);
const HOUR = 3_600_000;

describe("the period of an address", () => {
  it("is the last day where it says nothing, to the minute, so that figures are asked for once", () => {
    const { from, to, period } = periodOf({}, NOW);
    assert.deepEqual([period, to - from, to], ["day", 24 * HOUR, Date.UTC(2026, 1, 3, 10, 1)]);
  });

  it("is a preset, or one of somebody's own; nonsense is the last day", () => {
    assert.equal(periodOf({ period: "week" }, NOW).to - periodOf({ period: "week" }, NOW).from, 168 * HOUR);
    assert.deepEqual(periodOf({ from: 5, to: 9, partition: "north" }, NOW), {
      period: "own",
      from: 5,
      to: 9,
      partition: "north",
    });
    for (const nonsense of [{ period: "toString" }, { from: 9, to: 5 }, { from: "x", to: "y" }, { partition: 7 }]) {
      assert.equal(periodOf(nonsense, NOW).period, "day");
    }
  });

  it("has one before it that is as long", () => {
    assert.deepEqual(before({ from: 100, to: 150, partition: "" }), { from: 50, to: 100, partition: "" });
  });
});
