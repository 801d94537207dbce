import assert from "node:assert/strict";
import { test } from "node:test";
import { readable } from "#wire/transcript.ts";
import { VirtualClock } from "../../test/peers/virtual-clock.ts";
import { Dialogue } from "./dialogue.ts";

test("secrets are blotted out in every form that a protocol may write them in, and so are codes and personal links", () => {
  const dialogue = new Dialogue(new VirtualClock(5), ["pass w/rd", ""]);
  const { lines, note, stop } = dialogue.listen();
  const table: [string, string][] = [
    ["LOGIN tocsin pass w/rd", "LOGIN tocsin ***"],
    [`AUTH ${Buffer.from("pass w/rd").toString("base64")}`, "AUTH ***"],
    ["key=pass%20w%2Frd&x=1", "key=***&x=1"],
    ["open https://alarms.example/r/1a.Ab_-c now", "open https://alarms.example/r/*** now"],
    ["Reply ACK 1a-7f3k or 1A", "Reply ACK *** or 1A"],
    ["250 2.1.0 Ok: queued as 4Bx", "250 2.1.0 Ok: queued as 4Bx"],
  ];
  for (const [text] of table) dialogue.sent(text);
  dialogue.received("pass w/rd");
  note("refused pass w/rd");
  assert.deepEqual(
    lines.map(({ text }) => text),
    [...table.map(([, shown]) => shown), "***", "refused ***"],
  );
  assert.deepEqual(lines.at(-2), { at: 5, who: "them", text: "***" });
  assert.equal(dialogue.listening, true);
  stop();
  dialogue.sent("nobody hears this");
  assert.deepEqual([dialogue.listening, lines.length], [false, table.length + 2]);
});

test("a dialogue that never ends is not kept without end", () => {
  const dialogue = new Dialogue(new VirtualClock(5), []);
  const { lines } = dialogue.listen();
  for (let at = 0; at < 2000; at++) dialogue.received("x".repeat(10_000));
  assert.equal(lines.length, 500);
  assert.equal(lines[0]?.text.length, 4000);
});

test("bytes that are no characters are shown by their number", () => {
  assert.equal(readable(Buffer.from("\u0002ID=\r\n")), "<02>ID=");
  assert.equal(readable(Buffer.from([0x06, 0x0d, 0x41])), "<06><0d>A");
  assert.equal(readable("220 hello\r\n250 ok\r\n"), "220 hello\r\n250 ok");
});
