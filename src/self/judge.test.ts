import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { judgeClock, judgeDisk } from "./judge.ts";

describe("Tocsin about itself", () => {
  for (const [freeBytes, totalBytes, kind, priority] of [
    [50e9, 100e9, "clear", "high"],
    [9e9, 100e9, "raise", "high"],
    [2e9, 100e9, "raise", "critical"],
    [1.9e9, 10e9, "raise", "high"],
    [0.4e9, 4e9, "raise", "critical"],
  ] as const) {
    it(`${freeBytes / 1e9} of ${totalBytes / 1e9} GB free: ${kind} (${priority})`, () => {
      const report = judgeDisk({ freeBytes, totalBytes }, "/srv/tocsin");
      assert.deepEqual([report.kind, report.priority], [kind, priority]);
      assert.match(report.text ?? "", /\/srv\/tocsin/);
    });
  }

  for (const [wall, steady, kind, says] of [
    [60_000, 60_000, "clear", /evenly/],
    [61_500, 60_000, "clear", /evenly/],
    [3_660_000, 60_000, "raise", /forward by 3600\.0 s/],
    [30_000, 60_000, "raise", /back by 30\.0 s/],
  ] as const) {
    it(`${wall} ms by the wall clock in ${steady} ms: ${kind}`, () => {
      const report = judgeClock(wall, steady);
      assert.equal(report.kind, kind);
      assert.match(report.text ?? "", says);
    });
  }
});
