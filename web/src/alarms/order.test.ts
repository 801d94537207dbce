import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleAlarm } from "./example.ts";
import {
  BY_SORT,
  byUrgency,
  type Filter,
  NO_FILTER,
  passes,
  type Sort,
  tabOf,
  waitsForAcknowledgement,
} from "./order.ts";

test("unacknowledged first, then by priority, then the newest", () => {
  const alarms = [
    exampleAlarm({ id: 1, priority: "life-safety", state: "acknowledged", raisedAt: 9 }),
    exampleAlarm({ id: 2, priority: "low", raisedAt: 5 }),
    exampleAlarm({ id: 3, priority: "critical", raisedAt: 1 }),
    exampleAlarm({ id: 4, priority: "critical", raisedAt: 2 }),
    exampleAlarm({ id: 5, priority: "critical", raisedAt: 2, state: "returned" }),
    exampleAlarm({ id: 6, priority: "life-safety", state: "latched-unacknowledged", raisedAt: 0 }),
    exampleAlarm({ id: 7, priority: "high", state: "latched-acknowledged", raisedAt: 99 }),
  ];
  assert.deepEqual(
    alarms.toSorted(byUrgency).map((alarm) => alarm.id),
    [6, 5, 4, 3, 2, 1, 7],
  );
});

test("in every other order each alarm has its place, whatever they have in common", () => {
  const alarms = [
    exampleAlarm({ id: 1, pointName: "b", raisedAt: 5, priority: "low" }),
    exampleAlarm({ id: 2, pointName: "a", raisedAt: 9, priority: "critical" }),
    exampleAlarm({ id: 3, pointName: "b", raisedAt: 5, priority: "high" }),
    exampleAlarm({ id: 4, pointName: "", point: "aa", raisedAt: null, changedAt: 7 }),
  ];
  const sorted = (sort: Sort) => alarms.toSorted(BY_SORT[sort]).map(({ id }) => id);
  assert.deepEqual(sorted("newest"), [2, 4, 3, 1]);
  assert.deepEqual(sorted("oldest"), [1, 3, 4, 2]);
  assert.deepEqual(sorted("point"), [2, 4, 3, 1]);
});

test("every state has its tab, normal has none", () => {
  assert.equal(tabOf({ state: "normal" }), null);
  assert.equal(tabOf({ state: "returned" }), "open");
  assert.equal(tabOf({ state: "latched-acknowledged" }), "open");
  assert.equal(tabOf({ state: "shelved" }), "shelved");
  assert.equal(tabOf({ state: "out-of-service" }), "out-of-service");
});

test("what is shelved doesn't wait for an acknowledgement, what returned unacknowledged does", () => {
  assert.equal(waitsForAcknowledgement({ state: "shelved" }), false);
  assert.equal(waitsForAcknowledgement({ state: "returned" }), true);
});

const filters: [string, Partial<Filter>, boolean][] = [
  ["nothing", {}, true],
  ["its priority", { priority: "high" }, true],
  ["another priority", { priority: "low" }, false],
  ["another state", { state: "acknowledged" }, false],
  ["another source", { source: "panel-2" }, false],
  ["its partition", { partition: "site" }, true],
  ["another partition", { partition: "east" }, false],
  ["an area that it doesn't lie in", { area: "hall" }, false],
];
for (const [name, filter, expected] of filters) {
  test(`filter by ${name}: ${expected ? "shown" : "hidden"}`, () => {
    assert.equal(passes({ ...NO_FILTER, ...filter }, exampleAlarm()), expected);
  });
}
