import assert from "node:assert/strict";
import { test } from "node:test";
import { alarmOf, anna, heard, openOutboxBed, openReceiver, plant } from "../../test/peers/outbox-bed.ts";
import type { ChannelHealth } from "./open-channel.ts";

for (const [until, ends] of [
  ["that is decided", true],
  ["a quarter of a second has passed", false],
] as const) {
  test(`while much waits to be decided only life-safety goes out, until ${until}`, async (t) => {
    const receiver = await openReceiver(t);
    const bed = await openOutboxBed(t, { channel: [plant] });
    await bed.outbox.load();
    bed.alarms.set(1, alarmOf({}));
    bed.setBusy(true);
    const [waits, urgent] = await bed.notify([
      { address: receiver.url },
      { address: receiver.url, priority: "life-safety" },
    ]);
    assert.ok(waits && urgent);
    await bed.reached(urgent.id, "accepted");
    bed.clock.advance(240);
    assert.deepEqual(receiver.ids(), [urgent.id]);
    if (ends) bed.setBusy(false);
    bed.clock.advance(10);
    await bed.reached(waits.id, "accepted");
    assert.deepEqual(receiver.ids(), [urgent.id, waits.id]);
  });
}

test("what waits on disk goes out after a start, life-safety first, each once", async (t) => {
  const receiver = await openReceiver(t);
  const bed = await openOutboxBed(t, { channel: [plant] });
  bed.alarms.set(1, alarmOf({}));
  const many = Array.from({ length: 2500 }, () => ({ address: receiver.url, priority: "low" as const }));
  const low = await bed.notify(many, null);
  const [urgent] = await bed.notify([{ address: receiver.url, priority: "life-safety" }], null);
  await bed.outbox.load();
  await receiver.arrived(2501);
  assert.ok(receiver.ids().indexOf(urgent?.id ?? 0) < 64, "among the first");
  assert.deepEqual(
    receiver.ids().toSorted((a, b) => a - b),
    [...low, urgent].map((one) => one?.id),
  );
});

test("a flood larger than the memory is kept on disk and goes out whole, in order, each once", async (t) => {
  const receiver = await openReceiver(t);
  const bed = await openOutboxBed(t, { channel: [plant] });
  await bed.outbox.load();
  bed.alarms.set(1, alarmOf({}));
  receiver.held = [];
  const ids: number[] = [];
  for (let round = 0; round < 6; round++) {
    const some = await bed.notify(Array.from({ length: 1000 }, () => ({ address: receiver.url })));
    ids.push(...some.map(({ id }) => id));
  }
  await receiver.arrived(56);
  assert.equal(receiver.ids().length, 56, "the last eight places are kept for life-safety");
  const [urgent] = await bed.notify([{ address: receiver.url, priority: "life-safety" }]);
  await receiver.arrived(57);
  assert.equal(receiver.ids().at(-1), urgent?.id);
  const { held } = receiver;
  receiver.held = null;
  for (const response of held) response.end();
  await receiver.arrived(6001);
  assert.deepEqual(
    receiver.ids().toSorted((a, b) => a - b),
    [...ids, urgent?.id ?? 0],
  );
});

test("a receiver that is down is probed, not hammered; the alarm about it comes and goes; nothing is lost", async (t) => {
  const receiver = await openReceiver(t);
  const bed = await openOutboxBed(t, { channel: [plant] });
  await bed.outbox.load();
  bed.alarms.set(1, alarmOf({}));
  receiver.status = 503;
  const sent = await bed.notify(
    Array.from({ length: 500 }, () => ({ address: receiver.url, priority: "low" as const })),
  );
  await heard<ChannelHealth>(bed.feed, "channel", ({ state }) => state === "failing");
  const during = receiver.ids().length;
  assert.ok(during <= 64, `${during} were tried`);
  assert.deepEqual(
    bed.own.map(({ point, kind, condition }) => ({ point, kind, condition })),
    [
      { point: "channel/plant", kind: "clear", condition: "failing" },
      { point: "channel/plant", kind: "raise", condition: "failing" },
    ],
  );
  receiver.status = 200;
  bed.clock.advance(1000);
  await heard<ChannelHealth>(
    bed.feed,
    "channel",
    ({ state, because }) => state === "up" && because === "it works again",
  );
  assert.equal(bed.own.at(-1)?.kind, "clear");
  for (;;) {
    const { rows } = await bed.look.query("select min(due_at) as due from core.notification where due_at is not null");
    if (rows[0].due === null) break;
    bed.clock.advanceTo(Math.max(bed.clock.now() + 1000, rows[0].due.getTime()));
  }
  const { rows } = await bed.look.query("select state, count(*)::int from core.notification group by state");
  assert.deepEqual(rows, [{ state: "accepted", count: sent.length }]);
});

test("a dead receiver does not hold up another one of the same channel, nor another channel", async (t) => {
  const [dead, alive] = [await openReceiver(t), await openReceiver(t)];
  const bed = await openOutboxBed(t, { channel: [plant, { ...plant, id: "other", name: "Other" }] });
  await bed.outbox.load();
  bed.alarms.set(1, alarmOf({}));
  dead.held = [];
  await bed.notify(Array.from({ length: 1000 }, () => ({ address: dead.url })));
  const [first, second] = await bed.notify([{ address: alive.url }, { address: alive.url, channel: "other" }]);
  await bed.reached(second?.id ?? 0, "accepted");
  // Only then does their patience run.
  while (dead.held.length === 0) await new Promise(setImmediate);
  bed.clock.advance(10_001);
  await bed.reached(first?.id ?? 0, "accepted");
});

