import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleAlarm } from "./example.ts";
import { AUDIBLE, silence } from "./sound.ts";
import { afterSaying, NOTHING_SAID, REPEAT_MS, toSay } from "./spoken.ts";

const [low, fire] = [exampleAlarm({ id: 1, priority: "low" }), exampleAlarm({ id: 2, priority: "life-safety" })];

test("what is audible is said, the gravest first", () => {
  const next = toSay(AUDIBLE, [low, fire], NOTHING_SAID, 0);
  assert.deepEqual(
    next?.alarms.map(({ id }) => id),
    [2, 1],
  );
  assert.equal(next.gravest, "life-safety");
  assert.equal(toSay(AUDIBLE, [exampleAlarm({ state: "acknowledged" })], NOTHING_SAID, 0), null);
  assert.equal(toSay(AUDIBLE, [exampleAlarm({ silent: true })], NOTHING_SAID, 0), null);
});

test("what was said comes again after its time, and names those that were only counted", () => {
  const said = afterSaying(NOTHING_SAID, { alarms: [low, fire] }, [2], [low, fire], 1000);
  assert.equal(toSay(AUDIBLE, [low, fire], said, 1000 + REPEAT_MS["life-safety"] - 1), null);
  const again = toSay(AUDIBLE, [low, fire], said, 1000 + REPEAT_MS.low);
  assert.deepEqual(again?.named, [2]);
});

test("silence and mute end it; an alarm that is annunciated again is said again", () => {
  assert.equal(toSay({ ...AUDIBLE, muted: true }, [fire], NOTHING_SAID, 0), null);
  const quiet = silence(AUDIBLE, [fire], null);
  assert.equal(toSay(quiet, [fire], NOTHING_SAID, 0), null);
  assert.ok(toSay(quiet, [{ ...fire, sequence: 2 }], NOTHING_SAID, 0));
});

test("what stands no more is forgotten", () => {
  const said = afterSaying(NOTHING_SAID, { alarms: [low, fire] }, [1, 2], [low, fire], 0);
  const later = afterSaying(said, { alarms: [] }, [], [low], 0);
  assert.equal(later.at.size, 1);
  assert.equal(later.named.size, 1);
});
