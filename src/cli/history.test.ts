import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { KeptHistory } from "#history/kept.ts";
import { linesOf } from "./history.ts";

const MONTH = { part: "core.event_202405", begins: Date.UTC(2024, 4), ends: Date.UTC(2024, 5), bytes: 1024 ** 2 };
const KEPT: KeptHistory = {
  kinds: [
    {
      kind: "events",
      keepDays: 730,
      rows: 200_000,
      exact: false,
      bytes: 3 * 1024 ** 2,
      bytesPerDay: 1024 ** 2 / 2,
      oldest: Date.UTC(2024, 4, 3),
      before: Date.UTC(2024, 6),
      goes: [MONTH],
      stays: [{ ...MONTH, begins: Date.UTC(2024, 3), because: "the legal hold 'h1' covers it: Case 17" }],
      nextAt: Date.UTC(2026, 6),
    },
  ],
  auditTrail: { bytes: 0, bytesPerDay: 0, keepDays: null },
  holds: [{ id: "h1", reason: "Case 17", since: null, until: null }],
  openStories: { count: 3, oldest: [{ alarm: 7, since: Date.UTC(2023, 0, 5) }] },
  at: "03:00",
  timeZone: "UTC",
  lookedAt: null,
  nextLookAt: Date.UTC(2026, 5, 2, 3),
  leastDays: 90,
  removals: [
    {
      id: 1,
      kind: "messages",
      counts: { notification: 2, delivery_attempt: 3 },
      kept: 0,
      oldest: Date.UTC(2024, 2, 1),
      newest: Date.UTC(2024, 2, 9),
      removedAt: Date.UTC(2026, 5, 1, 3),
    },
  ],
};

describe("what `tocsin history status` says", () => {
  it("is what each kind holds, what goes, what stays and why, and what went", () => {
    assert.deepEqual(linesOf(KEPT), [
      "events and values  kept 730 days: about 200000 rows, since 2024-05-03, 3.0 MiB, 0.5 MiB a day, the next month goes after 2026-07-01",
      "  2024-05 goes with the next look (1.0 MiB)",
      "  2024-04 stays: the legal hold 'h1' covers it: Case 17",
      "The legal hold 'h1' keeps what it covers: Case 17",
      "What belongs to 3 alarms that have not ended stays, the oldest since 2023-01-05.",
      "Not looked after yet, next on 2026-06-02T03:00:00.000Z.",
      "Removed on 2026-06-01: 5 rows of messages, 2024-03-01 to 2024-03-09.",
    ]);
  });
});
