import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Area, found, type PointName, type Points, rowsOf } from "./tree.ts";

const area = (id: string, parent?: string): Area => ({ id, name: id.toUpperCase(), ...(parent ? { parent } : {}) });
const point = (id: string, home: string | null): PointName => ({ id, name: `Point ${id}`, source: "plc", area: home });
const whole = (...items: PointName[]): Points => ({ items, state: "whole" });
const AREAS = [area("works"), area("hall", "works"), area("cellar", "hall"), area("annex")];
const shape = (rows: ReturnType<typeof rowsOf>) =>
  rows.map((row) => `${"  ".repeat(row.level - 1)}${row.kind} ${row.id} ${row.position}/${row.siblings}`);

describe("the tree of areas and points", () => {
  it("shows what is open, by name, with its place among its siblings", () => {
    const points = new Map([
      ["works", whole(point("plc/1", "works"))],
      ["hall", { items: [point("plc/2", "hall")], state: "more" } as Points],
    ]);
    assert.deepEqual(shape(rowsOf({ areas: AREAS, open: new Set(["works", "hall"]), points, nowhere: "None" })), [
      "area annex 1/3",
      "area works 2/3",
      "  area hall 1/2",
      "    area cellar 1/3",
      "    point plc/2 2/3",
      "    rest hall 3/3",
      "  point plc/1 2/2",
      "area  3/3",
    ]);
  });

  it("says that points are on their way", () => {
    const rows = rowsOf({ areas: [area("works")], open: new Set(["works"]), points: new Map(), nowhere: null });
    assert.deepEqual(shape(rows), ["area works 1/1", "  rest works 1/1"]);
  });

  it("shows areas at the top whose parents aren't seen", () => {
    const rows = rowsOf({ areas: [area("hall", "works")], open: new Set(), points: new Map(), nowhere: null });
    assert.deepEqual(shape(rows), ["area hall 1/1"]);
  });

  it("finds areas and points with all that is above them", () => {
    const tree = found(AREAS, "CELL", [point("plc/9", "annex"), point("plc/8", null)]);
    assert.deepEqual(shape(rowsOf({ ...tree, nowhere: "None" })), [
      "area annex 1/3",
      "  point plc/9 1/1",
      "area works 2/3",
      "  area hall 1/1",
      "    area cellar 1/1",
      "area  3/3",
      "  point plc/8 1/1",
    ]);
  });
});
