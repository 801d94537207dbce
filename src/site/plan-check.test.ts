import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readDocument } from "./check.ts";
import { planMistakes } from "./plan-check.ts";
import type { SiteItem } from "./site.ts";

const FILE = "a".repeat(64);
const EDGES = { south: 52, west: 13, north: 53, east: 14 };
const GROUND = { id: "ground", name: "Ground floor", file: FILE };
const FLOOR = { id: "hall", name: "Hall", kind: "floor", levels: [GROUND] };
const MAP = { id: "town", name: "Town", kind: "map", levels: [{ id: "all", name: "Town", outline: FILE }] };
const boiler = (more: object) => ({ id: "1", level: "ground", shows: { point: "plc/1" }, at: { x: 0, y: 1 }, ...more });

function mistakesIn(body: object): string[] {
  const reading = readDocument("plan", body);
  const found = "mistakes" in reading ? reading.mistakes : planMistakes(reading.document.body as SiteItem<"plan">);
  return found.map(({ message }) => message);
}

const CASES: readonly (readonly [what: string, body: object, expected: readonly (string | RegExp)[]])[] = [
  ["a floor with a symbol", { ...FLOOR, symbols: [boiler({})] }, []],
  ["a map that is an outline", MAP, []],
  ["a map that is a picture", { ...MAP, levels: [{ ...GROUND, corners: EDGES }] }, []],
  [
    "a floor without a picture",
    { ...FLOOR, levels: [{ id: "a", name: "A" }] },
    [/levels\[0\]\.file: expected the id of an/],
  ],
  ["a floor with corners", { ...FLOOR, levels: [{ ...GROUND, corners: EDGES }] }, [/corners: expected nothing/]],
  [
    "a map of nothing",
    { ...MAP, levels: [{ id: "a", name: "A" }] },
    [/levels\[0\]: expected a picture with its corners/],
  ],
  ["a map whose picture lies nowhere", { ...MAP, levels: [GROUND] }, [/corners: expected where the edges/]],
  [
    "a map upside down",
    { ...MAP, levels: [{ ...GROUND, corners: { south: 53, west: 14, north: 52, east: 13 } }] },
    [/north: expected more than 53, found 52/, /east: expected more than 14, found 13/],
  ],
  ["no level at all", { ...FLOOR, levels: [] }, [/levels: expected a number of entries of at least 1/]],
  ["levels of one name", { ...FLOOR, levels: [GROUND, GROUND] }, [/levels\[1\]\.id: expected an id of its own/]],
  ["a symbol twice", { ...FLOOR, symbols: [boiler({}), boiler({})] }, [/symbols\[1\]\.id: expected an id of its own/]],
  [
    "a symbol on no level",
    { ...FLOOR, symbols: [boiler({ level: "x" })] },
    [/level: expected one of ground, found "x"/],
  ],
  [
    "a symbol by degrees on a floor",
    { ...FLOOR, symbols: [boiler({ at: { latitude: 1, longitude: 1 } })] },
    [/at: expected x and y on a floor/],
  ],
  [
    "a symbol beside the picture",
    { ...FLOOR, symbols: [boiler({ at: { x: 1.1, y: 0 } })] },
    [/at\.x: expected a number of/],
  ],
  ["a symbol of nothing", { ...FLOOR, symbols: [boiler({ shows: {} })] }, [/shows/]],
  [
    "a file that is none",
    { ...FLOOR, levels: [{ ...GROUND, file: "../../etc/passwd" }] },
    [/expected the id of an uploaded/],
  ],
];

describe("the check of plans", () => {
  for (const [what, body, expected] of CASES) {
    it(`knows ${what}`, () => {
      const found = mistakesIn(body);
      assert.equal(found.length, expected.length, found.join("\n"));
      for (const [i, pattern] of expected.entries()) assert.match(found[i] ?? "", new RegExp(pattern));
    });
  }
});
