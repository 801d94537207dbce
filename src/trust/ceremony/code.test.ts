import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import { codeOf, readDigits, readWords } from "./code.ts";
import { commitmentOf, transcriptOf } from "./transcript.ts";
import { WORDS } from "./words.ts";

const numbered = (number: number) => createHash("sha256").update(`ceremony ${number}`).digest();
const CEREMONIES = 40_000;
const ZERO = { digits: "593329", words: ["badge", "reindeer", "bullet"] };

describe("the code of a transcript", () => {
  test("is the same wherever it is computed, and another for another transcript", () => {
    // HKDF-SHA-256 of 32 zero bytes, computed apart with Python's hmac (RFC 5869 §2).
    assert.deepEqual(codeOf(Buffer.alloc(32)), ZERO);
    assert.notDeepEqual(codeOf(numbered(1)), codeOf(numbered(2)));
  });

  test("over 40,000 ceremonies no digit stands out in any place, nor any word", () => {
    const places = Array.from({ length: 6 }, () => Array.from({ length: 10 }, () => 0));
    const words = new Map<string, number>();
    for (let number = 0; number < CEREMONIES; number++) {
      const code = codeOf(numbered(number));
      for (const [place, digit] of code.digits.split("").entries()) {
        const counts = places[place] ?? [];
        counts[Number(digit)] = (counts[Number(digit)] ?? 0) + 1;
      }
      for (const word of code.words) words.set(word, (words.get(word) ?? 0) + 1);
    }
    // Quantiles of chi-squared at 0.9999: 9 degrees 33.7, 255 degrees 346. The ceremonies are numbered: always the same result.
    for (const counts of places) assert(chiSquared(counts, CEREMONIES / 10) < 33.7);
    assert(chiSquared([...words.values()], (CEREMONIES * 3) / 256) < 346);
    assert.equal(words.size, 256);
  });

  test("somebody in the middle meets the same half no more often than chance lets them", () => {
    // Each has one transcript with the joiner and one with the authority, and can choose neither: pairs of codes at random.
    const seen = new Map<string, number>();
    let pairs = 0;
    for (let number = 0; number < CEREMONIES; number++) {
      const { digits } = codeOf(numbered(number));
      pairs += seen.get(digits) ?? 0;
      seen.set(digits, (seen.get(digits) ?? 0) + 1);
    }
    // 8 × 10^8 pairs at one in a million: 800 expected, and six standard deviations are 170.
    assert(Math.abs(pairs - (CEREMONIES * (CEREMONIES - 1)) / 2 / 1_000_000) < 170, `${pairs} pairs`);
  });
});

function chiSquared(counts: readonly number[], expected: number): number {
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

describe("what is typed", () => {
  const read = [
    ["481920", "481920"],
    [" 481 920 ", "481920"],
    ["4 8 1-9.20", "481920"],
  ] as const;
  for (const [text, digits] of read)
    test(`"${text}" is ${digits}`, () => assert.deepEqual(readDigits(text), { kind: "read", text: digits }));

  for (const text of ["", "48192", "4819200", "forty", "48192O"])
    test(`"${text}" is no six digits, and is asked for again`, () => assert.equal(readDigits(text).kind, "unreadable"));

  const [one = "", two = "", three = ""] = [WORDS[0], WORDS[100], WORDS[255]];
  test("words are read whatever stands between them, and by their first three letters", () => {
    const wanted = { kind: "read", text: `${one} ${two} ${three}` };
    assert.deepEqual(readWords(`${one} ${two} ${three}`), wanted);
    assert.deepEqual(readWords(`  ${one.toUpperCase()}, ${two}-${three}. `), wanted);
    assert.deepEqual(readWords([one, two, three].map((word) => word.slice(0, 3)).join(" ")), wanted);
  });

  for (const text of ["", one, `${one} ${two}`, `${one} ${two} ${three} ${one}`, `${one} ${two} xylophone`, "ac al an"])
    test(`"${text}" is no three words, and is asked for again`, () => assert.equal(readWords(text).kind, "unreadable"));
});

describe("commitment and transcript", () => {
  const [nonce, spki] = [Buffer.alloc(32, 1), Buffer.from("key")];

  test("a commitment binds nonce and key, and not their concatenation", () => {
    const commitment = commitmentOf(nonce, spki);
    assert.match(commitment, /^[0-9a-f]{64}$/);
    assert.notEqual(commitmentOf(Buffer.concat([nonce, spki]), Buffer.alloc(0)), commitment);
    assert.notEqual(commitmentOf(Buffer.alloc(32, 2), spki), commitment);
  });

  test("a transcript changes with every message, their borders, their order, and the connection", () => {
    const [a, b] = [Buffer.from("hello"), Buffer.from("offer")];
    const exporter = Buffer.alloc(32, 7);
    const all = [
      transcriptOf([a, b], exporter),
      transcriptOf([b, a], exporter),
      transcriptOf([Buffer.concat([a, b])], exporter),
      transcriptOf([a, b], Buffer.alloc(32, 8)),
      transcriptOf([a], Buffer.concat([b, exporter])),
      transcriptOf([a, b, exporter], Buffer.alloc(0)),
    ].map((hash) => hash.toString("hex"));
    assert.equal(new Set(all).size, 6);
  });
});
