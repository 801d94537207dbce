import assert from "node:assert/strict";
import { test } from "node:test";
import type { AlarmPage, AlarmView, Callout, FeedMessage } from "../api/contract.ts";
import { exampleAlarm } from "./example.ts";
import { answered, merged, tableOf } from "./merge.ts";

const page = (seq: number, items: AlarmView[], epoch = "e1"): AlarmPage => ({
  items,
  next: null,
  total: items.length,
  feed: { epoch, seq },
});
const alarm = (seq: number, facts: Partial<AlarmView>): FeedMessage => ({
  seq,
  topic: "alarm",
  data: exampleAlarm(facts),
});
const states = (table: ReturnType<typeof tableOf>) =>
  [...(table?.rows.values() ?? [])].map((row) => [row.view.id, row.view.state]);

function started() {
  const table = tableOf([page(5, [exampleAlarm({ id: 1 })])]);
  assert.ok(table);
  return table;
}

test("an alarm that is on two pages stands once, as the later page knows it", () => {
  const table = tableOf([
    page(5, [exampleAlarm({ id: 1 })]),
    page(7, [exampleAlarm({ id: 1, state: "acknowledged" }), exampleAlarm({ id: 2 })]),
  ]);
  assert.deepEqual(states(table), [
    [1, "acknowledged"],
    [2, "unacknowledged"],
  ]);
  assert.equal(table?.seq, 5);
});

test("pages of two runs of the server don't make a table", () => {
  assert.equal(tableOf([page(5, []), page(1, [], "e2")]), null);
});

test("a message that is older than the row's page is ignored", () => {
  const table = tableOf([page(5, []), page(8, [exampleAlarm({ id: 1, state: "acknowledged" })])]);
  assert.ok(table);
  assert.deepEqual(states(merged(table, [alarm(7, { id: 1 })])), [[1, "acknowledged"]]);
});

test("a repeat of a message changes nothing", () => {
  const once = merged(started(), [alarm(6, { id: 2 })]);
  const twice = merged(once, [alarm(6, { id: 2, state: "shelved" })]);
  assert.deepEqual(states(twice), [
    [1, "unacknowledged"],
    [2, "unacknowledged"],
  ]);
});

test("an alarm that became normal leaves the list, and comes back when it is raised again", () => {
  const gone = merged(started(), [alarm(6, { id: 1, state: "normal" })]);
  assert.deepEqual(states(gone), []);
  assert.deepEqual(states(merged(gone, [alarm(7, { id: 1 })])), [[1, "unacknowledged"]]);
});

test("the table that went in is left as it was", () => {
  const table = started();
  merged(table, [alarm(6, { id: 1, state: "normal" })]);
  assert.deepEqual(states(table), [[1, "unacknowledged"]]);
});

const callout: Callout = {
  id: 77,
  alarm: 1,
  occurrence: 10,
  sequence: 1,
  partition: "site",
  priority: "high",
  policy: "night",
  policyVersion: 1,
  state: "running",
  position: {
    step: 1,
    round: 0,
    stepAt: 0,
    waiting: [],
    told: ["anna"],
    acknowledged: [],
    acknowledgementEndsAt: null,
  },
  dueAt: 9000,
  startedAt: 0,
  endedAt: null,
  because: "step 2",
};

test("a callout's progress shows on its alarm, and so does its end", () => {
  const running = merged(started(), [{ seq: 6, topic: "callout", data: callout }]);
  assert.deepEqual(running.rows.get(1)?.view.callout, {
    id: 77,
    state: "running",
    step: 1,
    told: ["anna"],
    dueAt: 9000,
    because: "step 2",
  });
  const ended = merged(running, [{ seq: 7, topic: "callout", data: { ...callout, state: "ended", endedAt: 5 } }]);
  assert.equal(ended.rows.get(1)?.view.callout?.state, "ended");
});

test("a callout of an alarm that isn't listed is ignored", () => {
  const table = merged(started(), [{ seq: 6, topic: "callout", data: { ...callout, alarm: 99 } }]);
  assert.deepEqual(states(table), [[1, "unacknowledged"]]);
});

test("an answer that is older than what the feed said is ignored", () => {
  const newer = merged(started(), [alarm(6, { id: 1, sequence: 2, changedAt: 3000 })]);
  assert.equal(answered(newer, exampleAlarm({ id: 1, state: "acknowledged", changedAt: 2000 })), newer);
});

test("an answer never brings back an alarm that has gone", () => {
  const gone = merged(started(), [alarm(6, { id: 1, state: "normal" })]);
  assert.equal(answered(gone, exampleAlarm({ id: 1, state: "acknowledged", changedAt: 9000 })), gone);
});

test("an answer shows at once, before the feed tells it", () => {
  const table = answered(started(), exampleAlarm({ id: 1, state: "acknowledged", changedAt: 2000 }));
  assert.deepEqual(states(table), [[1, "acknowledged"]]);
});
