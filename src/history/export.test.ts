import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { csvLine, readCsv } from "#kernel/csv.ts";
import { cutLine, exportLine } from "./export.ts";

describe("an export", () => {
  const CELLS: readonly (readonly [cell: string | number | null, written: string])[] = [
    ["Door 3", "Door 3"],
    [null, ""],
    [-40.5, "-40.5"],
    ['=HYPERLINK("http://evil")', '"\'=HYPERLINK(""http://evil"")"'],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\t=1", "'\t=1"],
    ["\r=1", '"\'\r=1"'],
    ["a,b", '"a,b"'],
    ['say "no"', '"say ""no"""'],
    ["two\nlines", '"two\nlines"'],
    ["<script>alert(1)</script>", "<script>alert(1)</script>"],
    ["عربي 🚪", "عربي 🚪"],
  ];
  for (const [cell, written] of CELLS) {
    it(`writes ${JSON.stringify(cell)}`, () => assert.equal(csvLine([cell]), `${written}\r\n`));
  }

  it("can be read again, with instants that people and programs understand", () => {
    const row = { id: 7, receivedAt: 0, point: 'a "b", c', value: null };
    const columns = ["id", "receivedAt", "point", "value"];
    const text = csvLine(columns) + exportLine(row, columns, "csv");
    assert.deepEqual(readCsv(text), [
      { id: "7", receivedAt: "1970-01-01T00:00:00.000Z", point: 'a "b", c', value: "" },
    ]);
    assert.deepEqual(JSON.parse(exportLine(row, columns, "jsonl")), row);
  });

  it("says at its end that it was cut", () => {
    assert.match(cutLine(5, "csv"), /^Cut after 5 rows: choose a shorter time/u);
    assert.deepEqual(JSON.parse(cutLine(5, "jsonl")).cut, true);
  });
});
