import assert from "node:assert/strict";
import { test } from "node:test";
import { SseCutter, type SseItem } from "./sse.ts";

const stream = ': hello\n\nid: e1:7\nevent: alarm\ndata: {"id":1}\n\r\nid: e1:8\r\ndata: a\r\ndata:b\r\n\r\n:\n';
const expected: SseItem[] = [
  { kind: "comment" },
  { kind: "message", event: "alarm", id: "e1:7", data: '{"id":1}' },
  { kind: "message", event: "message", id: "e1:8", data: "a\nb" },
  { kind: "comment" },
];

test("cuts a stream read whole", () => {
  assert.deepEqual(new SseCutter().push(stream), expected);
});

test("cuts a stream read character by character", () => {
  const cutter = new SseCutter();
  assert.deepEqual(
    stream.split("").flatMap((character) => cutter.push(character)),
    expected,
  );
});

test("an event without data is nothing, and doesn't colour the next one", () => {
  assert.deepEqual(new SseCutter().push("event: reset\n\ndata: x\n\n"), [
    { kind: "message", event: "message", id: "", data: "x" },
  ]);
});

test("a message that never ends is refused", () => {
  const cutter = new SseCutter();
  assert.throws(() => {
    for (let i = 0; i < 10; i++) cutter.push(`data: ${"x".repeat(1_000_000)}\n`);
  }, RangeError);
});
