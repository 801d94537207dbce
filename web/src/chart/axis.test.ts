import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { numberOf, timeLabels, unitOf, valueRange, wordsShown } from "./axis.ts";
import type { ChartSeries } from "./chart.tsx";

const series = (kind: ChartSeries["kind"], values: (number | null)[], unit?: string): ChartSeries => ({
  label: "x",
  kind,
  values,
  unit,
});
const at = (iso: string) => Date.parse(iso);

describe("the axes of a chart", () => {
  it("name hours, and the day where it begins, in the zone that was asked for", () => {
    const ticks = ["2026-05-11T20:00Z", "2026-05-11T22:00Z", "2026-05-12T00:00Z"].map(at);
    assert.deepEqual(timeLabels(ticks, 7_200_000, "en-GB", "Europe/Berlin"), [
      "22:00\n11 May",
      "00:00\n12 May",
      "02:00",
    ]);
    assert.deepEqual(timeLabels(ticks.slice(0, 1), 7_200_000, "de-DE", "UTC"), ["20:00\n11. Mai"]);
  });

  it("name seconds only where ticks are that close, and days alone where they are far", () => {
    const tick = at("2026-05-11T20:00:15Z");
    assert.deepEqual(timeLabels([tick], 15_000, "en-GB", "UTC"), ["20:00:15\n11 May"]);
    assert.deepEqual(timeLabels([tick], 86_400_000, "en-GB", "UTC"), ["11 May"]);
  });

  const RANGES: readonly (readonly [what: string, series: ChartSeries[], limits: number[], range: number[]])[] = [
    ["values with room", [series("line", [10, null, 20])], [], [9, 21]],
    ["limits are in view", [series("line", [10, 20])], [30], [8, 32]],
    ["bars stand on the ground", [series("bars", [5, 10])], [], [0, 11]],
    ["bars that are not there", [series("bars", [0, 0])], [], [0, 1]],
    ["one value", [series("line", [5])], [], [4.5, 5.5]],
    ["one value of nothing", [series("steps", [0])], [], [-0.1, 0.1]],
    ["no value at all", [series("line", [null])], [], [0, 1]],
  ];
  for (const [what, all, limits, range] of RANGES) {
    it(`reach as far as needed: ${what}`, () =>
      assert.deepEqual(
        valueRange(
          all,
          limits.map((value) => ({ value })),
        ),
        range,
      ));
  }

  it("have a unit when all series have the same", () => {
    assert.equal(unitOf([series("line", [], "°C"), series("line", [], "°C")]), "°C");
    assert.equal(unitOf([series("line", [], "°C"), series("line", [])]), "");
  });

  it("say numbers as people write them", () => {
    assert.deepEqual([numberOf(1234.56789, "-"), numberOf(null, "no value")], ["1,234.5679", "no value"]);
  });
});

describe("words along an axis", () => {
  const days = Array.from({ length: 31 }, (_, day) => `${day + 1} Oct`);

  it("are all written where there is room, and thinned out where one would run into the next", () => {
    assert.equal(wordsShown(days, 2000).length, 31);
    // The longest has 6 letters: 42 px and 14 between them, of 31 words 1736 px.
    assert.deepEqual(wordsShown(days, 600), [0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30]);
    assert.deepEqual(wordsShown(days, 0), [0]);
    assert.deepEqual(wordsShown([], 600), []);
  });
});
