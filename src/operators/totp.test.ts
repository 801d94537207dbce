import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { base32, codeOf, keyUri, stepAt, stepOf } from "./totp.ts";

const SECRET = Buffer.from("12345678901234567890");

/** RFC 4226, appendix D: the first ten codes of this secret. */
const RFC4226 = "755224 287082 359152 969429 338314 254676 287922 162583 399871 520489".split(" ");

/** RFC 6238, appendix B, the rows of SHA-1: seconds since 1970, eight digits. */
const RFC6238: readonly (readonly [seconds: number, code: string])[] = [
  [59, "94287082"],
  [1_111_111_109, "07081804"],
  [1_111_111_111, "14050471"],
  [1_234_567_890, "89005924"],
  [2_000_000_000, "69279037"],
  [20_000_000_000, "65353130"],
];

/** RFC 4648, section 10, without padding. */
const RFC4648: readonly (readonly [text: string, encoded: string])[] = [
  ["", ""],
  ["f", "MY"],
  ["fo", "MZXQ"],
  ["foo", "MZXW6"],
  ["foob", "MZXW6YQ"],
  ["fooba", "MZXW6YTB"],
  ["foobar", "MZXW6YTBOI"],
];

describe("codes of an authenticator app", () => {
  it("are those of RFC 4226, appendix D", () => {
    assert.deepEqual(
      RFC4226.map((_, step) => codeOf(SECRET, step)),
      RFC4226,
    );
  });

  for (const [seconds, code] of RFC6238) {
    it(`are those of RFC 6238, appendix B, at ${seconds} s`, () =>
      assert.equal(codeOf(SECRET, stepAt(seconds * 1000), 8), code));
  }

  const now = 1_111_111_111_000;
  const present = stepAt(now);
  const CASES: readonly (readonly [title: string, code: string, last: number, step: number | null])[] = [
    ["the present one", codeOf(SECRET, present), 0, present],
    ["the one before", codeOf(SECRET, present - 1), 0, present - 1],
    ["the next one", codeOf(SECRET, present + 1), 0, present + 1],
    ["one typed in two groups", codeOf(SECRET, present).replace(/^.../, "$& "), 0, present],
    ["two steps old", codeOf(SECRET, present - 2), 0, null],
    ["two steps early", codeOf(SECRET, present + 2), 0, null],
    ["used already", codeOf(SECRET, present), present, null],
    ["older than the one used last", codeOf(SECRET, present - 1), present, null],
    ["newer than the one used last", codeOf(SECRET, present + 1), present, present + 1],
    ["truncated", codeOf(SECRET, present).slice(0, 5), 0, null],
    ["too long", `${codeOf(SECRET, present)}0`, 0, null],
    ["empty", "", 0, null],
    ["other digits that look alike", "١٢٣٤٥٦", 0, null],
    ["words", "abcdef", 0, null],
  ];
  for (const [title, code, last, step] of CASES) {
    it(`${title}: ${step === null ? "refused" : "taken"}`, () => assert.equal(stepOf(SECRET, code, now, last), step));
  }
});

describe("the secret for an authenticator app", () => {
  for (const [text, encoded] of RFC4648) {
    it(`'${text}' in base 32`, () => assert.equal(base32(Buffer.from(text)), encoded));
  }

  it("goes into an address that apps read, whatever the site is called", () => {
    assert.equal(
      keyUri(SECRET, "anna.keller", "Werk: Süd & Nord"),
      "otpauth://totp/Tocsin%20Werk%20%20S%C3%BCd%20%26%20Nord:anna.keller?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Tocsin%20Werk%20%20S%C3%BCd%20%26%20Nord&algorithm=SHA1&digits=6&period=30",
    );
  });
});
