import assert from "node:assert/strict";
import { test } from "node:test";
import { submitsOf } from "./message.ts";
import { bindBody, COMMANDS, PduCutter, pduOf, readDeliver, readMessageId, submitBody } from "./pdu.ts";
import { readReceipt, spellings } from "./receipt.ts";
import { Receipts } from "./receipts.ts";
import { deliveryOf } from "./status.ts";

/** protocols/sms.md §2: what the encoder of npm smpp 0.5.1 makes. */
const VECTORS = {
  bind: "0000001D000000090000000000000001666F6F00626172000034000000",
  submit:
    "000000420000000400000000000000020005 00544F4353494E00 0101 3439313531313233343536373800 000000 00 00 01 00 00 00 0E 414C41524D20626F696C65722033",
  submitted: "000000128000000400000000000000023100",
  enquire: "00000010000000150000000000000003",
  unbind: "00000010000000060000000000000004",
};
const octets = (hex: string) => Buffer.from(hex.replaceAll(" ", ""), "hex");

test("units are written as another encoder writes them", () => {
  assert.deepEqual(pduOf(COMMANDS.bindTransceiver, 1, bindBody("foo", "bar", "")), octets(VECTORS.bind));
  const submit = submitBody({
    from: { ton: 5, npi: 0, address: "TOCSIN" },
    to: { ton: 1, npi: 1, address: "4915112345678" },
    hasHeader: false,
    receipt: true,
    coding: 0,
    message: Buffer.from("ALARM boiler 3"),
  });
  assert.deepEqual(pduOf(COMMANDS.submit, 2, submit), octets(VECTORS.submit));
  assert.deepEqual(submitsOf({ from: "TOCSIN", defaultAlphabet: "gsm" }, "+4915112345678", "ALARM boiler 3", 1), [
    submit,
  ]);
  assert.deepEqual(pduOf(COMMANDS.enquireLink, 3), octets(VECTORS.enquire));
  assert.deepEqual(pduOf(COMMANDS.unbind, 4), octets(VECTORS.unbind));
});

test("the stream is cut whole, octet by octet, and cut short", () => {
  const stream = Buffer.concat([octets(VECTORS.submitted), octets(VECTORS.enquire), octets(VECTORS.unbind)]);
  const cutOf = (pieces: readonly Buffer[]) => {
    const cutter = new PduCutter();
    return pieces.flatMap((piece) => cutter.push(piece).pdus);
  };
  const whole = cutOf([stream]);
  assert.deepEqual(
    whole.map(({ command, sequence }) => [command, sequence]),
    [
      [0x8000_0004, 2],
      [0x15, 3],
      [0x06, 4],
    ],
  );
  assert.equal(readMessageId(whole[0]?.body ?? assert.fail()), "1");
  assert.deepEqual(cutOf(Array.from(stream, (_, at) => stream.subarray(at, at + 1))), whole);
  assert.equal(cutOf([stream.subarray(0, -1)]).length, 2);
});

test("a length that makes no sense ends the stream before anything is kept", () => {
  for (const length of [0, 15, 70_001, 0xffff_ffff]) {
    const cutter = new PduCutter();
    const bad = Buffer.alloc(16);
    bad.writeUInt32BE(length);
    assert.match(cutter.push(bad).why ?? "", /announced a unit of/);
    assert.deepEqual(cutter.push(octets(VECTORS.enquire)).pdus, []);
  }
});

test("whatever comes is cut and read without an error", () => {
  let seed = 4711;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
    return seed >> 16;
  };
  for (let round = 0; round < 2000; round++) {
    const body = Buffer.from(Array.from({ length: random() % 80 }, () => random() & 0xff));
    const deliver = readDeliver(body);
    if (deliver) readReceipt(deliver);
    const { pdus } = new PduCutter().push(Buffer.concat([pduOf(random(), random(), body), body]));
    assert.ok(pdus.length >= 1);
  }
});

test("a receipt is found under whatever name the centre writes, once all parts are there", () => {
  const receipt = (id: string, outcome: "delivered" | "failed" | "trying" = "delivered") => ({ id, outcome, says: "" });
  assert.deepEqual(spellings("255"), ["255", "ff", "597"]);
  const receipts = new Receipts();
  assert.deepEqual(receipts.sent(7, ["255", "256"]), []);
  assert.equal(receipts.take(receipt("ff")), null);
  assert.equal(receipts.take(receipt("ff")), null, "the same one twice is one");
  assert.equal(receipts.take(receipt("256", "trying")), null);
  assert.deepEqual(receipts.take(receipt("00000100")), { notification: 7, outcome: "delivered" });
  receipts.sent(8, ["a1", "a2"]);
  assert.deepEqual(receipts.take(receipt("A2", "failed")), { notification: 8, outcome: "rejected" });
  assert.equal(receipts.take(receipt("a1")), null, "what has failed is not delivered afterwards");
  assert.equal(receipts.take(receipt("zz9")), null);
  assert.deepEqual(receipts.sent(9, ["zz9"]), [receipt("zz9")], "it came before the response to its message");
});

test("what a status means for the message and for the channel", () => {
  const table: [number, string, boolean][] = [
    [0x0b, "rejected", false],
    [0x01, "rejected", false],
    [0x58, "retry", false],
    [0x14, "retry", false],
    [0x0a, "retry", true],
    [0x08, "retry", true],
    [0x45, "retry", false],
    [0x4ff, "retry", false],
  ];
  for (const [status, outcome, outage] of table) {
    const delivery = deliveryOf(status, "centre:2775", 4000);
    assert.equal(delivery.outcome, outcome);
    assert.equal("outage" in delivery && delivery.outage === true, outage, delivery.because);
  }
  assert.equal((deliveryOf(0x58, "centre", 4000) as { afterMs?: number }).afterMs, 4000);
});
