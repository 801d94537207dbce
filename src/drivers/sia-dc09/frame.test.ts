import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { seeded } from "../../../test/peers/seeded.ts";
import { type Frame, FrameCutter, writeFrame } from "./frame.ts";
import {
  BINARY_CRC_VECTOR,
  CIPHER_VECTORS,
  DECIMAL_LENGTH_VECTOR,
  HEARTBEAT_VECTOR,
  PLAIN_VECTORS,
  UNOPENABLE_VECTORS,
} from "./vectors.ts";

const VECTORS = [...PLAIN_VECTORS, ...CIPHER_VECTORS, ...UNOPENABLE_VECTORS];
const bytes = (wire: string) => Buffer.from(wire, "latin1");
const bodyOf = (wire: string) => wire.slice(9, -1);
const bodies = (frames: readonly Frame[]) => frames.map((frame) => (frame.kind === "whole" ? frame.body : frame));
const whys = (frames: readonly Frame[]) => frames.map((frame) => (frame.kind === "damaged" ? frame.why : frame.kind));

describe("DC-09 frames", () => {
  for (const { what, from, wire } of VECTORS) {
    const body = bodyOf(wire);
    it(`cuts ${what} (${from})`, () => {
      const [frame, ...others] = new FrameCutter().cut(bytes(wire));
      assert.deepEqual(others, []);
      assert.deepEqual(frame, {
        kind: "whole",
        body,
        crc: Number.parseInt(wire.slice(1, 5), 16),
        crcForm: "hex",
        declaredLength: body.length,
      });
    });

    it(`cuts ${what} split at every byte, byte by byte, behind noise, twice in one segment`, () => {
      for (let at = 1; at < wire.length; at++) {
        const cutter = new FrameCutter();
        const frames = [...cutter.cut(bytes(wire.slice(0, at))), ...cutter.cut(bytes(wire.slice(at)))];
        assert.deepEqual(bodies(frames), [body], `split at ${at}`);
        assert.equal(cutter.held, 0);
      }
      const slow = new FrameCutter();
      assert.deepEqual(bodies(bytewise(slow, wire)), [body]);
      assert.deepEqual(bodies(new FrameCutter().cut(bytes(`\x00noise"[${wire}`))).at(-1), body);
      assert.deepEqual(bodies(new FrameCutter().cut(bytes(wire + wire))), [body, body]);
    });

    it(`writes ${what}`, () => assert.equal(writeFrame(body), wire));
  }

  it("cuts a CRC of two bytes, and writes it", () => {
    const [frame] = new FrameCutter().cut(bytes(BINARY_CRC_VECTOR));
    assert.ok(frame?.kind === "whole");
    assert.equal(frame.crcForm, "binary");
    assert.equal(frame.body, BINARY_CRC_VECTOR.slice(7, -1));
    assert.equal(writeFrame(frame.body, "binary"), BINARY_CRC_VECTOR);
    assert.deepEqual(bodies(bytewise(new FrameCutter(), BINARY_CRC_VECTOR)), [frame.body]);
  });

  it("cuts a CRC of two bytes whatever they are: CR and LF among them", () => {
    const seen = new Set<string>();
    for (let number = 0; number < 60_000; number++) {
      const wire = writeFrame(`"NULL"0001L0#${number}[]`, "binary");
      const special = [wire[1], wire[2]].map((byte) => (byte === "\r" ? "CR" : byte === "\n" ? "LF" : "")).join();
      if (special === "," || seen.has(special)) continue;
      seen.add(special);
      assert.deepEqual(bodies(new FrameCutter().cut(bytes(wire))), [wire.slice(7, -1)], special);
      assert.deepEqual(bodies(bytewise(new FrameCutter(), wire)), [wire.slice(7, -1)], special);
    }
    assert.ok(seen.size >= 4);
  });

  it("reads CRC and length in lower case", () => {
    const wire = '\nd9650026"SIA-DCS"0001L0#1234[#1234|Nri1/BA003]\r';
    assert.deepEqual(bodies(new FrameCutter().cut(bytes(wire))), [bodyOf(wire)]);
  });

  it("tells a length that is not true, for the account to decide", () => {
    const [frame] = new FrameCutter().cut(bytes(DECIMAL_LENGTH_VECTOR));
    assert.ok(frame?.kind === "whole");
    assert.equal(frame.declaredLength, 0x47);
    assert.equal(frame.body.length, 0x2f);
  });

  it("cuts heartbeats of receivers, with and without line ends", () => {
    for (const wire of [
      HEARTBEAT_VECTOR,
      `\n${HEARTBEAT_VECTOR}\r`,
      `${HEARTBEAT_VECTOR}\x14`,
      `${HEARTBEAT_VECTOR}\r\n`,
    ]) {
      const heartbeat = { kind: "heartbeat", line: HEARTBEAT_VECTOR };
      const cutter = new FrameCutter();
      assert.deepEqual(cutter.cut(bytes(wire)), [heartbeat], JSON.stringify(wire));
      assert.deepEqual(bytewise(new FrameCutter(), wire), [heartbeat], JSON.stringify(wire));
      assert.equal(cutter.partial, false);
    }
    const [first] = PLAIN_VECTORS;
    assert.ok(first);
    assert.deepEqual(whys(new FrameCutter().cut(bytes(HEARTBEAT_VECTOR + first.wire + HEARTBEAT_VECTOR))), [
      "heartbeat",
      "whole",
      "heartbeat",
    ]);
  });
});

