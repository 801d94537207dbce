import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Condition } from "#site/point.ts";
import { limitsOf } from "./limits.ts";

describe("the limits of a point", () => {
  const CASES: readonly (readonly [condition: object, lines: readonly string[]])[] = [
    [{ type: "high", limit: 90, deadband: 2, priority: "high" }, ["high above 90 (2) high"]],
    [{ type: "high-high", limit: 95, name: "boiling" }, ["boiling above 95 (0) medium"]],
    [{ type: "low", limit: 10, deadband: 1 }, ["low below 10 (1) medium"]],
    [{ type: "low-low", limit: -5 }, ["low-low below -5 (0) medium"]],
    [{ type: "deviation", from: 50, by: 5 }, ["deviation above 55 (0) medium", "deviation below 45 (0) medium"]],
    [{ type: "discrete", equals: true }, ["discrete at 1 (0) medium"]],
    [{ type: "rate-of-change", per: "second", by: 2 }, []],
    [{ type: "stale", afterMs: 100 }, []],
  ];
  for (const [condition, lines] of CASES) {
    it(JSON.stringify(condition), () =>
      assert.deepEqual(
        limitsOf([Condition.parse(condition)]).map(
          ({ condition: name, side, value, deadband, priority }) =>
            `${name} ${side} ${value} (${deadband}) ${priority}`,
        ),
        lines,
      ),
    );
  }
});
