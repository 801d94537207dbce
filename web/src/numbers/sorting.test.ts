import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ordered, turned } from "./sorting.ts";

const rows = [
  [{ by: "Tank" }, { by: 9 }],
  [{ by: "Boiler" }, { by: null }],
  [{ by: "Pump" }, { by: 10 }],
  [{ by: "Fan" }, { by: 9 }],
];
const firsts = (order: Parameters<typeof ordered>[1]) => ordered(rows, order).map(([first]) => first?.by);

describe("the order of a table of figures", () => {
  it("is that in which it came, until somebody presses a head: greatest first, smallest first, as it came", () => {
    const once = turned(null, 1);
    const twice = turned(once, 1);
    assert.deepEqual(
      [once, twice, turned(twice, 1)],
      [{ column: 1, way: "descending" }, { column: 1, way: "ascending" }, null],
    );
    assert.deepEqual(turned(once, 0), { column: 0, way: "descending" });
    assert.equal(ordered(rows, null), rows);
  });

  it("takes numbers as numbers and words as words; what has no value stands last", () => {
    assert.deepEqual(firsts({ column: 1, way: "descending" }), ["Pump", "Tank", "Fan", "Boiler"]);
    assert.deepEqual(firsts({ column: 1, way: "ascending" }), ["Tank", "Fan", "Pump", "Boiler"]);
    assert.deepEqual(firsts({ column: 0, way: "ascending" }), ["Boiler", "Fan", "Pump", "Tank"]);
    const numbered = ["Pump 10", "Pump 9", "pump 2"].map((by) => [{ by }]);
    const names = ordered(numbered, { column: 0, way: "ascending" }).map(([first]) => first?.by);
    assert.deepEqual(names, ["pump 2", "Pump 9", "Pump 10"]);
  });
});
