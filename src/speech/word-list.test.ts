import assert from "node:assert/strict";
import { test } from "node:test";
import { SpeechSettings } from "#site/speech.ts";
import type { OwnWord } from "./pronounce.ts";
import { readWordList, writeWordList } from "./word-list.ts";

test("what was exported is imported again", () => {
  const words: OwnWord[] = [
    { written: "PT-101", spoken: "pressure of boiler 1" },
    { written: "a, b", spoken: 'the "big" one', language: "en" },
    { written: "WHG", spoken: "Wasserwächter", language: "de" },
  ];
  const csv = writeWordList(words);
  assert.equal(
    csv,
    'written,spoken,language\r\nPT-101,pressure of boiler 1,\r\n"a, b","the ""big"" one",en\r\nWHG,Wasserwächter,de\r\n',
  );
  assert.deepEqual(readWordList(`\uFEFF${csv}`), { words });
  assert.deepEqual(readWordList("written,spoken\nA,b\n"), { words: [{ written: "A", spoken: "b" }] });
});

test("a word stands once for a language", () => {
  const word = (written: string, language?: string) => ({ written, spoken: "x", ...(language && { language }) });
  assert.ok(SpeechSettings.safeParse({ words: [word("A"), word("A", "en"), word("A", "de"), word("B")] }).success);
  assert.ok(!SpeechSettings.safeParse({ words: [word("A", "en"), word("A", "en")] }).success);
  assert.ok(!SpeechSettings.safeParse({ words: [word(" ")] }).success);
});

test("what is no list of words says where and why", () => {
  const table: [string, RegExp][] = [
    ["a,b\n1,2\n", /first line must be written,spoken,language/],
    ["written,spoken,more\n1,2,3\n", /first line must be/],
    ["written,spoken\nA\n", /A has 1 cells instead of 2/],
    ["written,spoken,language\nA,b,\nB,c,fr\n", /Line 3 is no word: language/],
    [`written,spoken\n${"x".repeat(101)},b\n`, /Line 2 is no word: written/],
  ];
  for (const [csv, why] of table) {
    const read = readWordList(csv);
    assert.match("mistake" in read ? read.mistake : "", why);
  }
});
