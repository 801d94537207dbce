import assert from "node:assert/strict";
import { test } from "node:test";
import { WORDS } from "./words.ts";

/** Russell's Soundex: what sounds alike in English has the same letter and three digits. */
function soundex(word: string): string {
  const digits: Record<string, string> = {};
  for (const [letters, digit] of Object.entries({ bfpv: "1", cgjkqsxz: "2", dt: "3", l: "4", mn: "5", r: "6" }))
    for (const letter of letters) digits[letter] = digit;
  let code = "";
  let last = digits[word.charAt(0)] ?? "";
  for (const letter of word.slice(1)) {
    const digit = digits[letter];
    if (digit !== undefined && digit !== last) code += digit;
    if (!"hw".includes(letter)) last = digit ?? "";
  }
  return `${word.charAt(0)}${code}000`.slice(0, 4);
}

/** Levenshtein: how many letters have to be changed. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [at, letter] of one.split("").entries()) {
    const next = [at + 1];
    for (const [to, wanted] of other.split("").entries())
      next.push(Math.min((row[to + 1] ?? 0) + 1, (next[to] ?? 0) + 1, (row[to] ?? 0) + (letter === wanted ? 0 : 1)));
    row = next;
  }
  return row.at(-1) ?? 0;
}

test("there are 256 words of four to eight plain letters, so that a byte names one and none is likelier", () => {
  assert.equal(WORDS.length, 256);
  assert.equal(new Set(WORDS).size, 256);
  for (const word of WORDS) assert.match(word, /^[a-z]{4,8}$/);
});

test("no two words begin, sound or look alike", () => {
  assert.equal(new Set(WORDS.map((word) => word.slice(0, 3))).size, 256);
  assert.equal(new Set(WORDS.map(soundex)).size, 256);
  let compared = 0;
  for (const [at, word] of WORDS.entries()) {
    for (const other of WORDS.slice(at + 1)) {
      assert(distance(word, other) >= 3, `${word} and ${other}`);
      compared++;
    }
  }
  assert.equal(compared, (256 * 255) / 2);
});

test("the measures tell what they should: Robert and Rupert sound alike, kitten is three letters from sitting", () => {
  assert.deepEqual(["robert", "rupert", "tymczak", "pfister"].map(soundex), ["r163", "r163", "t522", "p236"]);
  assert.equal(distance("kitten", "sitting"), 3);
});
