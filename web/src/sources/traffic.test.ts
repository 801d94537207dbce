import assert from "node:assert/strict";
import { test } from "node:test";
import { decodedOf, fits, gathered, hexOf, type TrafficLine } from "./traffic.ts";

const line = (number: number, rest: Partial<TrafficLine> = {}): TrafficLine => ({
  number,
  at: 0,
  outcome: "taken",
  raw: "",
  ...rest,
});
const view = (last: number, ...lines: TrafficLine[]) => ({ here: true, lines, last, missed: 0 });

test("what came is shown once, the newest first, and not without end", () => {
  const first = gathered([], view(2, line(1), line(2)));
  assert.deepEqual(
    first.map(({ number }) => number),
    [2, 1],
  );
  assert.deepEqual(
    gathered(first, view(3, line(2), line(3))).map(({ number }) => number),
    [3, 2, 1],
  );
  const many = Array.from({ length: 500 }, (_, at) => line(at + 1));
  assert.equal(gathered([], view(500, ...many)).length, 300);
});

test("numbers that begin anew are another view, not an older one", () => {
  assert.deepEqual(
    gathered([line(9)], view(1, line(1, { raw: "new" }))).map(({ raw }) => raw),
    ["new"],
  );
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
  assert.deepEqual([fits(line(1, { report }), "BURG 1234"), fits(line(1, { report }), "fire")], [true, false]);
});
