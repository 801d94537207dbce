import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Hold, judgeRetention, type Part, type RetentionFacts } from "./retention.ts";

const NOW = Date.UTC(2026, 6, 15);
/** A month of a hundred entries. */
const month = (year: number, number: number, first: number): Part => ({
  begins: Date.UTC(year, number - 1),
  ends: Date.UTC(year, number),
  first,
  last: first + 99,
});
const PARTS = [month(2025, 1, 1), month(2025, 2, 101), month(2026, 7, 201)];
const FACTS: RetentionFacts = { now: NOW, keepDays: 365, parts: PARTS, holds: [], signed: 300, witnesses: [] };
const hold = (since: number | null, until: number | null, liftedAt: number | null = null): Hold => {
  const placed = { placedAt: NOW, placedBy: "operator:olga", liftedBy: null, liftedFor: null };
  return { id: "h1", reason: "Case 17", since, until, liftedAt, ...placed };
};
const overlapping = [month(2025, 1, 1), { ...month(2025, 2, 50), last: 200 }, month(2026, 7, 201)];

describe("P-040 what of the audit trail can go", () => {
  const CASES: [what: string, facts: Partial<RetentionFacts>, goes: number[], stays: RegExp[]][] = [
    ["old months", {}, [100, 200], []],
    ["nothing that the site keeps longer", { keepDays: 1000 }, [], []],
    ["nothing younger than a year, whatever the site says", { keepDays: 1, now: Date.UTC(2026, 0, 20) }, [], []],
    [
      "not what a hold covers, nor what follows it",
      { holds: [hold(null, Date.UTC(2025, 0, 5))] },
      [],
      [/'h1'/, /older/],
    ],
    ["what lies before a hold", { holds: [hold(Date.UTC(2025, 1, 3), null)] }, [100], [/Case 17/]],
    ["what a lifted hold covered", { holds: [hold(null, null, NOW)] }, [100, 200], []],
    ["not what no checkpoint covers", { signed: 150 }, [100], [/no checkpoint covers entry 200/]],
    [
      "not what a witness lacks",
      { witnesses: [{ id: "w", confirmed: 7 }] },
      [],
      [/'w' has no more than the first 7/, /'w' has no more/],
    ],
    ["months that overlap together", { parts: overlapping }, [200], []],
    ["nothing of an empty trail", { parts: [] }, [], []],
  ];
  for (const [what, facts, goes, stays] of CASES) {
    it(what, () => {
      const plan = judgeRetention({ ...FACTS, ...facts });
      assert.deepEqual(
        plan.goes.map(({ last }) => last),
        goes,
      );
      assert.equal(plan.stays.length, stays.length);
      for (const [n, says] of stays.entries()) assert.match(plan.stays[n]?.because ?? "", says);
    });
  }
});
