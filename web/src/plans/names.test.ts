import assert from "node:assert/strict";
import { test } from "node:test";
import { namesInTheWay } from "./names.ts";

const NAMES = new Map([
  ["gas", "Gas detector"],
  ["long", "Keypad at the staff door of the warehouse"],
]);

for (const [what, other, expected] of [
  ["right below it", { x: 100, y: 130 }, ["gas"]],
  ["where its name ends", { x: 155, y: 125 }, ["gas"]],
  ["beside it", { x: 134, y: 100 }, []],
  ["above it", { x: 100, y: 66 }, []],
  ["below its name", { x: 100, y: 147 }, []],
  ["beside its name", { x: 165, y: 125 }, []],
] as const) {
  test(`the name of a symbol, with another symbol ${what}, ${expected.length > 0 ? "gives way" : "shows"}`, () => {
    const spots = [
      { id: "pump", ...other },
      { id: "gas", x: 100, y: 100 },
    ];
    assert.deepEqual([...namesInTheWay(spots, NAMES)], expected);
  });
}

test("a long name reaches no further than it is drawn", () => {
  const spots = (x: number) => [
    { id: "long", x: 100, y: 100 },
    { id: "pump", x, y: 125 },
  ];
  assert.equal(namesInTheWay(spots(188), NAMES).size, 1);
  assert.equal(namesInTheWay(spots(190), NAMES).size, 0);
});
