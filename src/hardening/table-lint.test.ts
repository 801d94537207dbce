import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { lintTable, readPortTable } from "./table-lint.ts";

const table = readPortTable(readFileSync("docs/requirements/ports.csv", "utf8"));
/** The guide asks for 1433 in one sentence and for 1434 in the next, for the same connection. */
const SAME = [[15, 16, 21]];

/** Worked out by hand from the three guides' tables. */
const EXPECTED: Readonly<Record<string, readonly number[]>> = {
  "flag-contradiction": [130, 138],
  "encryption-ambiguous": [120, 122, 121, 123],
  "impossible-transport": [51, 70],
  "cell-missing": [22, 23, 60, 74, 103, 104, 109],
  "peer-missing": [56, 57, 86, 87, 88, 91, 93, 96],
  direction: [106, 110, 113, 114, 115, 116, 124, 134, 145, 147],
  "range-wide": [18],
  duplicate: [31, 62, 32, 63, 33, 64, 34, 65, 35, 66],
  disagreeing: [15, 16, 21],
  range: [14, 18, 20, 36, 38, 49, 71, 82, 84, 91],
  dynamic: [14, 27, 60],
  "two-transports": [18, 23, 28, 51, 61, 70, 104],
  "layer-mixed": [57, 80, 89, 92, 95, 96, 97, 98, 100, 103, 111, 112, 117, 119, 126, 129, 130, 137, 138, 146, 147],
  "unusual-transport": [88, 101],
};

describe("the lint of a printed port table", () => {
  it("reads all rows of the three guides", () => {
    assert.equal(table.length, 148);
  });

  it("W-052, P-131, P-133, P-136, P-140, P-141 finds exactly the faults of the guides' tables", () => {
    const found: Record<string, number[]> = {};
    for (const { rule, rows } of lintTable(table, SAME)) found[rule] = [...(found[rule] ?? []), ...rows];
    assert.deepEqual(found, EXPECTED);
  });

  it("N-033 refuses mail over UDP, and finds nothing in a row that is good", () => {
    const [first] = table;
    assert.ok(first);
    const mail = { ...first, row: 1, destination: "SMTP server", protocol: "UDP" };
    assert.deepEqual(lintTable([mail]), [{ rule: "impossible-transport", level: "error", rows: [1] }]);
    assert.deepEqual(lintTable([{ ...mail, protocol: "TCP" }]), []);
  });
});
