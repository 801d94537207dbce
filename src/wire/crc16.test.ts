import assert from "node:assert/strict";
import { it } from "node:test";
import { crc16 } from "./crc16.ts";

const CHECK = Buffer.from("123456789");

it("gives the check values of the catalogue of CRCs (reveng: CRC-16/ARC, CRC-16/MODBUS)", () => {
  assert.equal(crc16(CHECK), 0xbb3d);
  assert.equal(crc16(CHECK, 0, CHECK.length, 0xffff), 0x4b37);
});

it("sums a part only", () => {
  assert.equal(crc16(Buffer.from("xx123456789yyy"), 2, 11), 0xbb3d);
});

it("has 0xEB01 in the place (the 101st, counted from one) where the table in DC-07 has the misprint 0xBE01", () => {
  assert.equal(crc16(Uint8Array.of(100)), 0xeb01);
});
