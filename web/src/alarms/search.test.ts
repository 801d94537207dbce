import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleAlarm } from "./example.ts";
import { type Field, Searcher, searchOf } from "./search.ts";

const alarm = exampleAlarm({
  text: "Rauchmelder Straße 4 🔥 לובי",
  tags: ["night-guard"],
  area: "hall-3",
  partition: "east",
});
const searcher = new Searcher((id) => (id === "hall-3" ? "Tür & Tor, Halle 3" : id));

const cases: [text: string, by: Field[] | null][] = [
  ["", []],
  ["   ", []],
  ['""', []],
  ["-", []],
  ["rauch", ["text"]],
  ["STRASSE", ["text"]],
  ["straße", ["text"]],
  ["🔥", ["text"]],
  ["לובי", ["text"]],
  ["rauch warehouse", ["text", "point"]],
  ["rauch nowhere", null],
  ["1234/1", ["point"]],
  ["panel", ["source"]],
  ["tur", ["area"]],
  ["hall-3", ["area"]],
  ["east", ["area"]],
  ["guard", ["tags"]],
  ["BURGL", ["condition"]],
  ["intrusion", ["condition"]],
  ['"halle 3"', ["area"]],
  ['"3 halle"', null],
  ['"halle 3', ["area"]],
  ["rauch -warehouse", null],
  ["rauch -boiler", ["text"]],
  ["-boiler", []],
  ['-"halle 3"', null],
  ["(a+)+$ [", null],
];
for (const [text, by] of cases) {
  test(`looking for ${text || "nothing"} finds by ${by === null ? "nothing" : by.join(", ") || "no word"}`, () => {
    assert.deepEqual(searcher.find(searchOf(text), alarm), by);
  });
}

test("a text of a hundred thousand letters is looked through as well", () => {
  const long = exampleAlarm({ text: `${"x".repeat(100_000)} needle` });
  assert.deepEqual(searcher.find(searchOf("needle"), long), ["text"]);
});
