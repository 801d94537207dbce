import assert from "node:assert/strict";
import { test } from "node:test";
import { newText, readAnswer, type Verb } from "./grammar.ts";

test("the first word of the reply decides, in English and German", () => {
  const table: [string, Verb, string][] = [
    ["ACK", "acknowledge", ""],
    ["ack.", "acknowledge", ""],
    ["  \n\nAck 42-a7f3 on my way", "acknowledge", "on my way"],
    ["ACK [#42-a7f3]", "acknowledge", ""],
    ["OK!", "acknowledge", ""],
    ["1a", "acknowledge", ""],
    ["Quittieren, bin unterwegs", "acknowledge", "bin unterwegs"],
    ["Übernehme", "acknowledge", ""],
    ["ESCALATE please", "escalate", "please"],
    ["weiter", "escalate", ""],
    ["help", "help", ""],
    ["?", "help", ""],
  ];
  for (const [text, verb, comment] of table) assert.deepEqual(readAnswer(text), { verb, comment }, text);
});

test("words that only contain or follow an answer are none", () => {
  for (const text of [
    "",
    "What is this?",
    "I can't ack this",
    "package",
    "acknowledging",
    "NACK",
    "not ok",
    "constructor",
  ]) {
    assert.equal(readAnswer(text), null, text);
  }
});

test("only the text above the quotation counts", () => {
  const table: [string, string][] = [
    ["ACK\n\n> ESCALATE 42-a7f3", "ACK"],
    ["ACK\r\n\r\nOn Tue, 3 Feb 2026 at 10:00, Tocsin <t@x.example> wrote:\r\n> x", "ACK"],
    ["ACK\n\nOn Tue, 3 Feb 2026 at 10:00, Tocsin\n<t@x.example> wrote:\n\nx", "ACK"],
    ["Quitt\n\nAm 03.02.2026 um 10:00 schrieb Tocsin:\nACK", "Quitt"],
    ["ACK\n-----Original Message-----\nFrom: x", "ACK"],
    ["ACK\n________________________________\nFrom: x", "ACK"],
    ["ACK\n-- \nAnna", "ACK"],
    ["> ACK", ""],
    ["On my way", "On my way"],
    ["ACK\nFrom: Tocsin <t@x.example>\nSent: today", "ACK"],
  ];
  for (const [text, fresh] of table) assert.equal(newText(text), fresh, text);
});

test("a very long reply costs no more than a short one", () => {
  assert.equal(newText(`ACK\n${"On ".repeat(200_000)}`).startsWith("ACK"), true);
});
