import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { USUAL_LIMITS } from "./flood.ts";
import { type Band, bandOf, JUDGEABLE, KPI_IDS, type KpiId, type Verdict, verdictOn } from "./kpis.ts";
import { TABLE_IDS } from "./table-ids.ts";
import { csvOf } from "./tables.ts";
import { definitionOf, WORDS } from "./words.ts";

describe("targets", () => {
  const JUDGED: readonly (readonly [KpiId, number | null, Band | null])[] = [
    ["rate-ten-minutes", 1, "within"],
    ["rate-ten-minutes", 2, "beyond"],
    ["rate-ten-minutes", 2.01, "far-beyond"],
    ["rate-hour", 6, "within"],
    ["rate-hour", 12.1, "far-beyond"],
    ["over-ten", 0.0099, "within"],
    ["over-ten", 0.01, "beyond"],
    ["over-ten", 0.05, "beyond"],
    ["over-ten", 0.051, "far-beyond"],
    ["max-ten-minutes", 10, "within"],
    ["max-ten-minutes", 11, "far-beyond"],
    ["flood-time", 0.01, "far-beyond"],
    ["upset", 9, "within"],
    ["upset", 10, "beyond"],
    ["upset", 100, "beyond"],
    ["upset", 101, "far-beyond"],
    ["top-ten", 0.05, "within"],
    ["top-ten", 0.15, "beyond"],
    ["top-ten", 0.16, "far-beyond"],
    ["chattering", 0, "within"],
    ["chattering", 1, "far-beyond"],
    ["stale", 4, "within"],
    ["stale", 5, "far-beyond"],
    ["standing", 10, "far-beyond"],
    ["shelved", 29, "within"],
    ["share-low", 0.2, null],
    ["rate-day", null, null],
  ];
  for (const [id, value, band] of JUDGED) {
    it(`say of ${value} in ${id}: ${band}`, () => assert.equal(bandOf(id, value), band));
  }
});

describe("a verdict", () => {
  const LITTLE = JUDGEABLE - 0.0001;
  const JUDGED: readonly (readonly [KpiId, number | null, number | null, Verdict | null])[] = [
    ["max-ten-minutes", 3, JUDGEABLE, "within"],
    ["max-ten-minutes", 3, LITTLE, "unjudged"],
    ["max-ten-minutes", 11, 0.001, "far-beyond"],
    ["rate-ten-minutes", 0.1, LITTLE, "unjudged"],
    ["rate-ten-minutes", 9, LITTLE, "unjudged"],
    ["rate-ten-minutes", 9, JUDGEABLE, "far-beyond"],
    ["flood-time", 1, LITTLE, "unjudged"],
    ["top-ten", 1, LITTLE, "unjudged"],
    ["chattering", 0, 0, "unjudged"],
    ["chattering", 1, 0, "far-beyond"],
    ["upset", 20, LITTLE, "beyond"],
    ["rate-day", null, 0, null],
    ["flood-count", 0, 0, null],
    ["overdue", 0, null, "within"],
  ];
  for (const [id, value, coverage, verdict] of JUDGED) {
    it(`on ${value} in ${id} is ${verdict} where ${coverage ?? "now"} was observed`, () =>
      assert.equal(verdictOn(id, value, coverage), verdict));
  }

  it("is never good of any figure of a time of which too little was observed", () => {
    for (const id of KPI_IDS)
      for (const value of [0, 0.001, 1]) assert.notEqual(verdictOn(id, value, LITTLE), "within");
  });
});

describe("words", () => {
  for (const [language, words] of Object.entries(WORDS)) {
    it(`in ${language} define every figure, and head every column`, () => {
      for (const id of KPI_IDS) assert(words.kpis[id].name && words.kpis[id].definition, id);
      for (const id of TABLE_IDS) {
        assert.equal(words.tables[id].columns.length, WORDS.en.tables[id].columns.length, id);
      }
    });
  }
});

describe("a definition", () => {
  it("is by the limits that were asked for", () => {
    for (const words of Object.values(WORDS)) {
      assert.match(definitionOf("flood-time", words, { startsAt: 20, endsBelow: 8 }), /\b20 .*\b8\b/);
      assert.equal(definitionOf("flood-time", words, USUAL_LIMITS), words.kpis["flood-time"].definition);
      assert.equal(definitionOf("stale", words, { startsAt: 20, endsBelow: 8 }), words.kpis.stale.definition);
    }
  });
});

describe("a table as CSV", () => {
  it("quotes what needs it, and carries out nothing", () => {
    const hostile = ["=1+1", "+49 30", "-2", "@SUM(A1)", "\tx", 'a "b", c', "plain", "two\nlines"];
    const cells = csvOf({ columns: ["x"], rows: hostile.map((cell) => [cell]) });
    assert.equal(
      cells,
      `x\r\n'=1+1\r\n'+49 30\r\n'-2\r\n'@SUM(A1)\r\n'\tx\r\n"a ""b"", c"\r\nplain\r\n"two\nlines"\r\n`,
    );
    assert.equal(csvOf({ columns: ["n"], rows: [[-2.5], [null], [1 / 3]] }), "n\r\n-2.5\r\n\r\n0.333333\r\n");
  });
});
