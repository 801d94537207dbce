import assert from "node:assert/strict";
import { test } from "node:test";
import {
  decodedOf,
  type Entry,
  fits,
  gathered,
  hexOf,
  NOTHING_SHOWN,
  resumed,
  type TrafficLine,
  textOf,
} from "./traffic.ts";

const line = (number: number, rest: Partial<TrafficLine> = {}): TrafficLine => ({
  number,
  at: 0,
  outcome: "taken",
  raw: "",
  ...rest,
});
const entry = (rest: Partial<TrafficLine> = {}): Entry => ({ is: "line", place: 0, ...line(1, rest) });
const many = (count: number) => Array.from({ length: count }, (_, at) => line(at + 1));
const numbers = (entries: readonly Entry[]) => entries.map((one) => (one.is === "line" ? one.number : one.skipped));
const ALL = { words: "", outcome: null };

test("what comes stands at the top, and not without end", () => {
  const first = gathered(NOTHING_SHOWN, [line(1), line(2)]);
  assert.deepEqual(numbers(first.entries), [2, 1]);
  assert.deepEqual(numbers(gathered(first, [{ at: 0, skipped: 7 }, line(10)]).entries), [10, 7, 2, 1]);
  const full = gathered(NOTHING_SHOWN, many(900));
  assert.equal(full.entries.length, 500);
  assert.equal(new Set(full.entries.map(({ place }) => place)).size, 500);
});

test("while it is paused nothing moves, and nothing of it is lost in silence", () => {
  const paused = { ...gathered(NOTHING_SHOWN, [line(1)]), held: [] };
  const held = gathered(paused, [line(2), line(3)]);
  assert.deepEqual([numbers(held.entries), numbers(held.held ?? [])], [[1], [3, 2]]);
  assert.deepEqual(numbers(resumed(held).entries), [3, 2, 1]);
  // A flood while nobody looks: what is beyond the view is a gap between what was and what is.
  const flooded = resumed(gathered(paused, many(507)));
  assert.deepEqual(numbers(flooded.entries).slice(0, 2), [507, 506]);
  const beyond = { ...paused, held: gathered(paused, many(497)).held?.slice(0, 490) ?? [] };
  assert.deepEqual(numbers(resumed(beyond).entries).slice(-3), [8, 7, 1]);
});

test("bytes are seen as bytes, also of what is not ASCII", () => {
  assert.equal(hexOf("A\nü"), `0000  41 0a c3 bc${" ".repeat(36)}  A...`);
  assert.equal(hexOf("x".repeat(17)).split("\n").length, 2);
});

test("what the driver made of it is one line, whatever it was", () => {
  const report = { point: "1234/1/003", kind: "raise", condition: "burglary", code: "BA", text: "", value: undefined };
  assert.equal(decodedOf(line(1, { report })), "1234/1/003 · raise · burglary · BA");
  assert.equal(decodedOf(line(1, { outcome: "refused", why: "the CRC is wrong" })), "the CRC is wrong");
  assert.equal(
    decodedOf(line(1, { outcome: "unknown", key: "BEEF", about: { from: "192.0.2.1" } })),
    "BEEF · from: 192.0.2.1",
  );
});

test("it is chosen by words and by what became of it; a gap is never hidden", () => {
  const report = { point: "1234/1/003", kind: "raise", condition: "burglary" };
  assert.deepEqual(
    [
      fits(entry({ report }), { ...ALL, words: "BURG 1234" }),
      fits(entry({ report }), { ...ALL, words: "fire" }),
      fits(entry({ report }), { ...ALL, outcome: "refused" }),
      fits({ is: "gap", place: 0, at: 0, skipped: 3 }, { words: "fire", outcome: "refused" }),
    ],
    [true, false, false, true],
  );
});

test("as text it can be read by whoever made the device", () => {
  const shown = gathered(NOTHING_SHOWN, [
    line(1, { raw: "<a>\n<b>", report: { point: "t1" } }),
    { at: 1000, skipped: 3 },
    { at: 2000, skipped: null },
    line(2, { at: 3000, outcome: "unknown", key: "BEEF", about: {} }),
  ]);
  assert.equal(
    textOf(shown.entries, false),
    [
      "1970-01-01T00:00:00.000Z taken t1",
      "  <a>",
      "  <b>",
      "1970-01-01T00:00:01.000Z … 3 …",
      "1970-01-01T00:00:02.000Z … ? …",
      "1970-01-01T00:00:03.000Z unknown BEEF",
      "",
    ].join("\n"),
  );
  assert.match(textOf(shown.entries, true), /^ {2}0000 {2}3c 61 3e 0a/m);
});
