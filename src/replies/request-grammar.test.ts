import assert from "node:assert/strict";
import { test } from "node:test";
import { meansAll, type Question, readQuestion } from "./request-grammar.ts";

test("a question is its first word, in English and German, and nothing else", () => {
  const table: [string, Question | null][] = [
    ["LIST", { ask: "list" }],
    ["\n  liste.\n-- \nAnna", { ask: "list" }],
    ["Who?", { ask: "who" }],
    ["WER", { ask: "who" }],
    ["report", { ask: "report" }],
    ["Lage", { ask: "report" }],
    ["status boilers/pressure", { ask: "status", about: "boilers/pressure" }],
    ["Zustand Kessel 3", { ask: "status", about: "Kessel 3" }],
    ["status", null],
    ["who are you", null],
    ["list of things", null],
    ["listing", null],
    ["ACK 1a-7f3k", null],
    ["constructor", null],
    ["", null],
  ];
  for (const [text, question] of table) assert.deepEqual(readQuestion(text), question, text);
});

test("ALL stands behind the answer, and only there", () => {
  const table: [string, boolean][] = [
    ["ACK ALL 1a-7f3k", true],
    ["quittieren alle 1a-7f3k", true],
    ["ALL 1a-7f3k", true],
    ["ACK 1a-7f3k all is well", false],
    ["ACK allowed", false],
    ["ACK", false],
  ];
  for (const [text, all] of table) assert.equal(meansAll(text), all, text);
});
