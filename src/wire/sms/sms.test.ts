import assert from "node:assert/strict";
import { test } from "node:test";
import { packSeptets, septetsOf, textOfSeptets, unpackSeptets } from "./gsm-alphabet.ts";
import { readHeader } from "./header.ts";
import { Reassembly } from "./reassembly.ts";
import { fitted, segmentsOf } from "./segments.ts";
import { judgeStatus, readTpdu, submitsOf } from "./tpdu.ts";

const NUMBER = "+4915112345678";
/** protocols/sms.md §1.2, each made by two encoders that are independent of each other. */
const FIRST_OF_TWO = `0071000D91945111325476F80000AAA005000342020182C16030180C06${"83C16030180C06".repeat(18)}83`;

test("messages to send are the octets of 3GPP TS 23.040", () => {
  const table: [string, boolean, string, number][] = [
    ["ALARM boiler 3", true, "0031000D91945111325476F80000AA0E416650DA0489DF6976590E9A01", 28],
    ["ALARM boiler 3", false, "0011000D91945111325476F80000AA0E416650DA0489DF6976590E9A01", 28],
    ["{€}", true, "0031000D91945111325476F80000AA061BD4A6BC4901", 21],
    [
      "Kessel Überdruck ⚠",
      true,
      "0031000D91945111325476F80008AA24004B0065007300730065006C002000DC0062006500720064007200750063006B002026A0",
      51,
    ],
  ];
  for (const [text, report, hex, length] of table) {
    assert.deepEqual(submitsOf(NUMBER, text, 1, report), [{ hex, length }], text);
  }
  const [first, second] = submitsOf(NUMBER, `${"A".repeat(160)}B`, 0x42, true);
  assert.deepEqual(first, { hex: FIRST_OF_TWO, length: 155 });
  assert.deepEqual(second, { hex: "0071000D91945111325476F80000AA0F05000342020282C16030180C0A01", length: 29 });
  assert.equal(
    packSeptets(septetsOf("hellohello") ?? [])
      .toString("hex")
      .toUpperCase(),
    "E8329BFD4697D9EC37",
  );
});

test("messages and reports that came are read", () => {
  assert.deepEqual(readTpdu("00040D91945111325476F800006210512100000008C1E11244BBC562"), {
    kind: "deliver",
    from: NUMBER,
    text: "ACK 4711",
    place: null,
  });
  assert.deepEqual(readTpdu("0002070D91945111325476F8621051210000006210512100000000"), {
    kind: "report",
    reference: 7,
    to: NUMBER,
    status: 0,
  });
  // A sender with letters (§9.1.2.5): packed septets in the place of digits.
  assert.deepEqual(readTpdu("000414D0C4F23C7D760390EF7619000062105121000000" + "02CF25"), {
    kind: "deliver",
    from: "Design@Home",
    text: "OK",
    place: null,
  });
});

test("what is damaged is said to be so, and cutting never throws", () => {
  const whole = "00040D91945111325476F800006210512100000008C1E11244BBC562";
  for (let length = 0; length < whole.length; length++) {
    assert.equal(readTpdu(whole.slice(0, length)).kind, "damaged", whole.slice(0, length));
  }
  assert.equal(readTpdu("not hexadecimal").kind, "damaged");
  assert.equal(readTpdu(`0001${whole.slice(4)}`).kind, "damaged");
  let seed = 4711;
  for (let round = 0; round < 5000; round++) {
    const octets = Array.from({ length: 1 + (round % 60) }, () => {
      seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
      return (seed >> 16) & 0xff;
    });
    readTpdu(Buffer.from(octets).toString("hex"));
  }
});

