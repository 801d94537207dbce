import assert from "node:assert/strict";
import { test } from "node:test";
import type { AlarmState, AlarmView } from "../api/contract.ts";
import { Bursts } from "./bursts.ts";
import { exampleAlarm } from "./example.ts";
import { burstKeys, floodOf } from "./flood.ts";

const NOW = 10_000_000;
const MINUTE = 60_000;

function site(alarms: readonly { at: number; place: string; state?: AlarmState }[]) {
  const bursts = new Bursts();
  const rows = new Map<number, { view: AlarmView }>();
  for (const [index, { at, place, state = "unacknowledged" }] of alarms.entries()) {
    const id = index + 1;
    rows.set(id, { view: exampleAlarm({ id, state, raisedAt: at }) });
    bursts.put(id, place, at);
  }
  return { rows, bursts };
}

const many = (n: number, at: number, place: string, state?: AlarmState) =>
  Array.from({ length: n }, (_, index) => ({ at: at + index, place, ...(state ? { state } : {}) }));

test("ten that wait and came within ten minutes are a flood; it ends when fewer than five are left", () => {
  const nine = site(many(9, NOW - MINUTE, "a"));
  assert.equal(floodOf(nine.rows, nine.bursts, NOW, false), null);
  assert.equal(floodOf(nine.rows, nine.bursts, NOW, true)?.count, 9, "what has begun goes on");
  const ten = site(many(10, NOW - MINUTE, "a"));
  assert.equal(floodOf(ten.rows, ten.bursts, NOW, false)?.count, 10);
  const four = site(many(4, NOW - MINUTE, "a"));
  assert.equal(floodOf(four.rows, four.bursts, NOW, true), null);
});

test("what was acknowledged, and what came earlier, is no flood", () => {
  const known = site([...many(9, NOW - MINUTE, "a"), ...many(50, NOW - MINUTE, "a", "acknowledged")]);
  assert.equal(floodOf(known.rows, known.bursts, NOW, false), null);
  const old = site([...many(9, NOW - MINUTE, "a"), ...many(50, NOW - 11 * MINUTE, "a")]);
  assert.equal(floodOf(old.rows, old.bursts, NOW, false), null);
});

test("it names what most of them began with, the largest first, and none for those that came alone", () => {
  const { rows, bursts } = site([
    ...many(3, NOW - 5 * MINUTE, "small"),
    ...many(20, NOW - 4 * MINUTE, "large"),
    { at: NOW - 3 * MINUTE, place: "alone" },
    ...many(5, NOW - 2 * MINUTE, "middle"),
    ...many(2, NOW - MINUTE, "smallest"),
  ]);
  const flood = floodOf(rows, bursts, NOW, false);
  assert.equal(flood?.count, 31);
  assert.deepEqual(
    flood?.causes.map(({ first, count }) => [first.id, count]),
    [
      [4, 20],
      [25, 5],
      [1, 3],
    ],
  );
  assert.equal(burstKeys(rows, bursts).size, 4);
});
