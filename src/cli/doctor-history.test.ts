import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { KeptHistory } from "#history/kept.ts";
import { judgeGrowth } from "./doctor-history.ts";

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

/** A plant that makes so much a day, and keeps its history for two years. */
function kept(perDay: number, keepDays: number | null = 730): Pick<KeptHistory, "kinds" | "auditTrail"> {
  const quiet = { rows: 0, exact: true, oldest: null, before: null, goes: [], stays: [], nextAt: null };
  const events = { ...quiet, kind: "events", bytes: 10 * perDay, bytesPerDay: perDay, keepDays } as const;
  return { kinds: [events], auditTrail: { bytes: 0, bytesPerDay: 0, keepDays: null } };
}

describe("the doctor's look at how the database grows", () => {
  const CASES: readonly (readonly [
    what: string,
    facts: Pick<KeptHistory, "kinds" | "auditTrail">,
    free: number | null,
    state: string,
    said: RegExp,
  ])[] = [
    [
      "is content while the retention comes in time",
      kept(10 * MIB),
      10 * GIB,
      "good",
      /take 7\.0 GiB more .*; 10\.0 GiB are free\.$/,
    ],
    [
      "warns when the disk is full before anything goes",
      kept(100 * MIB),
      30 * GIB,
      "advice",
      /full in about 308 days, before the retention helps/,
    ],
    ["is urgent within a month", kept(1000 * MIB), 10 * GIB, "wrong", /full in about 11 days/],
    [
      "warns of what is kept for ever",
      kept(100 * MIB, null),
      30 * GIB,
      "advice",
      /without end, for some of it is kept for ever.*308 days/,
    ],
    [
      "can't see the disk of another machine",
      kept(100 * MIB),
      null,
      "good",
      /look at the disk of the database's machine/,
    ],
  ];
  for (const [what, facts, free, state, said] of CASES) {
    it(what, () => {
      const finding = judgeGrowth(facts, free);
      assert.equal(finding.state, state);
      assert.match(finding.found, said);
      if (state !== "good") assert.match(finding.mend ?? "", /tocsin history status/);
    });
  }
});
