import assert from "node:assert/strict";
import { test } from "node:test";
import type { LockedCounts } from "../api/contract.ts";
import { AUDIBLE, decideLockedSound, noteLate, noteLockedLate, silence } from "./sound.ts";

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

for (const [what, silenced, told, sound] of [
  ["no step is late", 0, [0], null],
  ["a step is late", 0, [1], "late"],
  ["the late step was silenced before the lock", 1, [1], null],
  ["another one is late after that", 1, [1, 2], "late"],
  ["the silenced one is done", 1, [1, 0], null],
  ["the silenced one is done, and then another is late", 1, [1, 0, 1], "late"],
  ["one of two is done, nobody knows which, and one had been silenced", 1, [2, 1], "late"],
] as const) {
  test(`a locked screen, when ${what}: ${sound ?? "silence"}`, () => {
    const late = told.reduce(noteLockedLate, { steps: silenced, silenced });
    assert.equal(decideLockedSound(AUDIBLE, counts({}), null, late).sound, sound);
  });
}

test("on a locked screen alarms and the lost server are louder than a late step", () => {
  const late = { steps: 1, silenced: 0 };
  assert.equal(decideLockedSound(AUDIBLE, counts({ low: since(5) }), null, late).sound, "low");
  assert.equal(decideLockedSound(AUDIBLE, counts({}), 77, late).sound, "lost");
});

test("what was silenced and is done is not counted as silenced when the screen is locked", () => {
  const quiet = silence(AUDIBLE, [], null, ["1-hot 0", "2-hot 0"]);
  assert.deepEqual([...noteLate(quiet, ["2-hot 0", "3-hot 0"]).silencedLate], ["2-hot 0"]);
});
