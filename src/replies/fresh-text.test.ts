import assert from "node:assert/strict";
import { test } from "node:test";
import { newText } from "./fresh-text.ts";

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
