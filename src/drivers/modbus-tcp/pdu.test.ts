import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { seeded } from "../../../test/peers/seeded.ts";
import { hex } from "./frame.ts";
import { type Request, readAnswer, sayException, writeRequest } from "./pdu.ts";
import { bytesOf, PDU_VECTORS } from "./pdu.vectors.ts";

describe("Modbus PDUs", () => {
  for (const { from, request, asked, answered, answer } of PDU_VECTORS) {
    it(`are written and read as in ${from}`, () => {
      assert.equal(hex(writeRequest(request)), asked.slice(21));
      assert.deepEqual(readAnswer(request, bytesOf(answered).subarray(7)), answer);
    });

    it(`are damage when cut short or too long: ${from}`, () => {
      const pdu = bytesOf(answered).subarray(7);
      for (let end = 0; end < pdu.length; end++) {
        assert.equal(readAnswer(request, pdu.subarray(0, end)).kind, "damaged", `cut at ${end}`);
      }
      assert.equal(readAnswer(request, Uint8Array.of(...pdu, 0)).kind, "damaged");
    });
  }

  it("ask for and read a device's identity", () => {
    assert.equal(hex(writeRequest({ fc: 43 })), "2B 0E 01 00");
    const answer = bytesOf("2B 0E 01 01 00 00 03 00 04 41 43 4D 45 01 02 50 31 02 03 31 2E 30");
    const read = readAnswer({ fc: 43 }, answer);
    assert.deepEqual(read.kind === "identity" ? [...read.objects.values()] : [], ["ACME", "P1", "1.0"]);
    for (let end = 0; end < answer.length; end++) {
      assert.equal(readAnswer({ fc: 43 }, answer.subarray(0, end)).kind, "damaged", `cut at ${end}`);
    }
  });

  for (const { what, request, pdu, why } of [
    {
      what: "an answer to another function",
      request: { fc: 3, address: 0, count: 1 },
      pdu: "04 02 00 0A",
      why: /function 4 where 3/,
    },
    {
      what: "an exception to another function",
      request: { fc: 3, address: 0, count: 1 },
      pdu: "84 02",
      why: /function 132/,
    },
    {
      what: "fewer registers than asked",
      request: { fc: 3, address: 0, count: 2 },
      pdu: "03 02 00 0A",
      why: /where 4 were asked/,
    },
    {
      what: "a byte count that lies",
      request: { fc: 3, address: 0, count: 1 },
      pdu: "03 04 00 0A",
      why: /announced as 4/,
    },
    {
      what: "the echo of another write",
      request: { fc: 6, address: 1, value: 3 },
      pdu: "06 00 01 00 04",
      why: /does not repeat/,
    },
  ] satisfies { what: string; request: Request; pdu: string; why: RegExp }[]) {
    it(`call ${what} damage`, () => {
      const answer = readAnswer(request, bytesOf(pdu));
      assert.match(answer.kind === "damaged" ? answer.why : "", why);
    });
  }

  for (const request of [
    { fc: 1, address: 0, count: 2001 },
    { fc: 3, address: 0, count: 126 },
    { fc: 3, address: 0, count: 0 },
    { fc: 15, address: 0, bits: Array.from({ length: 1969 }, () => true) },
    { fc: 16, address: 0, registers: Array.from({ length: 124 }, () => 0) },
    { fc: 6, address: 0, value: 65_536 },
    { fc: 3, address: -1, count: 1 },
  ] satisfies Request[]) {
    it(`refuse to ask for more than the limits: function ${request.fc} ${JSON.stringify(request).slice(0, 50)}`, () => {
      assert.throws(() => writeRequest(request), RangeError);
    });
  }

  it("never throw and never give a value that was not asked for, whatever comes", (t) => {
    const seed = Date.now() % 1_000_000;
    t.diagnostic(`seed ${seed}`);
    const random = seeded(seed);
    for (let round = 0; round < 5000; round++) {
      const vector = PDU_VECTORS[Math.floor(random() * PDU_VECTORS.length)];
      assert.ok(vector);
      const pdu = bytesOf(vector.answered).subarray(7);
      for (let flips = 0; flips < 3; flips++) pdu[Math.floor(random() * pdu.length)] = Math.floor(random() * 256);
      const end = Math.floor(random() * (pdu.length + 1));
      const answer = readAnswer(round % 5 === 0 ? { fc: 43 } : vector.request, round % 2 ? pdu : pdu.subarray(0, end));
      const { request } = vector;
      if (answer.kind === "bits" && "count" in request) assert.equal(answer.bits.length, request.count, `seed ${seed}`);
      if (answer.kind === "registers" && "count" in request) {
        assert.equal(answer.bytes.length, request.count * 2, `seed ${seed}`);
      }
    }
  });

  it("have words for every exception", () => {
    for (const code of [1, 2, 3, 4, 5, 6, 8, 10, 11]) assert.doesNotMatch(sayException(code), /not define/);
    assert.match(sayException(11), /^exception 0B, the unit behind the gateway did not answer/);
    assert.equal(sayException(0x63), "exception 63, which Modbus does not define");
  });
});
