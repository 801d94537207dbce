import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { againstDatabase, type ClockOffset, judgeOffset, readTracking, whyClockWrong } from "./clock-offset.ts";

describe("the server's clock, compared with others", () => {
  const CASES: readonly (readonly [offsetsMs: readonly number[], kind: string, priority: string, wrong: boolean])[] = [
    [[], "clear", "medium", false],
    [[0, -999], "clear", "medium", false],
    [[1001], "raise", "medium", false],
    [[5, -1001], "raise", "medium", false],
    [[30_000], "raise", "medium", false],
    [[30_001], "raise", "high", true],
    [[3, -41_200], "raise", "high", true],
  ];
  for (const [offsetsMs, kind, priority, wrong] of CASES) {
    it(`P-101 off by [${offsetsMs.join()}] ms is ${kind}, ${priority}, and codes are ${wrong ? "refused" : "taken"}`, () => {
      const offsets: ClockOffset[] = offsetsMs.map((ms) => ({ against: "the clock of the database", ms }));
      const report = judgeOffset(offsets);
      assert.deepEqual([report.kind, report.kind === "raise" ? report.priority : "medium"], [kind, priority]);
      assert.equal(whyClockWrong(offsets) !== null, wrong);
    });
  }

  it("says how far, which way and against what", () => {
    const offsets = [{ against: "the time service (chrony)", ms: -41_200 }];
    assert.equal(whyClockWrong(offsets), "The server's clock is 41.2 s behind the time service (chrony).");
    assert.match(judgeOffset(offsets).text ?? "", /Check the time service of this machine\.$/);
  });

  // As chronyc 4.3 prints it (chronyc(1), tracking), and what is not such a line.
  const LINES: readonly (readonly [what: string, line: string, ms: number | null])[] = [
    [
      "slow",
      "CB00710F,foo.example.net,3,1485516645.125000,41.200000000,0.000001,0.00002,-1.2,-0.001,0.016,0.077,0.0009,64.2,Normal",
      -41_200,
    ],
    ["fast", "CB00710F,foo,3,1485516645.1,-0.000006523,0.1,0.1,-1.2,-0.001,0.016,0.077,0.0009,64.2,Normal", 0.006523],
    ["not synchronised", "7F7F0101,,10,0.0,0.000000000,0,0,0,0,0,1,1,0.0,Not synchronised", null],
    ["something else", "506 Cannot talk to daemon", null],
    ["nothing", "", null],
  ];
  for (const [what, line, ms] of LINES) {
    it(`chrony that says ${what} is ${ms === null ? "no reference" : `${ms} ms`}`, () => {
      const read = readTracking(line);
      if (ms === null) assert.equal(read, null);
      else assert.ok(read && Math.abs(read.ms - ms) < 1e-6, JSON.stringify(read));
    });
  }

  const ANSWERS: readonly (readonly [at: unknown, ms: number | null])[] = [
    ["1000.5", 0],
    ["999.0", 1],
    ["5100", -4000],
    ["nonsense", null],
  ];
  for (const [at, ms] of ANSWERS) {
    it(`a database that says ${String(at)} at 1000 to 1100 is ${String(ms)} ms`, async () => {
      const times = [1000, 1100];
      const clock = { now: () => times.shift() ?? 0, at: () => () => {} };
      const pool = { query: () => Promise.resolve({ rows: [{ at }] }) };
      assert.equal((await againstDatabase(pool as never, clock))?.ms ?? null, ms);
    });
  }
});
