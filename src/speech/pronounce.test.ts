import assert from "node:assert/strict";
import { test } from "node:test";
import type { Language } from "#site/language.ts";
import { type OwnWord, pronounced } from "./pronounce.ts";

const TABLE: readonly (readonly [Language, written: string, said: string])[] = [
  ["en", "HIGH: Pressure 9,3 bar at PT-101.", "HIGH: Pressure 9 point 3 bar at P T 1 0 1."],
  ["en", "21 °C", "21 degrees Celsius"],
  ["en", "1 °C", "1 degree Celsius"],
  ["en", "-4.05°C", "minus 4 point 0 5 degrees Celsius"],
  ["en", "3.2kPa", "3 point 2 kilopascal"],
  ["en", "Value: 80%.", "Value: 80 percent."],
  ["en", "12 m³/h and 12 m", "12 cubic metres per hour and 12 metres"],
  ["en", "5 Amps, 3 men", "5 Amps, 3 men"],
  ["en", "call +4930123456", "call 4 9 3 0 1 2 3 4 5 6"],
  ["en", "room 012, door 7", "room 0 1 2, door 7"],
  ["en", "TIC_1001A, P-3 and FCV-12-B", "T I C 1 0 0 1 A, P 3 and F C V 1 2 B"],
  ["en", "ALARM, FIRE in A and X5y", "ALARM, FIRE in A and X5y"],
  ["en", "When: 2026-02-03 10:05:09 CET", "When: February 3, 2026 10 oh 5"],
  ["en", "When: 3 Feb 2026, 10:05:09 CET", "When: February 3, 2026, 10 oh 5"],
  ["en", "12 Sept 2026, 10:00", "September 12, 2026, 10 hundred hours"],
  ["en", "10:00, 10:15 and 10:5", "10 hundred hours, 10 15 and 10:5"],
  ["en", "CO2 & HVAC, approx. 5 rpm", "C O 2 and H vac, approximately 5 revolutions per minute"],
  ["en", "[[h@loU]] <b>|x| {y} \\z `w`", "h@loU b x y z w"],
  ["en", "see https://a.example/x?y=1 now", "see now"],
  ["en", "one\n\ttwo\u0000\u202ethree", "one two three"],
  ["en", "version 1.2.3 of 10.1.2.3", "version 1.2.3 of 10.1.2.3"],
  ["de", "Druck 9,3 bar an PT-101", "Druck 9 Komma 3 Bar an P T 1 0 1"],
  ["de", "-4 °C um 10:05 Uhr", "minus 4 Grad Celsius um 10 Uhr 5"],
  ["de", "2026-02-03 10:00:05 MEZ", "3. Februar 2026 10 Uhr MEZ"],
  ["de", "Zeit: 03.02.2026, 10:05:09", "Zeit: 3. Februar 2026, 10 Uhr 5"],
  ["de", "2. OG, ca. 80 %, z. B. 1 kWh", "2. Obergeschoss, circa 80 Prozent, zum Beispiel 1 Kilowattstunde"],
  ["de", "1500 U/min, Nr. 12345", "1500 Umdrehungen pro Minute, Nummer 1 2 3 4 5"],
];

for (const [language, written, said] of TABLE) {
  test(`${language}: "${written.replaceAll(/[\p{Cc}\p{Cf}]/gu, "·")}"`, () =>
    assert.equal(pronounced(written, language), said));
}

test("the site's own words come first, whole, in their language, and are not read a second time", () => {
  const own: OwnWord[] = [
    { written: "PT-101", spoken: "pressure of boiler 1" },
    { written: "PT-101A", spoken: "reserve, 5 bar" },
    { written: "whg", spoken: "water guard" },
    { written: "EG", spoken: "ground floor", language: "en" },
    { written: "C++ (new)", spoken: "see plus plus" },
  ];
  const table: [Language, string, string][] = [
    ["en", "PT-101, PT-101A, PT-1011", "pressure of boiler 1, reserve, 5 bar, P T 1 0 1 1"],
    ["en", "WHG and Whgs", "water guard and Whgs"],
    ["en", "EG eg", "ground floor eg"],
    ["de", "EG", "Erdgeschoss"],
    ["en", "a C++ (new) b", "a see plus plus b"],
  ];
  for (const [language, written, said] of table) assert.equal(pronounced(written, language, own), said);
});

test("nothing that a device says makes it fail or long", () => {
  const seed = 20_260_203;
  let state = seed;
  const next = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state % below;
  };
  const pieces = [
    "PT-",
    "1",
    "0",
    ".",
    ",",
    ":",
    "-",
    " ",
    "bar",
    "°C",
    "[[",
    "\n",
    "ä",
    "𝄞",
    "\u0000",
    "A",
    "/min",
    "&",
  ];
  for (let round = 0; round < 500; round++) {
    const text = Array.from({ length: next(60) }, () => pieces[next(pieces.length)]).join("");
    for (const language of ["en", "de"] as const)
      assert.doesNotMatch(pronounced(text, language), /[[\]\p{Cc}]/u, `seed ${seed}: ${JSON.stringify(text)}`);
  }
  assert.equal(pronounced("1 ".repeat(100_000), "en").length, 2000);
});