describe("damaged DC-09 frames", () => {
  const [first, second] = PLAIN_VECTORS;
  assert.ok(first && second);

  it("tells a flipped bit anywhere, and goes on with the next frame", () => {
    for (let at = 1; at < first.wire.length - 1; at++) {
      const damaged = bytes(first.wire);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      const frames = new FrameCutter().cut(Buffer.concat([damaged, bytes(second.wire)]));
      const good = frames.filter((frame) => frame.kind === "whole" && frame.declaredLength === frame.body.length);
      assert.deepEqual(bodies(good), [bodyOf(second.wire)], `bit of byte ${at}`);
      assert.ok(frames.length >= 2);
    }
  });

  it("finds a frame behind a part of another, wherever that breaks off", () => {
    for (let at = 1; at < first.wire.length - 1; at++) {
      const frames = new FrameCutter().cut(bytes(first.wire.slice(0, at) + second.wire));
      assert.deepEqual(bodies(frames).at(-1), bodyOf(second.wire), `cut at ${at}`);
    }
  });

  it("tells what breaks off at the end", () => {
    const cutter = new FrameCutter();
    assert.deepEqual(cutter.cut(bytes(first.wire.slice(0, 20))), []);
    assert.equal(cutter.partial, true);
    assert.deepEqual(whys(cutter.end()), ["cut-short"]);
    assert.equal(cutter.held, 0);
  });

  it("tells noise once, with how much it was", () => {
    const raw = "SRSSRS\rSR00=GET / HTTP/1.1\r";
    assert.deepEqual(new FrameCutter().cut(bytes(raw)), [{ kind: "damaged", why: "noise", bytes: raw.length, raw }]);
  });

  it("takes blank lines and line feeds behind frames for nothing", () => {
    const cutter = new FrameCutter();
    assert.deepEqual(whys(cutter.cut(bytes(`\r\n\r\n${first.wire}\n\r\n${second.wire}\n`))), ["whole", "whole"]);
    assert.equal(cutter.partial, false);
  });

  it("gives up on a frame that is too long, and holds no more than the limit", () => {
    const cutter = new FrameCutter(100);
    assert.deepEqual(whys(cutter.cut(bytes(`\n00000FFF"${"A".repeat(200)}`))), ["too-long"]);
    assert.equal(cutter.held, 0);
    assert.deepEqual(bodies(cutter.cut(bytes(`AAAA\r${second.wire}`))).at(-1), bodyOf(second.wire));
    assert.deepEqual(whys(new FrameCutter(40).cut(bytes(first.wire + second.wire))), ["too-long", "whole"]);
  });

  it("does not scan the same bytes again and again", () => {
    const limit = 64 * 1024;
    for (const piece of ["SR", "SR0001", "\n", '\n00000000"', "\nS", "\nSR", "\r"]) {
      const hostile = bytes(piece.repeat(Math.ceil(limit / piece.length)));
      const before = process.cpuUsage();
      for (let turn = 0; turn < 10; turn++) new FrameCutter().cut(Buffer.concat([hostile, bytes("\r")]));
      const { user } = process.cpuUsage(before);
      // Ten times 64 KiB took 5 to 60 ms when this was written; scanning anew at every piece took minutes.
      assert.ok(user < 5_000_000, `${JSON.stringify(piece)} took ${user} µs`);
    }
  });

  it("never throws nor grows, whatever comes", (t) => {
    const seed = Number(process.env["SEED"] ?? Date.now() % 1_000_000);
    t.diagnostic(`SEED=${seed}`);
    const random = seeded(seed);
    const pieces = [...VECTORS.map(({ wire }) => wire), BINARY_CRC_VECTOR, HEARTBEAT_VECTOR, DECIMAL_LENGTH_VECTOR];
    const cutter = new FrameCutter(256);
    let cut = 0;
    for (let turn = 0; turn < 20_000; turn++) {
      const piece = bytes(pieces[Math.floor(random() * pieces.length)] ?? "");
      const from = random() < 0.3 ? Math.floor(random() * piece.length) : 0;
      const to = random() < 0.3 ? Math.floor(random() * piece.length) : piece.length;
      const chunk = Buffer.from(piece.subarray(from, Math.max(from, to)));
      if (random() < 0.3 && chunk.length > 0) chunk[Math.floor(random() * chunk.length)] = Math.floor(random() * 256);
      for (const frame of cutter.cut(chunk)) if (frame.kind === "whole") cut++;
      assert.ok(cutter.held <= 256, `held ${cutter.held}`);
    }
    assert.ok(cut > 5_000, `only ${cut} of 20,000 came through`);
    cutter.end();
    assert.deepEqual(bodies(cutter.cut(bytes(first.wire))), [bodyOf(first.wire)]);
  });
});

function bytewise(cutter: FrameCutter, wire: string): Frame[] {
  return Array.from(bytes(wire)).flatMap((byte) => cutter.cut(Buffer.of(byte)));
}
