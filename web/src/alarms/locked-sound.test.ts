import assert from "node:assert/strict";
import { test } from "node:test";
import type { LockedCounts } from "../api/contract.ts";
import { decideLockedSound } from "./sound.ts";

const NONE = { waiting: 0, sounding: 0, latestAt: null };
const counts = (rest: Partial<LockedCounts>): LockedCounts => ({
  "life-safety": NONE,
  critical: NONE,
  high: NONE,
  medium: NONE,
  low: NONE,
  ...rest,
});
const since = (latestAt: number) => ({ waiting: 2, sounding: 1, latestAt });

for (const [what, silencedUpTo, view, lost, sound] of [
  ["nothing waits", 0, counts({}), null, null],
  ["nothing is known yet", 0, null, null, null],
  ["alarms wait that have gone", 0, counts({ high: { waiting: 3, sounding: 0, latestAt: null } }), null, null],
  ["one sounds", 0, counts({ low: since(5) }), null, "low"],
  ["several sound", 0, counts({ low: since(9), critical: since(5) }), null, "critical"],
  ["it was silenced before the lock", 5, counts({ high: since(5) }), null, null],
  ["another came after that", 5, counts({ high: since(6) }), null, "high"],
  ["the server is lost", 5, counts({ high: since(6) }), 77, "lost"],
] as const) {
  test(`a locked screen, when ${what}: ${sound ?? "silence"}`, () => {
    assert.equal(decideLockedSound({ silencedLoss: null, silencedUpTo }, view, lost).sound, sound);
  });
}

test("a loss that was silenced before the lock stays silent, and alarms are heard again", () => {
  const annunciator = { silencedLoss: 77, silencedUpTo: 0 };
  assert.equal(decideLockedSound(annunciator, counts({ medium: since(1) }), 77).sound, "medium");
});
