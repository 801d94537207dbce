import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { clustered, type Spot } from "./cluster.ts";

describe("clustering", () => {
  const spots = (...places: readonly (readonly [number, number])[]): Spot[] =>
    places.map(([x, y], at) => ({ id: String(at), x, y }));
  const groups = (given: Spot[]) => clustered(given, 30).map(({ ids }) => ids.join());

  const CASES: readonly (readonly [string, Spot[], string[]])[] = [
    ["nothing", [], []],
    ["what lies apart", spots([0, 0], [30, 0], [0, 30]), ["0", "1", "2"]],
    ["what overlaps", spots([0, 0], [29, 0], [100, 100]), ["0,1", "2"]],
    ["what overlaps across the edge of a cell", spots([29, 29], [31, 31], [-1, -1]), ["0,1", "2"]],
    ["each with the nearest, not with the first", spots([0, 0], [40, 0], [25, 0]), ["0", "1,2"]],
    ["a chain by its leaders alone", spots([0, 0], [20, 0], [40, 0]), ["0,1", "2"]],
  ];
  for (const [what, given, expected] of CASES) it(`groups ${what}`, () => assert.deepEqual(groups(given), expected));

  it("loses and doubles none of 5,000", () => {
    const many = Array.from({ length: 5000 }, (_, at) => ({
      id: String(at),
      x: (at * 7919) % 2000,
      y: (at * 104729) % 1500,
    }));
    const ids = clustered(many, 30).flatMap((one) => one.ids);
    assert.equal(new Set(ids).size, 5000);
    assert.equal(ids.length, 5000);
  });
});