test("texts are split where they must be, and nothing that belongs together is parted", () => {
  const table: [string, "gsm7" | "ucs2", number[]][] = [
    ["a".repeat(160), "gsm7", [160]],
    ["a".repeat(161), "gsm7", [153, 8]],
    [`${"a".repeat(159)}€`, "gsm7", [153, 8]],
    [`${"a".repeat(152)}€${"a".repeat(20)}`, "gsm7", [152, 22]],
    ["⚠".repeat(70), "ucs2", [140]],
    ["⚠".repeat(71), "ucs2", [134, 8]],
    [`${"⚠".repeat(66)}🔥${"⚠".repeat(10)}`, "ucs2", [132, 24]],
    ["", "gsm7", [0]],
    ["3 – 4 “bar”…", "gsm7", [14]],
  ];
  for (const [text, coding, lengths] of table) {
    const segmented = segmentsOf(text);
    assert.equal(segmented.coding, coding, text);
    assert.deepEqual(
      (segmented.parts as readonly { length: number }[]).map(({ length }) => length),
      lengths,
      text,
    );
  }
});

test("a text is cut so that its end, with the code, always fits", () => {
  const tail = "\nReply ACK 1a-7f3k";
  for (const head of [
    "HIGH: short",
    "HIGH: " + "x".repeat(1000),
    "HIGH: " + "⚠🔥".repeat(300),
    "HIGH: " + "{€}".repeat(99),
  ]) {
    for (const parts of [1, 2, 4]) {
      const text = fitted(head, tail, parts);
      assert.ok(segmentsOf(text).parts.length <= parts);
      assert.ok(text.startsWith("HIGH: ") && text.endsWith(tail), text);
    }
  }
  assert.equal(fitted("HIGH: short", tail, 1), `HIGH: short${tail}`);
});

test("septets go there and back, the extension table among them", () => {
  const text = "@£$¥ {€} [~] ^\\| ÄÖÜß Δ 0123456789";
  const septets = septetsOf(text) ?? assert.fail("it can't be written");
  for (const fill of [0, 1, 6]) {
    assert.deepEqual(unpackSeptets(packSeptets(septets, fill), septets.length, fill), septets);
  }
  assert.equal(textOfSeptets(septets), text);
  assert.equal(septetsOf("⚠"), null);
  assert.equal(textOfSeptets([0x1b]), "");
  assert.equal(textOfSeptets([0x1b, 0x41]), "A");
});

test("parts come in any order, twice, and with a 16-bit reference; after a day they are forgotten", () => {
  const forgotten: object[] = [];
  const reassembly = new Reassembly((from, text) => forgotten.push({ from, ...text }));
  const place = (number: number) => ({ reference: 7, total: 3, number });
  assert.equal(reassembly.take("a", "C", place(3), 0), null);
  assert.equal(reassembly.take("a", "A", place(1), 0), null);
  assert.equal(reassembly.take("a", "A", place(1), 0), null);
  assert.equal(reassembly.take("b", "B", place(2), 0), null);
  assert.equal(reassembly.take("a", "B", place(2), 0), "ABC");
  assert.equal(reassembly.take("a", "B", place(2), 0), "ABC", "nobody has dealt with it yet");
  reassembly.done("a", place(2));
  assert.equal(reassembly.take("a", "B", place(2), 0), null);
  reassembly.done("a", place(2));
  assert.equal(reassembly.take("b", "A", place(1), 25 * 3_600_000), null);
  assert.deepEqual(forgotten, [{ from: "b", reference: 7, total: 3, came: 1 }]);
  assert.equal(reassembly.take("b", "C", place(3), 25 * 3_600_000), null);
  const long = readHeader(Buffer.from("060804123402017fff", "hex"));
  assert.deepEqual(long, { length: 7, place: { reference: 0x1234, total: 2, number: 1 } });
  assert.equal(readHeader(Buffer.from("0500034202ff", "hex")).place, null);
  assert.equal(readHeader(Buffer.from("ff0003", "hex")).length, 3);
});

test("what a status means", () => {
  const table: [number, string][] = [
    [0x00, "delivered"],
    [0x02, "delivered"],
    [0x20, "trying"],
    [0x30, "trying"],
    [0x40, "failed"],
    [0x63, "failed"],
  ];
  for (const [status, verdict] of table) assert.equal(judgeStatus(status), verdict);
});
