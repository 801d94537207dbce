import assert from "node:assert/strict";
import { test } from "node:test";
import { bareRanges, type Request, readRequest } from "./grammar.ts";

const ack = (comment = "", all = false): Request => ({ ask: "acknowledge", all, comment });

test("the first word of the first line decides, in English and German", () => {
  const table: [string, Request][] = [
    ["ACK", ack()],
    ["ack.", ack()],
    ["  \n\nAck 42-a7f3 on my way", ack("on my way")],
    ["ACK [#42-a7f3]", ack()],
    ["42-a7f3 ACK", ack()],
    ["OK!", ack()],
    ["1a", ack()],
    ["Quittieren, bin unterwegs", ack("bin unterwegs")],
    ["Übernehme", ack()],
    ["ESCALATE please", { ask: "escalate", comment: "please" }],
    ["weiter", { ask: "escalate", comment: "" }],
    ["help", { ask: "help" }],
    ["?", { ask: "help" }],
    ["LIST", { ask: "list" }],
    ["\n  liste.\n-- \nAnna", { ask: "list" }],
    ["Who?", { ask: "who" }],
    ["WER", { ask: "who" }],
    ["report", { ask: "report" }],
    ["Lage", { ask: "report" }],
    ["status boilers/pump-1234", { ask: "status", about: "boilers/pump-1234" }],
    ["Zustand Kessel 3", { ask: "status", about: "Kessel 3" }],
    ["SHELVE 1a-7f3k 60 sensor replaced", { ask: "shelve", words: ["1a-7f3k", "60", "sensor", "replaced"] }],
    ["Zurückstellen Kessel 3 60 Fühler", { ask: "shelve", words: ["Kessel", "3", "60", "Fühler"] }],
    ["DUTY ON", { ask: "duty", on: true, words: [] }],
    ["Dienst aus night-crew 8", { ask: "duty", on: false, words: ["night-crew", "8"] }],
    ["YES 012345", { ask: "confirm", number: "012345" }],
    ["Ja 012345 bitte", { ask: "confirm", number: "012345" }],
  ];
  for (const [text, request] of table) assert.deepEqual(readRequest(text), request, text);
});

test("words that only contain or follow a request are none", () => {
  const table = [
    "",
    "What is this?",
    "I can't ack this",
    "package",
    "acknowledging",
    "NACK",
    "not ok",
    "constructor",
    "status",
    "who are you",
    "list of things",
    "listing",
    "duty",
    "duty free",
    "yes",
    "yes 12",
  ];
  for (const text of table) assert.equal(readRequest(text), null, text);
});

test("ALL and ranges stand right behind the answer, and what follows is the comment", () => {
  const table: [string, Request, object[]][] = [
    ["ACK ALL 1a-7f3k", ack("", true), []],
    ["quittieren alle 1a-7f3k", ack("", true), []],
    ["ALL 1a-7f3k", ack("", true), []],
    ["ACK 1a-7f3k all", ack("", true), []],
    ["ACK 1a-7f3k all is well", ack("all is well"), []],
    ["ACK allowed", ack("allowed"), []],
    ["ACK 41-45", ack(), [{ from: "41", to: "45" }]],
    [
      "ACK 1a-7f3k 41-45, 4a..4c on my way",
      ack("on my way"),
      [
        { from: "41", to: "45" },
        { from: "4a", to: "4c" },
      ],
    ],
    ["ACK 1a-7f3k..1f", ack(), []],
    ["ACK 1a-7f3k – 1f-x2k9 coming", ack("coming"), []],
    ["ACK follow-up needed", ack("follow-up needed"), []],
    ["ACK in 10-15 minutes", ack("in 10-15 minutes"), []],
  ];
  for (const [text, request, ranges] of table) {
    assert.deepEqual(readRequest(text), request, text);
    assert.deepEqual(bareRanges(text), ranges, text);
  }
});

test("a very long line costs no more than a short one", () => {
  assert.deepEqual(readRequest(`ACK ${"1-".repeat(200_000)}`)?.ask, "acknowledge");
});
