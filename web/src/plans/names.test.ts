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

test("of two names in one place that of the more important symbol stays", () => {
  const names = new Map([
    ["calm", "Motion detector 1"],
    ["alarm", "Motion detector 2"],
  ]);
  const [calm, alarm] = [
    { id: "calm", x: 100, y: 100 },
    { id: "alarm", x: 160, y: 100 },
  ];
  assert.deepEqual([...namesInTheWay([alarm, calm], names)], ["calm"]);
  assert.deepEqual([...namesInTheWay([calm, alarm], names)], ["alarm"]);
  assert.deepEqual([...namesInTheWay([alarm, { ...calm, x: 20 }], names)], []);
});

test("of a grid of two hundred no two names lie over each other, wherever their cells end", () => {
  const spots = Array.from({ length: 200 }, (_, n) => ({
    id: String(n),
    x: -300 + (n % 20) * 41,
    y: -200 + Math.floor(n / 20) * 52,
  }));
  const names = new Map(spots.map(({ id }) => [id, "Smoke detector"]));
  const gone = namesInTheWay(spots, names);
  const kept = spots.filter(({ id }) => !gone.has(id));
  const half = "Smoke detector".length * 3.6 + 4;
  assert.ok(kept.length >= 50, String(kept.length));
  for (const a of kept) {
    for (const b of kept) {
      assert.ok(a === b || Math.abs(a.x - b.x) >= 2 * half || Math.abs(a.y - b.y) >= 20, `${a.id} and ${b.id}`);
    }
  }
});

test("the name of an alarm lies over calm symbols below it, but never over another alarm", () => {
  const spots = [
    { id: "gas", x: 100, y: 100 },
    { id: "pump", x: 110, y: 130 },
  ];
  assert.equal(namesInTheWay(spots, NAMES, new Set(["gas"])).size, 0);
  assert.equal(namesInTheWay(spots, NAMES, new Set(["gas", "pump"])).size, 1);
});
