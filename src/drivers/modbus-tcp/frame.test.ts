import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { seeded } from "../../../test/peers/seeded.ts";
import { FrameCutter, hex, writeFrame } from "./frame.ts";
import { bytesOf, PDU_VECTORS } from "./pdu.vectors.ts";

const WHOLE = PDU_VECTORS.map(({ answered, transaction, unit }) => ({
  wire: bytesOf(answered),
  frame: { kind: "whole" as const, transaction, unit, pdu: bytesOf(answered).subarray(7) },
}));

describe("MBAP frames", () => {
  for (const { from, asked, transaction, unit } of PDU_VECTORS) {
    it(`are written as in ${from}`, () => {
      assert.equal(hex(writeFrame(transaction, unit, bytesOf(asked).subarray(7))), asked);
    });
  }

  it("are read whole", () => {
    for (const { wire, frame } of WHOLE) assert.deepEqual(new FrameCutter().cut(wire), [frame]);
  });

  it("are read when they come one byte at a time", () => {
    const cutter = new FrameCutter();
    const all = WHOLE.flatMap(({ wire }) => [...wire]);
    assert.deepEqual(
      all.flatMap((byte) => cutter.cut(Uint8Array.of(byte))),
      WHOLE.map(({ frame }) => frame),
    );
  });

  it("are read all at once, and cut in two at every byte", () => {
    const all = Buffer.concat(WHOLE.map(({ wire }) => wire));
    for (let at = 0; at <= all.length; at++) {
      const cutter = new FrameCutter();
      const frames = [...cutter.cut(all.subarray(0, at)), ...cutter.cut(all.subarray(at))];
      assert.deepEqual(
        frames,
        WHOLE.map(({ frame }) => frame),
        `cut at ${at}`,
      );
    }
  });

  it("take the longest PDU, 253 bytes", () => {
    const [frame] = new FrameCutter().cut(writeFrame(7, 1, new Uint8Array(253)));
    assert.equal(frame?.kind === "whole" ? frame.pdu.length : 0, 253);
  });

  for (const { what, wire, why } of [
    { what: "a protocol other than 0", wire: "00 01 00 01 00 03 01 83 02", why: /protocol number 1 / },
    { what: "a length of 0", wire: "00 01 00 00 00 00 01", why: /length 0 / },
    { what: "a length without a PDU", wire: "00 01 00 00 00 01 01", why: /length 1 / },
    { what: "a length beyond 254", wire: "00 01 00 00 00 FF 01", why: /length 255 / },
    { what: "the greeting of another protocol", wire: hex(Buffer.from("SSH-2.0-x")), why: /protocol number/ },
  ]) {
    it(`give the connection up at ${what}, and read nothing after it`, () => {
      const cutter = new FrameCutter();
      const [good] = WHOLE;
      const frames = cutter.cut(Buffer.concat([good?.wire ?? Buffer.alloc(0), bytesOf(wire)]));
      assert.deepEqual(
        frames.map(({ kind }) => kind),
        ["whole", "damaged"],
      );
      assert.match(frames[1]?.kind === "damaged" ? frames[1].why : "", why);
      assert.deepEqual(cutter.cut(good?.wire ?? Buffer.alloc(0)), []);
    });
  }

  it("never throw and never keep more than one frame, whatever comes", (t) => {
    const seed = Date.now() % 1_000_000;
    t.diagnostic(`seed ${seed}`);
    const random = seeded(seed);
    for (let round = 0; round < 2000; round++) {
      const cutter = new FrameCutter();
      for (let piece = 0; piece < 8; piece++) {
        const chunk = Uint8Array.from({ length: Math.floor(random() * 300) }, (_, at) =>
          // Half of the time what a frame could begin with, so that the deeper paths are reached as well.
          random() < 0.5 && at % 9 < 6 ? (at % 9 === 5 ? Math.floor(random() * 12) : 0) : Math.floor(random() * 256),
        );
        for (const frame of cutter.cut(chunk)) {
          if (frame.kind === "whole") assert.ok(frame.pdu.length >= 1 && frame.pdu.length <= 253, `seed ${seed}`);
        }
        assert.ok(cutter.pending < 260, `seed ${seed}: ${cutter.pending} bytes are kept`);
      }
    }
  });
});
