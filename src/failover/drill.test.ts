import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  BACK_MS,
  type Drill,
  type DrillFacts,
  type DrillRecord,
  drillDueAt,
  drillTrouble,
  judgeDrill,
} from "./drill.ts";

const DAY = 86_400_000;
const NOW = Date.UTC(2027, 0, 15);

const drill: Drill = {
  id: "00000000-0000-4000-8000-000000000001",
  begunAt: NOW - 60_000,
  by: "operator:anna",
  reason: "the quarter",
  stays: false,
  from: "a",
  fromAddress: "https://a.example",
  toAddress: null,
  thereAt: null,
  backBegunAt: null,
  endedAt: null,
  outcome: null,
  because: "",
  reports: null,
};
const there = { thereAt: NOW - 50_000, toAddress: "https://b.example" };
const back = { ...there, backBegunAt: NOW - 5000 };

describe("a drill goes on", () => {
  const CASES: readonly [string, Partial<Drill>, Partial<DrillFacts>, string][] = [
    ["the other core is the active one", {}, { node: "b" }, "arrived"],
    ["the first one is it again, and the other one never was", {}, { node: "a" }, "fail"],
    ["the first one does not stand by yet", there, { node: "b" }, "wait"],
    ["the first one has everything", there, { node: "b", synchronous: true }, "hand-back"],
    ["the first one does not stand by in time", there, { node: "b", now: NOW - 50_000 + BACK_MS + 1 }, "fail"],
    ["the other one ended before it handed back", there, { node: "a", synchronous: true }, "fail"],
    ["the first one has the site back", back, { node: "a" }, "pass"],
    ["the first one did not take it back", back, { node: "b" }, "fail"],
  ];
  for (const [what, so, facts, does] of CASES)
    it(`when ${what}: ${does}`, () => {
      const seen = { node: "b", synchronous: false, because: "no standby is there", now: NOW, ...facts };
      assert.equal(judgeDrill({ ...drill, ...so }, seen).do, does);
    });
});

describe("people hear of drills", () => {
  const record: DrillRecord = { last: null, passedAt: NOW - 91 * DAY, pairSince: NOW - 400 * DAY, everyDays: 90 };
  const passed = { outcome: "passed", because: "", endedAt: NOW } as const;
  const failed = { outcome: "failed", because: "the other core did not take over", endedAt: NOW } as const;
  const CASES: readonly [string, Partial<DrillRecord>, RegExp | null][] = [
    ["when the last one is too long ago", { last: passed }, /passed on 2026-10-16; there is to be one every 90 days/],
    ["not before", { passedAt: NOW - 90 * DAY }, null],
    ["when there was none since the standby joined", { passedAt: null }, /No drill of the hand-over has passed yet/],
    ["not while the pair is young", { passedAt: null, pairSince: NOW - 80 * DAY }, null],
    ["not while it is not known how old the pair is", { passedAt: null, pairSince: null }, null],
    ["never, where nobody wants it", { everyDays: 0 }, null],
    [
      "when the last one failed, however long ago one passed",
      { last: failed, passedAt: NOW },
      /failed: the other core/,
    ],
    ["when it failed also where nobody is reminded", { last: failed, everyDays: 0 }, /Mend that, and run "tocsin/],
  ];
  for (const [what, so, said] of CASES)
    it(what, () => {
      const trouble = drillTrouble({ ...record, ...so }, NOW);
      if (said === null) assert.equal(trouble, null);
      else assert.match(trouble?.because ?? "", said);
    });

  it("by a day that the page names before", () => {
    assert.equal(drillDueAt(record), NOW - DAY);
    assert.equal(drillDueAt({ ...record, everyDays: 0 }), null);
  });
});
