import assert from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "../../../test/peers/seeded.ts";
import type { AlarmState, AlarmView } from "../api/contract.ts";
import { Bursts } from "./bursts.ts";
import { exampleAlarm } from "./example.ts";
import { burstKeys, floodOf, isSameFlood, Waiting } from "./flood.ts";

const NOW = 10_000_000;
const MINUTE = 60_000;

function site(alarms: readonly { at: number; place: string; state?: AlarmState }[]) {
  const bursts = new Bursts();
  const waiting = new Waiting();
  const rows = new Map<number, { view: AlarmView }>();
  for (const [index, { at, place, state = "unacknowledged" }] of alarms.entries()) {
    const id = index + 1;
    const view = exampleAlarm({ id, state, raisedAt: at });
    rows.set(id, { view });
    waiting.change(undefined, view);
    bursts.put(id, place, at);
  }
  return { rows, bursts, waiting };
}

const many = (n: number, at: number, place: string, state?: AlarmState) =>
  Array.from({ length: n }, (_, index) => ({ at: at + index, place, ...(state ? { state } : {}) }));

test("ten that wait and came within ten minutes are a flood; it ends when fewer than five are left", () => {
  const nine = site(many(9, NOW - MINUTE, "a"));
  assert.equal(floodOf(nine, NOW, false), null);
  assert.equal(floodOf(nine, NOW, true)?.count, 9, "what has begun goes on");
  const ten = site(many(10, NOW - MINUTE, "a"));
  assert.equal(floodOf(ten, NOW, false)?.count, 10);
  const four = site(many(4, NOW - MINUTE, "a"));
  assert.equal(floodOf(four, NOW, true), null);
});

test("what was acknowledged, and what came earlier, is no flood", () => {
  const known = site([...many(9, NOW - MINUTE, "a"), ...many(50, NOW - MINUTE, "a", "acknowledged")]);
  assert.equal(floodOf(known, NOW, false), null);
  const old = site([...many(9, NOW - MINUTE, "a"), ...many(50, NOW - 11 * MINUTE, "a")]);
  assert.equal(floodOf(old, NOW, false), null);
});

test("it names what most of them began with, the largest first, and none for those that came alone", () => {
  const alarms = site([
    ...many(3, NOW - 5 * MINUTE, "small"),
    ...many(20, NOW - 4 * MINUTE, "large"),
    { at: NOW - 3 * MINUTE, place: "alone" },
    ...many(5, NOW - 2 * MINUTE, "middle"),
    ...many(2, NOW - MINUTE, "smallest"),
  ]);
  const flood = floodOf(alarms, NOW, false);
  assert.equal(flood?.count, 31);
  assert.deepEqual(
    flood?.causes.map(({ first, count }) => [first.id, count]),
    [
      [4, 20],
      [25, 5],
      [1, 3],
    ],
  );
  assert.equal(burstKeys(alarms.rows, alarms.bursts).size, 4);
});

test("what waits is counted along while alarms come, are acknowledged, come again and go", () => {
  const random = seeded(7);
  const waiting = new Waiting();
  const views = new Map<number, AlarmView>();
  for (let change = 0; change < 3000; change++) {
    const id = Math.floor(random() * 400);
    const before = views.get(id);
    const state = random() < 0.6 ? "unacknowledged" : "acknowledged";
    const after = random() < 0.2 ? undefined : exampleAlarm({ id, state, raisedAt: Math.floor(random() * 1000) });
    if (after) views.set(id, after);
    else views.delete(id);
    waiting.change(before, after);
    if (change % 100 > 0) continue;
    const since = Math.floor(random() * 1000);
    const lately = [...views.values()]
      .filter(({ state, raisedAt }) => state === "unacknowledged" && (raisedAt ?? 0) > since)
      .toSorted((a, b) => (a.raisedAt ?? 0) - (b.raisedAt ?? 0) || a.id - b.id)
      .map(({ id }) => id);
    assert.equal(waiting.countSince(since), lately.length);
    assert.deepEqual([...waiting.latest(lately.length, 1000)], lately);
  }
});

test("of a very large flood a part is looked at, and what began a good part of it is found", () => {
  const alarms = site([...many(20_000, NOW - 5 * MINUTE, "large"), ...many(2000, NOW - 2 * MINUTE, "later")]);
  assert.deepEqual(
    floodOf(alarms, NOW, false)?.causes.map(({ first, count }) => [first.id, count]),
    [
      [1, 20_000],
      [20_001, 2000],
    ],
  );
});

test("a flood is another when its count, a cause or what that cause began with is another", () => {
  const alarms = site([...many(12, NOW - MINUTE, "a"), ...many(3, NOW - MINUTE, "b")]);
  const flood = floodOf(alarms, NOW, false);
  assert.ok(flood);
  const [first, second] = flood.causes;
  assert.ok(first && second);
  assert.equal(isSameFlood(flood, floodOf(alarms, NOW, true)), true);
  assert.equal(isSameFlood(null, null), true);
  const others = [
    null,
    { ...flood, count: 14 },
    { ...flood, causes: [first] },
    { ...flood, causes: [first, { ...second, count: 4 }] },
    { ...flood, causes: [first, { ...second, first: { ...second.first, text: "Renamed" } }] },
  ];
  for (const other of others) {
    assert.equal(isSameFlood(flood, other), false);
    assert.equal(isSameFlood(other, flood), false);
  }
});
