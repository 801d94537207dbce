import assert from "node:assert/strict";
import { test } from "node:test";
import type { AlarmState } from "../api/contract.ts";
import { exampleAlarm } from "./example.ts";
import { AlarmModel } from "./model.ts";
import { AUDIBLE, audible, decideSound, MELODIES, silence } from "./sound.ts";

const expected: Record<AlarmState, boolean> = {
  normal: false,
  unacknowledged: true,
  acknowledged: false,
  returned: false,
  "latched-unacknowledged": true,
  "latched-acknowledged": false,
  shelved: false,
  suppressed: false,
  "out-of-service": false,
};
for (const [state, sounds] of Object.entries(expected)) {
  test(`${state} is ${sounds ? "audible" : "silent"}`, () => {
    assert.equal(audible({ state: state as AlarmState, silent: false }), sounds);
  });
}

test("an alarm that is marked silent never sounds", () => {
  assert.equal(decideSound(AUDIBLE, [exampleAlarm({ silent: true })], null).sound, null);
});

test("the gravest alarm sounds", () => {
  const model = new AlarmModel();
  const items = [exampleAlarm({ id: 1, priority: "low" }), exampleAlarm({ id: 2, priority: "critical" })];
  model.load([{ items, next: null, total: 2, feed: { epoch: "e", seq: 1 } }]);
  assert.equal(decideSound(AUDIBLE, model.audible(), null).sound, "critical");
});

test("silence holds for what sounded, not for what comes after", () => {
  const first = exampleAlarm({ id: 1, priority: "critical" });
  const quiet = silence(AUDIBLE, [first], null);
  assert.equal(decideSound(quiet, [first], null).sound, null);
  assert.equal(decideSound(quiet, [first, exampleAlarm({ id: 2, priority: "low" })], null).sound, "low");
});

for (const input of [
  { state: "shelved" },
  { state: "suppressed" },
  { state: "out-of-service" },
  { state: "acknowledged" },
] as const) {
  test(`what sounds falls silent once it is ${input.state}, and sounds again when it is back`, () => {
    const model = new AlarmModel();
    model.load([{ items: [exampleAlarm()], next: null, total: 1, feed: { epoch: "e", seq: 1 } }]);
    assert.equal(decideSound(AUDIBLE, model.audible(), null).sound, "high");
    model.merge([{ seq: 2, topic: "alarm", data: exampleAlarm(input) }]);
    assert.equal(decideSound(AUDIBLE, model.audible(), null).sound, null);
    model.merge([{ seq: 3, topic: "alarm", data: exampleAlarm() }]);
    assert.equal(decideSound(AUDIBLE, model.audible(), null).sound, "high");
  });
}

test("an alarm that is annunciated again sounds again", () => {
  const quiet = silence(AUDIBLE, [exampleAlarm({ sequence: 1 })], null);
  assert.equal(decideSound(quiet, [exampleAlarm({ sequence: 2 })], null).sound, "high");
});

test("the lost connection is louder than any alarm, until it is silenced; the next loss sounds again", () => {
  const alarms = [exampleAlarm({ priority: "life-safety" })];
  assert.equal(decideSound(AUDIBLE, alarms, 500).sound, "lost");
  const quiet = silence(AUDIBLE, alarms, 500);
  assert.equal(decideSound(quiet, alarms, 500).sound, null);
  assert.equal(decideSound(quiet, alarms, 900).sound, "lost");
});

test("a step that takes too long sounds when no alarm does, until it is silenced; the next one sounds again", () => {
  assert.equal(decideSound(AUDIBLE, [], null, ["1-hot 0"]).sound, "late");
  assert.equal(decideSound(AUDIBLE, [exampleAlarm({ priority: "low" })], null, ["1-hot 0"]).sound, "low");
  const quiet = silence(AUDIBLE, [], null, ["1-hot 0"]);
  assert.equal(decideSound(quiet, [], null, ["1-hot 0"]).sound, null);
  assert.equal(decideSound(quiet, [], null, ["1-hot 0", "1-hot 1"]).sound, "late");
});

test("a muted screen says nothing at all", () => {
  assert.equal(decideSound({ ...AUDIBLE, muted: true }, [exampleAlarm()], 500).sound, null);
});

test("every melody ends before it begins again, and no two are alike", () => {
  const seen = new Set<string>();
  for (const [name, { tones, everyMs }] of Object.entries(MELODIES)) {
    assert.ok(tones.reduce((sum, [, ms]) => sum + ms, 0) < everyMs, name);
    seen.add(JSON.stringify(tones));
  }
  assert.equal(seen.size, Object.keys(MELODIES).length);
});
