import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hasTooManyPixels, LateFrame } from "./picture-size.ts";

/** 20,000 × 20,000 pixels behind 5 segments of 65,535 bytes each: ITU-T T.81, B.1.1.4 and B.2.2. */
const segment = Buffer.concat([Buffer.from("ffe1ffff", "hex"), Buffer.alloc(65_533, 0xd9)]);
const frame = Buffer.from("ffc0001108" + "4e204e20" + "03012200021101031101", "hex");
const late = Buffer.concat([Buffer.from("ffd8", "hex"), ...Array<Buffer>(5).fill(segment), frame, Buffer.alloc(40)]);

describe("how many pixels a picture has", () => {
  it("is found however late a JPEG says it, and however it is cut", () => {
    for (const length of [1, 2, 7, 9, 1000, 65_537, 262_144, late.length]) {
      const seeker = new LateFrame();
      const found = [];
      for (let at = 0; at < late.length; at += length) found.push(seeker.take(late.subarray(at, at + length)));
      assert.deepEqual(
        found.filter((size) => size !== null),
        [{ width: 20_000, height: 20_000 }],
        `in pieces of ${length}`,
      );
    }
  });

  it("is not found in what is cut off or has no frame, and nothing fails", () => {
    for (const content of [late.subarray(0, 200_000), Buffer.from("ffd8ffd9"), Buffer.from("ffd8"), Buffer.alloc(0)]) {
      assert.equal(new LateFrame().take(content), null);
    }
  });

  it("is too many a side or in all", () => {
    const sizes = [
      [16_384, 7000, false],
      [16_385, 1, true],
      [1, 65_535, true],
      [10_954, 10_954, false],
      [11_000, 11_000, true],
    ] as const;
    for (const [width, height, expected] of sizes) assert.equal(hasTooManyPixels({ width, height }), expected);
    assert.equal(hasTooManyPixels({ width: null, height: null }), false);
  });
});
