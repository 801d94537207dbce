import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Event } from "#events/event.ts";
import { Point } from "#site/point.ts";
import { Conditioning } from "./conditioning.ts";

const boiler = Point.parse({
  id: "plc/boiler",
  source: "plc",
  address: "boiler",
  name: "Boiler",
  grouping: "one-lifetime",
  conditions: [
    { type: "high", limit: 95, deadband: 2, priority: "medium" },
    { type: "high-high", limit: 105, deadband: 2, priority: "critical" },
  ],
});

function value(number: number, at: number): Event {
  return {
    id: at,
    receivedAt: at,
    source: "plc",
    point: "boiler",
    kind: "value",
    category: "technical",
    condition: "",
    value: number,
    raw: "",
  };
}

describe("a point with two limits in one lifetime", () => {
  it("says at every severity which limit holds, also when the worse one has just ended", () => {
    const conditioning = new Conditioning();
    const said = [90, 98, 107, 101, 90].map((number, at) => {
      const [verdict] = conditioning.sample(boiler, value(number, at), at).verdicts;
      return [verdict?.severity, verdict?.because];
    });
    assert.deepEqual(said.slice(1), [
      [1, "the value went above 95, it is 98"],
      [2, "the value went above 105, it is 107"],
      [1, "the value went above 95, it is 101"],
      [0, "the value is back within its limits, it is 90"],
    ]);
  });
});
