import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { PlanSymbol } from "./editing.ts";
import { symbolFor } from "./placing.ts";
import type { Area } from "./tree.ts";

const symbol = (id: string, shows: PlanSymbol["shows"]): PlanSymbol => ({ id, level: "g", shows, at: { x: 0, y: 0 } });
const AREAS = new Map<string, Area>([
  ["works", { id: "works", name: "Works" }],
  ["hall", { id: "hall", name: "Hall", parent: "works" }],
]);

describe("where an alarm is on a plan", () => {
  const CASES: readonly (readonly [string, PlanSymbol[], string | null, string | undefined])[] = [
    ["at its point, before its area", [symbol("a", { area: "hall" }), symbol("p", { point: "plc/1" })], "hall", "p"],
    ["at its area", [symbol("w", { area: "works" }), symbol("h", { area: "hall" })], "hall", "h"],
    ["at the nearest area above", [symbol("w", { area: "works" })], "hall", "w"],
    ["nowhere", [symbol("o", { point: "plc/2" }), symbol("l", { plan: "hall" })], "hall", undefined],
    ["nowhere without an area", [symbol("w", { area: "works" })], null, undefined],
  ];
  for (const [where, symbols, area, expected] of CASES) {
    it(`is ${where}`, () => assert.equal(symbolFor({ symbols }, "plc/1", area, AREAS)?.id, expected));
  }
});
