import assert from "node:assert/strict";
import { test } from "node:test";
import { segmentsOf } from "#wire/sms/segments.ts";
import { messageOf } from "../../test/peers/message.ts";
import { shortTextOf } from "./short-text.ts";

const message = messageOf({
  text: "HIGH: Boiler pressure high\n\nWhere: …\nWhat to do: open the valve\n\nCode 1a-7f3k",
});

test("a short message says the priority, what it is about, and the code, and the code survives any length", () => {
  assert.equal(shortTextOf(message, 1), "HIGH: Boiler pressure high, Boiler house\nReply ACK 1a-7f3k");
  for (const [subject, parts] of [
    ["HIGH: " + "Überdruck ".repeat(100), 1],
    ["LIFE SAFETY: " + "火".repeat(500), 1],
    ["LIFE SAFETY: " + "火".repeat(500), 3],
  ] as const) {
    const text = shortTextOf({ ...message, subject }, parts);
    assert.equal(segmentsOf(text).parts.length, parts);
    assert.ok(text.startsWith(subject.slice(0, 13)));
    assert.ok(text.endsWith("\nReply ACK 1a-7f3k"));
  }
});

test("what asks for no answer is sent without a code: the subject of what has gone, the text of the rest", () => {
  const plain = { ...message, code: undefined };
  assert.equal(shortTextOf({ ...plain, kind: "cleared" }, 1), message.subject);
  assert.equal(shortTextOf({ ...plain, kind: "confirmation", text: "Acknowledged: you" }, 1), "Acknowledged: you");
});
