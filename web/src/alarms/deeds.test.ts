import assert from "node:assert/strict";
import { test } from "node:test";
import type { AlarmView } from "../api/contract.ts";
import { fasterThan, undoable, undoOf } from "./deeds.ts";
import { exampleAlarm } from "./example.ts";
import type { Order } from "./orders.ts";

const shelf = { kind: "timed", until: 1, by: "anna", reason: "works" } as AlarmView["shelf"];
const outOfService = { by: "anna", reason: "works", until: null };

const cases: [Order, Partial<AlarmView>, Order | null][] = [
  ["acknowledge", { state: "acknowledged" }, "unacknowledge"],
  ["acknowledge", { state: "latched-acknowledged" }, "unacknowledge"],
  ["acknowledge", { state: "normal" }, null],
  ["acknowledge", { state: "unacknowledged" }, null],
  ["shelve", { state: "shelved", shelf }, "unshelve"],
  ["shelve", { state: "unacknowledged" }, null],
  ["out-of-service", { state: "out-of-service", outOfService }, "in-service"],
  ["out-of-service", { state: "normal" }, null],
  ["unacknowledge", {}, null],
  ["reset", { state: "normal" }, null],
  ["unshelve", {}, null],
  ["in-service", {}, null],
  ["comment", {}, null],
  ["escalate", {}, null],
];
for (const [order, after, expected] of cases) {
  test(`${order}, then ${after.state ?? "as before"}: ${expected ?? "nothing"} takes it back`, () => {
    assert.equal(undoOf(order, exampleAlarm(after)), expected);
  });
}

test("of many, those are taken back that can be", () => {
  const acknowledgedBy = "operator:anna";
  const done = [
    exampleAlarm({ id: 1, state: "acknowledged", acknowledgedBy }),
    exampleAlarm({ id: 2, state: "normal", acknowledgedBy }),
    exampleAlarm({ id: 3, state: "acknowledged", acknowledgedBy: "operator:bert" }),
  ];
  assert.deepEqual(
    undoable({ order: "acknowledge", done, refused: [] }, "operator:anna").map(({ alarm, by }) => [alarm.id, by]),
    [[1, "unacknowledge"]],
  );
});

test("whose acknowledgement came second is told who was faster", () => {
  const after = exampleAlarm({ state: "acknowledged", acknowledgedBy: "operator:anna" });
  assert.equal(fasterThan("operator:bert", "acknowledge", after), "operator:anna");
  assert.equal(fasterThan("operator:anna", "acknowledge", after), null);
  assert.equal(fasterThan("operator:bert", "comment", after), null);
  assert.equal(fasterThan("operator:bert", "acknowledge", exampleAlarm({ state: "unacknowledged" })), null);
});
