import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bytesOf } from "./pdu.vectors.ts";
import { decode, type Layout, type Order, type Type } from "./value.ts";

/** Bytes by IEEE 754 and two's complement, checked with Python's struct: struct.pack(">f", 21.3).hex() and the like. */
const VECTORS: readonly [Type, Order, string, number | boolean | null][] = [
  ["u16", "ABCD", "FF FE", 65534],
  ["u16", "CDAB", "12 34", 0x1234],
  ["u16", "BADC", "34 12", 0x1234],
  ["u16", "DCBA", "34 12", 0x1234],
  ["i16", "ABCD", "FF FE", -2],
  ["u32", "ABCD", "12 34 56 78", 0x12345678],
  ["u32", "CDAB", "56 78 12 34", 0x12345678],
  ["u32", "BADC", "34 12 78 56", 0x12345678],
  ["u32", "DCBA", "78 56 34 12", 0x12345678],
  ["u32", "ABCD", "FF FF FF FF", 4294967295],
  ["i32", "ABCD", "FF FF FF FE", -2],
  ["i32", "CDAB", "FF FE FF FF", -2],
  ["f32", "ABCD", "41 AA 66 66", 21.3],
  ["f32", "CDAB", "66 66 41 AA", 21.3],
  ["f32", "BADC", "AA 41 66 66", 21.3],
  ["f32", "DCBA", "66 66 AA 41", 21.3],
  ["f32", "ABCD", "4B 80 00 00", 16777216],
  ["f32", "ABCD", "7F C0 00 00", null],
  ["f32", "ABCD", "FF 80 00 00", null],
  ["u64", "ABCD", "00 00 00 01 00 00 00 02", 4294967298],
  ["u64", "CDAB", "00 02 00 00 00 01 00 00", 4294967298],
  ["u64", "BADC", "00 00 01 00 00 00 02 00", 4294967298],
  ["u64", "DCBA", "02 00 00 00 01 00 00 00", 4294967298],
  ["i64", "ABCD", "FF FF FF FF FF FF FF FE", -2],
  ["f64", "ABCD", "40 35 4C CC CC CC CC CD", 21.3],
  ["f64", "CDAB", "CC CD CC CC 4C CC 40 35", 21.3],
  ["f64", "ABCD", "7F F0 00 00 00 00 00 00", null],
];

const layout = (more: Partial<Layout>): Layout => ({ type: "u16", order: "ABCD", scale: 1, offset: 0, ...more });

describe("register values", () => {
  for (const [type, order, bytes, value] of VECTORS) {
    it(`${bytes} is ${value} as ${type} ${order}`, () => {
      assert.equal(decode(layout({ type, order }), bytesOf(bytes)), value);
    });
  }

  it("every bit of a register stands alone", () => {
    for (let bit = 0; bit < 16; bit++) {
      const bytes = Uint8Array.of((1 << bit) >> 8, (1 << bit) & 0xff);
      for (let asked = 0; asked < 16; asked++)
        assert.equal(decode(layout({ type: "bit", bit: asked }), bytes), asked === bit);
    }
  });

  for (const { mask, value } of [
    { mask: 0x00ff, value: 0xcd },
    { mask: 0x0ff0, value: 0xbc },
    { mask: 0xf000, value: 0xa },
    { mask: 0x8000, value: 1 },
    { mask: 0xffff, value: 0xabcd },
  ]) {
    it(`mask ${mask.toString(16)} of ABCD is ${value.toString(16)}`, () => {
      assert.equal(decode(layout({ mask }), bytesOf("AB CD")), value);
    });
  }

  for (const { raw, scale, offset, value } of [
    { raw: "00 03", scale: 0.1, offset: 0, value: 0.3 },
    { raw: "08 49", scale: 0.01, offset: -40, value: -18.79 },
    { raw: "00 00", scale: 1, offset: 4, value: 4 },
    { raw: "00 05", scale: -2, offset: 0, value: -10 },
  ]) {
    it(`${raw} × ${scale} + ${offset} is ${value}`, () => {
      assert.equal(decode(layout({ scale, offset }), bytesOf(raw)), value);
    });
  }
});
