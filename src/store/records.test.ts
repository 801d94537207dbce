import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Cell, forEachRecord } from "./records.ts";

function read(page: string, own: number): Cell[][] {
  const records: Cell[][] = [];
  forEachRecord(page, own, (cells) => records.push([...cells]));
  return records;
}

const PAGES: Readonly<Record<string, [page: string, records: Cell[][]]>> = {
  nothing: ["", []],
  "one record": ["(1,boiler,t)", [["1", "boiler", "t"]]],
  "null beside the empty string": ['(,"",1)', [[null, "", "1"]]],
  "nulls alone": ["(,,)", [[null, null, null]]],
  "what is quoted": ['("a,b","(c)"," d")', [["a,b", "(c)", " d"]]],
  "doubled quotes and backslashes": ['("""","\\\\","[""x\\\\""]")', [['"', "\\", '["x\\"]']]],
  "records that differ where the one before ended alike": [
    '(1,ab,c)(2,ab,c)(3,ab,cd)(4,abc,cd)(5,a,"c)")(6,a,"c)"")")',
    [
      ["1", "ab", "c"],
      ["2", "ab", "c"],
      ["3", "ab", "cd"],
      ["4", "abc", "cd"],
      ["5", "a", "c)"],
      ["6", "a", 'c)")'],
    ],
  ],
  "long texts and signs beyond ASCII": ['("twelve signs ü 🔥",é,1)', [["twelve signs ü 🔥", "é", "1"]]],
};

describe("records in PostgreSQL's text form", () => {
  for (const [what, [page, records]] of Object.entries(PAGES)) {
    for (const own of [0, 1, 2])
      it(`${what}, ${own} columns of their own`, () => assert.deepEqual(read(page, own), records));
  }

  it("are refused when they are cut", () => {
    for (const page of ["(1,2", '(1,"2)', "(1,"]) assert.throws(() => read(page, 1), /ends within a record/);
  });
});
