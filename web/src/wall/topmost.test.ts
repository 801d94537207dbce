import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { exampleAlarm } from "../alarms/example.ts";
import type { AlarmView } from "../api/contract.ts";
import { topmost, viewAt } from "./topmost.ts";

const PRIORITIES = ["low", "critical", "medium", "life-safety", "high"] as const;

describe("what a wall shows", () => {
  const alarms: AlarmView[] = Array.from({ length: 1000 }, (_, at) =>
    exampleAlarm({
      id: at + 1,
      priority: PRIORITIES[at % 5] ?? "low",
      state: at % 3 === 0 ? "acknowledged" : at % 7 === 0 ? "shelved" : "unacknowledged",
      raisedAt: 1000 + at,
    }),
  );

  it("is the most urgent, in their order, and how many more there are", () => {
    const { shown, more } = topmost(alarms, 8);
    assert.equal(shown.length, 8);
    assert.ok(shown.every(({ priority, state }) => priority === "life-safety" && state === "unacknowledged"));
    const times = shown.map(({ raisedAt }) => raisedAt ?? 0);
    assert.deepEqual(
      times,
      times.toSorted((a, b) => b - a),
    );
    assert.equal(more, alarms.filter(({ state }) => state !== "shelved").length - 8);
  });

  it("is everything where there is room", () => {
    assert.deepEqual(topmost([], 5), { shown: [], more: 0 });
    assert.equal(topmost(alarms.slice(0, 3), 5).shown.length, 3);
  });

  for (const [views, turn, waiting, shown] of [
    [[], 0, false, "/wall"],
    [[], 7, false, "/wall"],
    [["/on-call", "/plans/hall"], 0, false, "/wall"],
    [["/on-call", "/plans/hall"], 1, false, "/on-call"],
    [["/on-call", "/plans/hall"], 2, false, "/plans/hall"],
    [["/on-call", "/plans/hall"], 3, false, "/wall"],
    [["/on-call", "/plans/hall"], 2, true, "/wall"],
  ] as const) {
    it(`is ${shown} at turn ${turn} of ${views.length} views ${waiting ? "while alarms wait" : "while none waits"}`, () =>
      assert.equal(viewAt(views, turn, waiting), shown));
  }
});
