import assert from "node:assert/strict";
import { test } from "node:test";
import { outlineMistake } from "./outline.ts";

const feature = (geometry: unknown) => ({ type: "FeatureCollection", features: [{ type: "Feature", geometry }] });

for (const [what, json, expected] of [
  [
    "a line in degrees",
    feature({
      type: "LineString",
      coordinates: [
        [13.7, 51],
        [13.8, 51.1, 120],
      ],
    }),
    null,
  ],
  [
    "a polygon by itself",
    {
      type: "Polygon",
      coordinates: [
        [
          [13, 52],
          [14, 52],
          [14, 53],
          [13, 52],
        ],
      ],
    },
    null,
  ],
  [
    "a collection of geometries",
    { type: "GeometryCollection", geometries: [{ type: "Point", coordinates: [1, 2] }] },
    null,
  ],
  ["metres east and north (UTM)", feature({ type: "Point", coordinates: [412_345.6, 5_654_321.1] }), "not-degrees"],
  [
    "one position of many in metres",
    feature({
      type: "MultiPoint",
      coordinates: [
        [13, 52],
        [412_345, 52],
      ],
    }),
    "not-degrees",
  ],
  ["a collection of nothing", { type: "FeatureCollection", features: [] }, "not-outline"],
  ["a feature without a geometry", feature(null), "not-outline"],
  ["something else", { type: "Topology", objects: {} }, "not-outline"],
  ["nothing", null, "not-outline"],
  ["a list", [1, 2], "not-outline"],
] as const) {
  test(`${what}: ${expected ?? "draws something"}`, () => {
    assert.equal(outlineMistake(JSON.stringify(json)), expected);
  });
}

test("what is no JSON is no outline", () => {
  assert.equal(outlineMistake("<kml/>"), "not-outline");
});
