import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { dueBetween, nextDue, openFrom, periodBefore } from "./report-times.ts";

const ZONE = "Europe/Berlin";
const at = (text: string) => Date.parse(text);
const monday = { days: ["mon" as const], at: "06:00" };

describe("when a report is due", () => {
  const NEXT: readonly [after: string, expected: string][] = [
    ["2026-02-04T12:00:00Z", "2026-02-09T05:00:00Z"],
    ["2026-02-09T04:59:59Z", "2026-02-09T05:00:00Z"],
    ["2026-02-09T05:00:00Z", "2026-02-16T05:00:00Z"],
    // The clocks change on 29 March: the hour on the wall stays.
    ["2026-03-24T00:00:00Z", "2026-03-30T04:00:00Z"],
  ];
  for (const [after, expected] of NEXT) {
    it(`is ${expected} after ${after}`, () => {
      assert.equal(new Date(nextDue(monday, ZONE, at(after))).toISOString(), new Date(expected).toISOString());
    });
  }

  it("says what was missed, of the last seven days only", () => {
    const daily = { days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const, at: "06:00" };
    const missed = dueBetween(
      { ...daily, days: [...daily.days] },
      ZONE,
      at("2026-02-01T05:00:00Z"),
      at("2026-02-04T05:00:00Z"),
    );
    assert.deepEqual(
      missed.map((one) => new Date(one).toISOString().slice(0, 13)),
      ["2026-02-02T05", "2026-02-03T05", "2026-02-04T05"],
    );
    assert.equal(dueBetween({ ...daily, days: [...daily.days] }, ZONE, 0, at("2026-02-04T05:00:00Z")).length, 8);
  });

  it("is not sent twice after a clock was set back, nor waits for years after one that was years ahead", () => {
    const [now, sent] = [at("2026-02-09T04:59:00Z"), at("2026-02-09T05:00:00Z")];
    assert.equal(nextDue(monday, ZONE, openFrom(sent, now)), at("2026-02-16T05:00:00Z"));
    assert.equal(nextDue(monday, ZONE, openFrom(at("2027-03-01T05:00:00Z"), now)), sent);
    assert.equal(openFrom(undefined, now), now);
  });

  it("covers the whole days before it, also where one of them has 23 hours", () => {
    const { from, to } = periodBefore("week", at("2026-03-30T04:00:00Z"), ZONE);
    assert.deepEqual(
      [from, to].map((one) => new Date(one).toISOString()),
      ["2026-03-22T23:00:00.000Z", "2026-03-29T22:00:00.000Z"],
    );
    assert.equal(periodBefore("day", at("2026-02-09T05:00:00Z"), ZONE).from, at("2026-02-07T23:00:00Z"));
  });
});
