import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { systemClock } from "#kernel/clock.ts";
import { silentLog } from "#kernel/log.ts";
import { messageOf } from "../../../test/peers/message.ts";
import { openPagingTerminal } from "../../../test/peers/paging-terminal.ts";
import { VirtualClock } from "../../../test/peers/virtual-clock.ts";
import type { Delivery } from "../channel.ts";
import { partsOf } from "../pager-text.ts";
import { checksum, cutHeard, logOn, pageBlock } from "./frame.ts";
import { tap } from "./index.ts";
import { Settings } from "./settings.ts";

const never = new AbortController().signal;
const message = messageOf({
  to: "5551234",
  subject: "FIRE Z3",
  text: "FIRE Z3",
  priority: "life-safety",
  code: undefined,
});
const long = "LIFE SAFETY: smoke in the south stairwell of hall 3, doors are held open and the ventilation still runs";

async function open(t: TestContext, settings: object, clock = systemClock) {
  const line = await tap.open(Settings.parse({ host: "127.0.0.1", ...settings }), {
    clock,
    log: silentLog,
    answered: () => assert.fail("nobody answers on this channel"),
    heard: () => assert.fail("nobody writes on this channel"),
    afterwards: () => assert.fail("nothing comes afterwards"),
  });
  t.after(() => line[Symbol.asyncDispose]());
  return line;
}

test("blocks are those of the specification", () => {
  // Zetron's description of TAP, appendix; the second recalculated by hand.
  const vectors = [
    ["123", "ABC", "02 31 32 33 0D 41 42 43 0D 03 31 37 3B 0D"],
    ["5551234", "FIRE Z3", "02 35 35 35 31 32 33 34 0D 46 49 52 45 20 5A 33 0D 03 33 35 3B 0D"],
  ] as const;
  for (const [pager, text, hex] of vectors) {
    assert.equal(pageBlock(pager, text).toString("hex"), hex.replaceAll(" ", "").toLowerCase());
  }
  assert.equal(checksum(Buffer.from("0231323\x0d", "latin1")).length, 3);
  assert.equal(logOn("secret").toString("latin1"), "\x1bPG1secret\r");
  assert.ok(pageBlock("9".repeat(6), "x".repeat(240)).length <= 256);
});

test("what the terminal says is cut byte by byte, with parity bits and line feeds", () => {
  const table = [
    ["ID=", "id"],
    ["\r\n\x06\r", "ack"],
    ["\x15\r", "nak"],
    ["\x1e\r", "refused"],
    ["\x1b[p\r", "go-ahead"],
    ["\x1b\x04\r", "disconnect"],
    ["501 Bad pager\r", "message"],
  ] as const;
  for (const [text, kind] of table) {
    for (const parity of [0, 0x80]) {
      const bytes = Buffer.from(text, "latin1").map((byte) => byte | parity);
      for (let at = 0; at < bytes.length; at++) assert.equal(cutHeard(Buffer.from(bytes.subarray(0, at))), null);
      assert.equal(cutHeard(Buffer.from(bytes))?.value.kind, kind, JSON.stringify(text));
    }
  }
});

test("a page arrives, also when the terminal is slow to wake, deaf at first, and speaks seven bits byte by byte", async (t) => {
  const terminal = await openPagingTerminal(t, { password: "s3cret" });
  const line = await open(t, { port: terminal.port, password: "s3cret" });
  assert.equal((await line.deliver(message, never)).outcome, "accepted");
  terminal.deaf = 2;
  assert.equal((await line.deliver(message, never)).outcome, "accepted");
  terminal.sevenBits = true;
  assert.equal((await line.deliver(message, never)).outcome, "accepted");
  assert.deepEqual(
    terminal.pages,
    Array.from({ length: 3 }, () => ({ pager: "5551234", text: "FIRE Z3" })),
  );
  assert.equal((await line.check()).ok, true);
  assert.equal(terminal.pages.length, 3, "a check pages nobody");
});

test("the terminal is woken three times, two seconds apart", async (t) => {
  for (const [sleeps, outcome] of [
    [2, "accepted"],
    [3, "retry"],
  ] as const) {
    const clock = new VirtualClock(0);
    const terminal = await openPagingTerminal(t);
    terminal.sleeps = sleeps;
    const line = await open(t, { port: terminal.port }, clock);
    let delivery: Delivery | null = null;
    void line.deliver(message, never).then((done) => (delivery = done));
    while (delivery === null) {
      for (let turn = 0; turn < 50 && delivery === null; turn++) await new Promise((resolve) => setImmediate(resolve));
      clock.advance(500);
    }
    assert.equal((delivery as Delivery).outcome, outcome, (delivery as Delivery).because);
  }
});

test("every answer to a page has its outcome", async (t) => {
  const table: [("ack" | "nak" | "refuse" | "disconnect" | null)[], Delivery["outcome"], number, RegExp][] = [
    [["ack"], "accepted", 1, /took the page/],
    [["nak", "ack"], "accepted", 2, /took the page/],
    [["nak", "nak", "nak"], "retry", 3, /damaged 3 times/],
    [["refuse"], "rejected", 1, /refused the page: 511 Invalid pager/],
    [["disconnect"], "retry", 1, /ended the session/],
    [[null], "retry", 1, /may arrive twice/],
  ];
  for (const [words, outcome, blocks, says] of table) {
    const terminal = await openPagingTerminal(t);
    terminal.words = words;
    terminal.says = "511 Invalid pager\r";
    const line = await open(t, { port: terminal.port });
    const delivery = await line.deliver(message, never);
    assert.equal(delivery.outcome, outcome, delivery.because);
    assert.match(delivery.because, says);
    assert.equal(terminal.blocks, blocks);
  }
});

test("a wrong password, a line without a terminal and nobody there are outages", async (t) => {
  const terminal = await openPagingTerminal(t, { password: "s3cret" });
  for (const settings of [{ port: terminal.port, password: "wrong" }, { port: 1 }]) {
    const line = await open(t, settings);
    const delivery = await line.deliver(message, never);
    assert.ok(delivery.outcome === "retry" && delivery.outage, delivery.because);
    assert.ok(!delivery.because.includes("wrong"));
    assert.equal((await line.check()).ok, false);
  }
  assert.equal(terminal.logOns.length, 6, "three attempts each time");
});

test("a long text becomes numbered pages, and a retry sends only what was not taken", async (t) => {
  const terminal = await openPagingTerminal(t);
  const line = await open(t, { port: terminal.port, longestText: 40, parts: 3 });
  terminal.words = ["ack", null];
  const first = await line.deliver({ ...message, subject: long }, never);
  assert.equal(first.outcome, "retry");
  assert.equal((await line.deliver({ ...message, subject: long }, never)).outcome, "accepted");
  assert.deepEqual(
    terminal.pages.map(({ text }) => text),
    [
      "1/3 LIFE SAFETY: smoke in the south",
      "2/3 stairwell of hall 3, doors are held",
      "3/3 open and the ventilation still runs",
    ],
  );
});

test("parts are never longer than the pager, however the text is", () => {
  for (const subject of [long, "x".repeat(300), "ä".repeat(100), "a b ".repeat(100), "short"]) {
    for (const longest of [20, 40, 80]) {
      for (const most of [1, 2, 9]) {
        const parts = partsOf({ ...message, subject }, longest, most);
        assert.ok(parts.length <= most && parts.every((part) => part.length <= longest), JSON.stringify(parts));
      }
    }
  }
});
