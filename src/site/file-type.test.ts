import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { factsOfFile } from "./file-type.ts";

const hex = (digits: string) => Buffer.from(digits.replaceAll(" ", ""), "hex");

/** The first bytes of pictures of 320 × 240 pixels, written by hand from the clauses that file-type.ts names. */
const PNG = hex("89504e470d0a1a0a 0000000d49484452 00000140 000000f0 0802000000");
const GIF = Buffer.concat([Buffer.from("GIF89a"), hex("4001f000 800000")]);
const JPEG = hex(
  "ffd8 ffe0 0010 4a46494600010100000100010000 ffc4 0004 0102 ffc0 0011 08 00f0 0140 03012200021101031101",
);
const VP8 = Buffer.concat([Buffer.from("RIFF\x24\0\0\0WEBPVP8 \x18\0\0\0"), hex("300100 9d012a 4001 f000 0000")]);
const VP8L = Buffer.concat([Buffer.from("RIFF\x24\0\0\0WEBPVP8L\x18\0\0\0"), hex("2f 3fc13b00 0000000000")]);
const VP8X = Buffer.concat([Buffer.from("RIFF\x24\0\0\0WEBPVP8X\x0a\0\0\0"), hex("10000000 3f0100 ef0000")]);

const SIZED = { width: 320, height: 240 };
const UNSIZED = { width: null, height: null };

const CASES: readonly (readonly [what: string, content: Buffer | string, expected: object | null])[] = [
  ["PNG", PNG, { type: "image/png", ...SIZED }],
  ["GIF", GIF, { type: "image/gif", ...SIZED }],
  ["JPEG behind its other segments", JPEG, { type: "image/jpeg", ...SIZED }],
  ["JPEG whose frame comes later", JPEG.subarray(0, 24), { type: "image/jpeg", ...UNSIZED }],
  ["JPEG with a segment that ends nowhere", hex("ffd8ffe0ffff00000000000000"), { type: "image/jpeg", ...UNSIZED }],
  ["lossy WebP", VP8, { type: "image/webp", ...SIZED }],
  ["lossless WebP", VP8L, { type: "image/webp", ...SIZED }],
  ["extended WebP", VP8X, { type: "image/webp", ...SIZED }],
  ["PDF", "%PDF-1.7\n", { type: "application/pdf", ...UNSIZED }],
  ["SVG", "<svg xmlns='http://www.w3.org/2000/svg'/>", { type: "image/svg+xml", ...UNSIZED }],
  [
    "SVG behind all that may come first",
    "\u{feff}<?xml version='1.0'?>\n<!-- <html> -->\n<!DOCTYPE svg [<!ENTITY a '>'>]>\n<svg>",
    { type: "image/svg+xml", ...UNSIZED },
  ],
  [
    "GeoJSON",
    `{ "name": "x", "type": "FeatureCollection", "features": []}`,
    { type: "application/geo+json", ...UNSIZED },
  ],
  ["a web page", "<!DOCTYPE html><html><svg></svg></html>", null],
  ["a web page that begins like a comment", "<!-- <svg> <html>", null],
  ["a document type without an end", "<!DOCTYPE svg [<svg>", null],
  ["a script", "alert('<svg>')", null],
  ["other JSON", `{"type": "module"}`, null],
  ["a program", hex("7f454c46020101000000000000000000"), null],
  ["an archive", "PK\u{3}\u{4}", null],
  ["nothing", "", null],
];

describe("what a file is", () => {
  for (const [what, content, expected] of CASES) {
    it(`is told by its content: ${what}`, () => {
      assert.deepEqual(factsOfFile(Buffer.from(content)), expected);
    });
  }

  it("is told of every beginning of every file without a failure", () => {
    for (const [, content] of CASES) {
      const whole = Buffer.from(content);
      for (let length = 0; length <= whole.length; length++) factsOfFile(whole.subarray(0, length));
    }
  });
});
