import assert from "node:assert/strict";
import { test } from "node:test";
import { type Announced, announcementOf, interrupts, nextAnnouncement, REPEAT_SEC } from "./announcement.ts";

const one = (id: number, some: Partial<Announced> = {}): Announced => ({
  id,
  priority: "high",
  text: `Alarm ${id}`,
  place: "Boiler house",
  since: id,
  lastAt: null,
  named: false,
  ...some,
});
const many = (count: number, some: Partial<Announced> = {}) =>
  Array.from({ length: count }, (_, at) => one(at + 1, some));

test("nothing waits: nothing is said", () => assert.deepEqual(nextAnnouncement([], "en", 0), { next: "nothing" }));

test("a burst is collapsed: a few by name, the others by number and place", () => {
  assert.equal(announcementOf(many(2), "en").text, "Alarm 1. Alarm 2.");
  assert.equal(announcementOf(many(4), "en").text, "Alarm 1. Alarm 2. Alarm 3. Alarm 4.");
  const burst = announcementOf(many(20), "en");
  assert.equal(burst.text, "Alarm 1. Alarm 2. Alarm 3. 17 further alarms in Boiler house.");
  assert.deepEqual(burst.named, [1, 2, 3]);
  assert.equal(burst.counted.length, 17);
  const places = announcementOf([...many(5), one(6, { place: "Hall 2" })], "de");
  assert.equal(places.text, "Alarm 1. Alarm 2. Alarm 3. 2 weitere Alarme in Boiler house. 1 weiterer Alarm in Hall 2.");
});

test("life-safety comes first, whatever else waits and however long", () => {
  const { text, priority } = announcementOf([...many(30), one(99, { priority: "life-safety", text: "Fire!" })], "en");
  assert.equal(text, "Fire! Alarm 1. Alarm 2. 28 further alarms in Boiler house.");
  assert.equal(priority, "life-safety");
  assert.ok(interrupts("life-safety", "critical"));
  assert.ok(!interrupts("life-safety", "life-safety"));
  assert.ok(!interrupts("critical", "low"));
});

test("in the next round those are named that were only counted before", () => {
  const waiting = [...many(3, { named: true }), one(4), one(5)];
  assert.deepEqual(announcementOf(waiting, "en").named, [4, 5, 1]);
});

test("what was said comes again after its priority's time, and not before", () => {
  for (const priority of ["life-safety", "critical", "high", "medium", "low"] as const) {
    const said = [one(1, { priority, lastAt: 1000 })];
    const until = 1000 + REPEAT_SEC[priority] * 1000;
    assert.deepEqual(nextAnnouncement(said, "en", until - 1), { next: "wait", until });
    assert.equal(nextAnnouncement(said, "en", until).next, "say");
  }
});
