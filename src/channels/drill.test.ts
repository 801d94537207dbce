import assert from "node:assert/strict";
import { test } from "node:test";
import { NOTIFICATION_STATES } from "#escalation/callout.ts";
import { WEEKDAYS } from "#site/times.ts";
import { latestDrill, nextDrill, overdue, shownBy } from "./drill.ts";

const daily = { days: [...WEEKDAYS], at: "09:30" };
const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());

test("a drill is due by the clock on the wall, also when clocks change, on its days only", () => {
  const table: [typeof daily, string, string, string, string | null][] = [
    [daily, "Europe/Berlin", "2026-03-02T08:29:59Z", "2026-03-02T08:30:00.000Z", "2026-03-01T08:30:00.000Z"],
    [daily, "Europe/Berlin", "2026-03-02T08:30:00Z", "2026-03-03T08:30:00.000Z", "2026-03-02T08:30:00.000Z"],
    [daily, "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T07:30:00.000Z", "2026-03-28T08:30:00.000Z"],
    [daily, "America/New_York", "2026-03-02T01:00:00Z", "2026-03-02T14:30:00.000Z", "2026-03-01T14:30:00.000Z"],
    [
      { days: ["mon"], at: "09:30" },
      "UTC",
      "2026-03-02T09:30:00Z",
      "2026-03-09T09:30:00.000Z",
      "2026-03-02T09:30:00.000Z",
    ],
    [
      { days: ["mon"], at: "09:30" },
      "UTC",
      "2026-03-02T09:29:00Z",
      "2026-03-02T09:30:00.000Z",
      "2026-02-23T09:30:00.000Z",
    ],
  ];
  for (const [drill, zone, now, next, latest] of table) {
    assert.equal(iso(nextDrill(drill, zone, Date.parse(now))), next, `${zone} ${now}`);
    assert.equal(iso(latestDrill(drill, zone, Date.parse(now))), latest, `${zone} ${now}`);
  }
});

test("what a test message proves depends on whether its channel tells of delivery", () => {
  const shown = (confirms: boolean) =>
    Object.fromEntries(NOTIFICATION_STATES.map((state) => [state, shownBy({ state, because: "x" }, confirms).outcome]));
  const same = {
    pending: "pending",
    delivered: "proven",
    retry: "pending",
    rejected: "failed",
    purged: "failed",
    digested: "failed",
  };
  assert.deepEqual(shown(true), { ...same, accepted: "pending" });
  assert.deepEqual(shown(false), { ...same, accepted: "proven" });
});

test("what is overdue says how long was waited and what was heard last", () => {
  const late = overdue({ outcome: "pending", because: "the modem is busy" }, 900);
  assert.deepEqual(late, {
    outcome: "failed",
    because: "not delivered within 15 min; the last word was: the modem is busy",
  });
});
