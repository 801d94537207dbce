import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Priority } from "#events/event.ts";
import type { Alarm } from "./alarm.ts";
import { judgeAcknowledgement, judgeShelving, type ShelvingOrder } from "./judge.ts";
import { newAlarm } from "./life-cycle.ts";

const CALM = newAlarm({
  id: 17,
  source: "plc-1",
  point: "boiler",
  condition: "high",
  partition: "site",
  category: "technical",
  priority: "high",
  tags: [],
  text: "Boiler too hot",
  now: 0,
});
const RINGING: Alarm = {
  ...CALM,
  state: "unacknowledged",
  active: true,
  acknowledged: false,
  occurrence: 5,
  sequence: 2,
};

describe("an acknowledgement", () => {
  const CASES: [what: string, alarm: Alarm, seen: [occurrence: number, sequence: number], refused: RegExp | null][] = [
    ["of what rings now is taken", RINGING, [5, 2], null],
    ["of a returned alarm is taken", { ...RINGING, state: "returned", active: false }, [5, 2], null],
    ["by a second person is taken", { ...RINGING, state: "acknowledged", acknowledged: true }, [5, 2], null],
    [
      "of sequence n after n + 1",
      RINGING,
      [5, 1],
      /annunciated again since \(number 2, you saw number 1\).*Look at the alarm/,
    ],
    ["of an occurrence that ended", RINGING, [4, 2], /raised again since.*Look at the alarm/],
    ["when nothing is open", CALM, [5, 2], /has ended.*nothing to acknowledge/],
    [
      "of a shelved alarm",
      { ...RINGING, state: "shelved", shelf: { kind: "timed", until: 9, by: "a", reason: "b" } },
      [5, 2],
      /is shelved.*Bring it back first/,
    ],
  ];
  for (const [what, alarm, [occurrence, sequence], refused] of CASES) {
    it(what, () => {
      const answer = judgeAcknowledgement(alarm, { occurrence, sequence });
      if (refused === null) return assert.equal(answer, null);
      assert.match(answer?.refused ?? "", refused);
      assert.match(answer?.refused ?? "", /Boiler too hot/);
    });
  }
});

describe("an order to shelve", () => {
  const LIMITS: Record<Priority, number> = { "life-safety": 0, critical: 60, high: 480, medium: 1440, low: 10_080 };
  const NOW = 1_000_000;
  const order = (more: Partial<ShelvingOrder>): ShelvingOrder => ({
    by: "operator:anna",
    reason: "sensor swap",
    ...more,
  });
  const CASES: [what: string, priority: Priority, order: ShelvingOrder, until: number | RegExp][] = [
    ["within the limit", "high", order({ minutes: 480 }), NOW + 28_800_000],
    ["half a minute", "high", order({ minutes: 0.5 }), NOW + 30_000],
    ["one-shot ends at the limit at the latest", "critical", order({ oneShot: true }), NOW + 3_600_000],
    ["one-shot with a time", "critical", order({ oneShot: true, minutes: 10 }), NOW + 600_000],
    ["too long", "high", order({ minutes: 481 }), /480 minutes at most, not for 481/],
    ["life-safety", "life-safety", order({ minutes: 1 }), /life-safety may not be shelved/],
    ["without a reason", "high", order({ minutes: 1, reason: "  " }), /a reason is required/],
    ["without a time", "high", order({}), /Say for how long, at most 480 minutes/],
    ["for no time", "high", order({ minutes: 0 }), /more than 0 minutes/],
    ["for no number", "high", order({ minutes: Number.NaN }), /more than 0 minutes/],
  ];
  for (const [what, priority, given, until] of CASES) {
    it(what, () => {
      const answer = judgeShelving({ ...CALM, priority }, given, LIMITS, NOW);
      if (until instanceof RegExp) return assert.match("refused" in answer ? answer.refused : "", until);
      assert.equal("shelf" in answer && answer.shelf.until, until);
      assert.equal("shelf" in answer && answer.shelf.reason, "sensor swap");
    });
  }
});
