import assert from "node:assert/strict";
import { test } from "node:test";
import { wordsIn } from "./known-words.ts";

const DOCUMENTS = [
  { tags: ["pumps", "hall-2"], conditions: [{ type: "high" }, { type: "discrete", name: "tripped" }] },
  { tags: ["pumps"] },
  {},
];
const ALARMS = [
  { tags: ["night"], condition: "burglary" },
  { tags: [], condition: "" },
];

test("tags in use are offered once each, from documents and open alarms", () => {
  assert.deepEqual(wordsIn("tags", DOCUMENTS, ALARMS), ["hall-2", "night", "pumps"]);
});

test("a condition goes by its name, or by its type's", () => {
  assert.deepEqual(wordsIn("conditions", DOCUMENTS, ALARMS), ["burglary", "high", "tripped"]);
});