test("when a receiver stays down, what waits is given up at its age, with the reason", async (t) => {
  const receiver = await openReceiver(t);
  const bed = await openOutboxBed(t, { channel: [plant] });
  await bed.outbox.load();
  bed.alarms.set(1, alarmOf({}));
  receiver.status = 503;
  const sent = await bed.notify(
    Array.from({ length: 100 }, () => ({ address: receiver.url, priority: "critical" as const })),
  );
  await heard<ChannelHealth>(bed.feed, "channel", ({ state }) => state === "failing");
  for (;;) {
    const { rows } = await bed.look.query("select count(*)::int from core.notification where due_at is not null");
    if (rows[0].count === 0) break;
    bed.clock.advance(5000);
  }
  assert.equal(bed.failed.length, sent.length);
  for (const { because } of bed.failed)
    assert.match(because, /^gave up after \d+ (?:minutes|attempts)[;:] 127\.0\.0\.1:/);
  assert.ok(receiver.ids().length < 300, `${receiver.ids().length} attempts`);
});

test("a channel with a pace and one line sends no faster, and keeps a place for life-safety", async (t) => {
  const receiver = await openReceiver(t);
  const paced = { ...plant, maxPerMinute: 4, lines: 1 };
  const bed = await openOutboxBed(t, { channel: [paced], person: [anna(receiver.url)] });
  await bed.outbox.load();
  bed.alarms.set(1, alarmOf({}));
  const many = await bed.notify(Array.from({ length: 6 }, () => ({ address: receiver.url })));
  const ids = many.map(({ id }) => id);
  for (const id of ids.slice(0, 3)) await bed.reached(id, "accepted");
  const [urgent] = await bed.notify([{ address: receiver.url, priority: "life-safety" }]);
  await bed.reached(urgent?.id ?? 0, "accepted");
  assert.deepEqual(receiver.ids(), [...ids.slice(0, 3), urgent?.id]);
  bed.clock.advance(59_000);
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(receiver.bodies.length, 4, "the minute is not over");
  bed.clock.advance(1000);
  for (const id of ids.slice(3)) await bed.reached(id, "accepted");
  assert.deepEqual(receiver.ids(), [...ids.slice(0, 3), urgent?.id, ...ids.slice(3)]);
});

test("one partition's flood does not delay another's messages, neither in memory nor from disk after a start", async (t) => {
  const receiver = await openReceiver(t);
  const paced = { ...plant, maxPerMinute: 4, lines: 1 };
  const bed = await openOutboxBed(t, { channel: [paced], person: [anna(receiver.url)] });
  bed.alarms.set(1, alarmOf({}));
  const flood = Array.from({ length: 3000 }, () => ({ address: receiver.url, partition: "flooded" }));
  await bed.notify(flood, null);
  const stored = await bed.notify([{ address: receiver.url, partition: "calm" }], null);
  await bed.outbox.load();
  const minute = async (sent: number) => {
    await receiver.arrived(sent);
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
    bed.clock.advance(60_000);
  };
  let sent = 0;
  while (!receiver.ids().includes(stored[0]?.id ?? 0)) await minute((sent += 3));
  assert.ok(sent < 1000, `as soon as both partitions were read from disk, and not after ${sent} others`);
  const fresh = await bed.notify([1, 2].map(() => ({ address: receiver.url, partition: "calm" })));
  await minute((sent += 3));
  await minute((sent += 3));
  await receiver.arrived((sent += 3));
  for (const { id } of fresh) assert.ok(receiver.ids().includes(id), "a turn each, not behind 3000");
});

test("what ends while a page with it is being read from disk is not sent again", async (t) => {
  const receiver = await openReceiver(t);
  const bed = await openOutboxBed(t, { channel: [plant] });
  bed.alarms.set(1, alarmOf({}));
  receiver.held = [];
  const [one] = await bed.notify([{ address: receiver.url }], null);
  assert(one);
  /** Pages as they were read, each waiting until it is let through. */
  const pages: (() => void)[] = [];
  const query = bed.pool.query.bind(bed.pool) as (...args: unknown[]) => Promise<unknown>;
  t.mock.method(bed.pool, "query", async (...args: unknown[]) => {
    const answer = await query(...args);
    const { name = "" } = args[0] as { name?: string };
    if (name.startsWith("outbox-waiting")) await new Promise<void>((resolve) => pages.push(resolve));
    return answer;
  });
  const page = async (number: number) => {
    while (pages.length < number) await new Promise(setImmediate);
    return pages[number - 1] ?? assert.fail();
  };
  await bed.outbox.load();
  const first = await page(1);
  bed.outbox.enqueue(one);
  first();
  await receiver.arrived(1);
  const second = await page(2);
  for (const response of receiver.held.splice(0)) response.end();
  await bed.reached(one.id, "accepted");
  receiver.held = null;
  second();
  const [two] = await bed.notify([{ address: receiver.url }]);
  const third = setInterval(() => pages.splice(2).forEach((letThrough) => letThrough()), 10);
  t.after(() => clearInterval(third));
  await bed.reached(two?.id ?? 0, "accepted");
  assert.deepEqual(receiver.ids(), [one.id, two?.id]);
});
