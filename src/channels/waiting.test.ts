import assert from "node:assert/strict";
import { test } from "node:test";
import type { Notification } from "#escalation/callout.ts";
import type { Priority } from "#events/event.ts";
import { Waiting } from "./waiting.ts";

const one = (id: number, priority: Priority = "medium") => ({ id, priority }) as Notification;
const takeAll = (waiting: Waiting) => {
  const ids: number[] = [];
  for (let next = waiting.take(false); next; next = waiting.take(false)) ids.push(next.id);
  return ids;
};

test("the graver goes first, and within a priority the older", () => {
  const waiting = new Waiting(10);
  for (const [id, priority] of [
    [1, "low"],
    [2, "high"],
    [3, "life-safety"],
    [4, "high"],
    [5, "life-safety"],
  ] as const) {
    assert.equal(waiting.add(one(id, priority)), true);
  }
  assert.deepEqual(takeAll(waiting), [3, 5, 2, 4, 1]);
  assert.equal(waiting.size, 0);
});

test("a reserved place takes life-safety only", () => {
  const waiting = new Waiting(10);
  waiting.add(one(1, "critical"));
  assert.equal(waiting.take(true), undefined);
  waiting.add(one(2, "life-safety"));
  assert.equal(waiting.take(true)?.id, 2);
});

test("what doesn't fit stays on disk and is asked for when there is room", () => {
  const waiting = new Waiting(4);
  for (let id = 1; id <= 4; id++) assert.equal(waiting.add(one(id)), true);
  for (let id = 5; id <= 9; id++) assert.equal(waiting.add(one(id)), false);
  assert.equal(waiting.wants(), null, "no room yet");
  for (let id = 1; id <= 3; id++) assert.equal(waiting.take(false)?.id, id);
  assert.deepEqual(waiting.wants(), { priority: "medium", partition: "", after: 4, room: 3 });
  waiting.refill({ priority: "medium", partition: "" }, [one(5), one(6), one(7)], 7);
  assert.equal(waiting.add(one(10)), false, "still behind those on disk");
  for (const id of [4, 5, 6, 7]) assert.equal(waiting.take(false)?.id, id);
  assert.deepEqual(waiting.wants(), { priority: "medium", partition: "", after: 7, room: 4 });
  waiting.refill({ priority: "medium", partition: "" }, [one(8), one(9), one(10)], null);
  assert.equal(waiting.hasOnDisk, false);
  assert.deepEqual(takeAll(waiting), [8, 9, 10]);
});

test("what is left on disk while a page is being read is read with the next one", () => {
  const waiting = new Waiting(1);
  waiting.add(one(1));
  waiting.add(one(2));
  waiting.take(false);
  assert.equal(waiting.wants()?.after, 1);
  waiting.add(one(3));
  waiting.refill({ priority: "medium", partition: "" }, [one(2)], null);
  assert.equal(waiting.hasOnDisk, true);
  waiting.take(false);
  assert.equal(waiting.wants()?.after, 2);
});

test("life-safety has room of its own when milder ones fill the queue", () => {
  const waiting = new Waiting(2);
  for (let id = 1; id <= 5; id++) waiting.add(one(id, "low"));
  assert.equal(waiting.add(one(6, "life-safety")), true);
  assert.equal(waiting.take(true)?.id, 6);
});

test("milder ones wait while graver ones are still on disk", () => {
  const waiting = new Waiting(1);
  waiting.add(one(3, "low"));
  waiting.add(one(1, "high"));
  waiting.add(one(2, "high"));
  assert.equal(waiting.take(false)?.id, 1);
  assert.equal(waiting.take(false), undefined);
  assert.deepEqual(waiting.wants(), { priority: "high", partition: "", after: 1, room: 1 });
  waiting.refill({ priority: "high", partition: "" }, [one(2, "high")], null);
  assert.deepEqual(takeAll(waiting), [2, 3]);
});

test("a long queue is emptied in order", () => {
  const waiting = new Waiting(10_000);
  for (let id = 1; id <= 5000; id++) waiting.add(one(id));
  assert.deepEqual(
    takeAll(waiting),
    Array.from({ length: 5000 }, (_, at) => at + 1),
  );
});

test("partitions have turns, so that a flood in one doesn't hold up the others; life-safety stays first", () => {
  const waiting = new Waiting(10_000);
  const of = (partition: string, id: number, priority: Priority = "medium") => ({ ...one(id, priority), partition });
  for (let id = 1; id <= 1000; id++) waiting.add(of("flooded", id));
  waiting.add(of("calm", 1001));
  waiting.add(of("calm", 1002));
  waiting.add(of("", 1003));
  waiting.add(of("flooded", 1004, "life-safety"));
  const ids = takeAll(waiting);
  assert.deepEqual(ids.slice(0, 6), [1004, 1, 1001, 1003, 2, 1002]);
  assert.equal(ids.length, 1004);
});

test("a partition whose messages fit waits behind no other's that lie on disk", () => {
  const waiting = new Waiting(400);
  const of = (partition: string, id: number) => ({ ...one(id), partition });
  for (let id = 1; id <= 1000; id++) waiting.add(of("flooded", id));
  assert.equal(waiting.add(of("calm", 1001)), true);
  assert.deepEqual([waiting.take(false)?.id, waiting.take(false)?.id], [1, 1001]);
  for (let id = 2; id <= 350; id++) waiting.take(false);
  assert.deepEqual(waiting.wants(), { priority: "medium", partition: "flooded", after: 400, room: 150 });
});

test("after a start every partition that waits on disk is read, the emptiest first", () => {
  const waiting = new Waiting(100);
  waiting.rereadAll([
    { priority: "medium", partition: "flooded" },
    { priority: "medium", partition: "calm" },
  ]);
  const first = waiting.wants();
  assert.deepEqual(first, { priority: "medium", partition: "flooded", after: 0, room: 100 });
  waiting.refill({ priority: "medium", partition: "flooded" }, [{ ...one(1), partition: "flooded" }], 1);
  assert.equal(waiting.wants()?.partition, "calm");
  waiting.refill({ priority: "medium", partition: "calm" }, [{ ...one(2), partition: "calm" }], null);
  assert.deepEqual([waiting.take(false)?.id, waiting.take(false)?.id], [1, 2]);
  assert.equal(waiting.take(false), undefined, "the rest of the flooded one is on disk");
});

test("of several partitions the oldest message is the head", () => {
  const waiting = new Waiting(100);
  waiting.add({ ...one(5), partition: "b" });
  waiting.add({ ...one(3), partition: "a" });
  waiting.add({ ...one(9), partition: "a" });
  assert.deepEqual([waiting.takeHead("medium")?.id, waiting.takeHead("medium")?.id], [3, 5]);
  assert.equal(waiting.head("medium")?.id, 9);
  assert.equal(waiting.size, 1);
});
