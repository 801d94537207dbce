import assert from "node:assert/strict";
import { test } from "node:test";
import { type Discovered, pointFrom } from "./adopting.ts";

const FOUND: Discovered = {
  point: "1234/1/003",
  category: "intrusion",
  conditions: ["burglary"],
  kinds: ["raise"],
  text: "Burglary, area 1",
  value: null,
  raw: "",
  times: 1,
  firstAt: 0,
  lastAt: 0,
};

test("a point is made of what the source said, and of what all shall have", () => {
  assert.deepEqual(
    pointFrom("panel", FOUND, { name: "{text} ({address})", tags: ["{category}"], latched: true, note: "{other}" }),
    {
      id: "panel/1234/1/003",
      source: "panel",
      address: "1234/1/003",
      name: "Burglary, area 1 (1234/1/003)",
      tags: ["intrusion"],
      latched: true,
      note: "{other}",
    },
  );
});

test("without a text it is called by its address, and no name is endless", () => {
  assert.equal(pointFrom("panel", { ...FOUND, text: null }, { name: "{text}" })["name"], "1234/1/003");
  assert.equal(String(pointFrom("panel", { ...FOUND, text: "x".repeat(500) }, { name: "{text}" })["name"]).length, 120);
});
