import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { alarmOf, heard, openOutboxBed, openReceiver } from "../../test/peers/outbox-bed.ts";
import { type ChannelHost, defineChannel } from "./channel.ts";
import type { ChannelHealth } from "./open-channel.ts";

const settings = { secret: "a secret of the plant" };
const plant = { id: "plant", name: "Plant", kind: "webhook", settings };
const anna = (address: string) => ({
  id: "anna",
  name: "Anna",
  methods: [{ id: "hook", channel: "plant", address }],
});

test("a notification goes out at once and its result is on disk, with its story", async (t) => {
  const receiver = await openReceiver(t);
  const bed = await openOutboxBed(t, { channel: [plant], person: [anna(receiver.url)] });
  await bed.outbox.load();
  bed.alarms.set(1, alarmOf({}));
  const [{ id } = { id: 0 }] = await bed.notify([{ address: receiver.url }]);
  const accepted = await bed.reached(id, "accepted");
  assert.equal(accepted.attempts, 1);
  assert.match(accepted.because, /answered 200/);
  const row = await bed.row(id);
  assert.equal(row["state"], "accepted");
  assert.equal(row["due_at"], null);
  assert.notEqual(row["sent_at"], null);
  assert.equal(receiver.bodies[0]?.["code"], bed.codes.code(id));
  const { rows } = await bed.look.query(
    "select object, sentence from audit.entry where action = 'notification.accepted'",
  );
  assert.equal(rows.length, 1);
  assert.equal(rows[0].object, "alarm:1");
  assert.match(
    rows[0].sentence,
    /^The alarm message to Anna about alarm 1 by Plant was accepted: 127\.0\.0\.1:\d+ answered 200\.$/,
  );
  assert.deepEqual(
    bed.outbox.health().map(({ id: channel, state, sent, waiting }) => ({ channel, state, sent, waiting })),
    [{ channel: "plant", state: "up", sent: 1, waiting: 0 }],
  );
});

test("a core that is not certain to be the active one sends nothing, and goes on once it is", async (t) => {
  const receiver = await openReceiver(t);
  const bed = await openOutboxBed(t, { channel: [plant] });
  await bed.outbox.load();
  bed.alarms.set(1, alarmOf({}));
  bed.setSure(false);
  const [{ id } = { id: 0 }] = await bed.notify([{ address: receiver.url }]);
  bed.clock.advance(10_000);
  assert.deepEqual(receiver.ids(), []);
  bed.setSure(true);
  bed.clock.advance(1000);
  assert.equal((await bed.reached(id, "accepted")).attempts, 1);
});

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

test("a failed attempt is repeated at its time, also after a restart, and only then", async (t) => {
  const receiver = await openReceiver(t);
  const bed = await openOutboxBed(t, { channel: [plant] });
  await bed.outbox.load();
  bed.alarms.set(1, alarmOf({}));
  receiver.status = 503;
  const [{ id } = { id: 0 }] = await bed.notify([{ address: receiver.url }]);
  const waiting = await bed.reached(id, "retry");
  assert.ok(waiting.dueAt !== null && waiting.dueAt > bed.clock.now());
  await bed.outbox.close();
  receiver.status = 200;
  const after = bed.open();
  t.after(() => after.close());
  await after.load();
  assert.deepEqual(receiver.ids(), [id]);
  bed.clock.advanceTo(waiting.dueAt);
  assert.equal((await bed.reached(id, "accepted")).attempts, 2);
  assert.deepEqual(receiver.ids(), [id, id]);
});

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

test("an alarm that was acknowledged meanwhile is not told any more, and the reason is kept", async (t) => {
  const receiver = await openReceiver(t);
  const bed = await openOutboxBed(t, { channel: [plant] });
  await bed.outbox.load();
  bed.alarms.set(1, alarmOf({ acknowledged: true, acknowledgedBy: "operator:otto" }));
  bed.alarms.set(2, alarmOf({ id: 2, occurrence: 7 }));
  const [one, two, three, cleared] = await bed.notify([
    { address: receiver.url, alarm: 1 },
    { address: receiver.url, alarm: 2, occurrence: 6 },
    { address: receiver.url, alarm: 3 },
    { address: receiver.url, alarm: 1, kind: "cleared" },
  ]);
  assert.match((await bed.reached(one?.id ?? 0, "purged")).because, /operator:otto had acknowledged/);
  assert.match((await bed.reached(two?.id ?? 0, "purged")).because, /had ended/);
  assert.match((await bed.reached(three?.id ?? 0, "purged")).because, /had ended/);
  await bed.reached(cleared?.id ?? 0, "accepted");
  assert.deepEqual(receiver.ids(), [cleared?.id]);
});

test("a rejected message is handed back so that the person's next way is used", async (t) => {
  const receiver = await openReceiver(t);
  const bed = await openOutboxBed(t, { channel: [plant, { ...plant, id: "off", name: "Off", enabled: false }] });
  await bed.outbox.load();
  bed.alarms.set(1, alarmOf({}));
  receiver.status = 404;
  const [one, off, unknown] = await bed.notify([
    { address: receiver.url },
    { address: receiver.url, channel: "off" },
    { address: receiver.url, channel: "gone" },
  ]);
  for (const [notification, words] of [
    [one, /answered 404/],
    [off, /channel Off is switched off/],
    [unknown, /channel gone does not exist any more/],
  ] as const) {
    const { because } = await bed.reached(notification?.id ?? 0, "rejected");
    assert.match(because, words);
    assert.deepEqual(
      bed.failed.filter(({ id }) => id === notification?.id),
      [{ id: notification?.id, because }],
    );
  }
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

test("purge: what waits is not sent any more, what is under way is", async (t) => {
  const receiver = await openReceiver(t);
  const bed = await openOutboxBed(t, { channel: [plant] });
  await bed.outbox.load();
  bed.alarms.set(1, alarmOf({}));
  receiver.held = [];
  await bed.notify(Array.from({ length: 3000 }, () => ({ address: receiver.url })));
  await receiver.arrived(56);
  const purged = await bed.outbox.purge(
    "plant",
    null,
    { id: "operator:otto", via: "screen" },
    "a test that went wrong",
  );
  assert.equal(purged, 2944);
  const { held } = receiver;
  receiver.held = null;
  for (const response of held) response.end();
  const [{ id } = { id: 0 }] = await bed.notify([{ address: receiver.url }]);
  await bed.reached(id, "accepted");
  assert.equal(receiver.ids().length, 57);
  const { rows } = await bed.look.query("select sentence from audit.entry where action = 'channel.purged'");
  assert.match(rows[0].sentence, /operator:otto purged 2944 messages that waited for Plant: a test that went wrong/);
});

test("purge for one person: the others' messages go out, also those that were to be tried later", async (t) => {
  const receiver = await openReceiver(t);
  const bed = await openOutboxBed(t, { channel: [plant], person: [{ id: "anna", name: "Anna" }] });
  await bed.outbox.load();
  bed.alarms.set(1, alarmOf({}));
  receiver.status = 503;
  const address = receiver.url;
  const sent = await bed.notify([{ address }, { address, person: "ben" }, { address }]);
  const [one, ben, two] = sent.map(({ id }) => id);
  for (const id of [one, ben, two]) await bed.reached(id ?? 0, "retry");
  receiver.status = 200;
  const purged = await bed.outbox.purge("plant", "anna", { id: "operator:otto", via: "screen" }, "she has left");
  assert.equal(purged, 2);
  while (receiver.bodies.length < 4) {
    bed.clock.advance(1000);
    await new Promise(setImmediate);
  }
  await bed.reached(ben ?? 0, "accepted");
  for (const id of [one, two]) assert.match((await bed.reached(id ?? 0, "purged")).because, /she has left/);
  assert.equal(bed.outbox.health()[0]?.waiting, 0);
  const { rows } = await bed.look.query("select sentence from audit.entry where action = 'channel.purged'");
  assert.equal(rows[0].sentence, "operator:otto purged 2 messages to Anna that waited for Plant: she has left.");
});

test("a channel with bad settings is listed with the reason, and works once they are mended", async (t) => {
  const receiver = await openReceiver(t);
  const bed = await openOutboxBed(t, { channel: [{ ...plant, settings: { secret: "short" } }] });
  await bed.outbox.load();
  bed.alarms.set(1, alarmOf({}));
  const [broken] = bed.outbox.health();
  assert.equal(broken?.state, "failing");
  assert.match(
    broken?.because ?? "",
    /channel Plant can't be opened: settings\.secret: expected at least 16 characters/,
  );
  assert.equal(bed.own.at(-1)?.kind, "raise");
  bed.setSite({ channel: [plant] }, 2);
  await bed.outbox.apply();
  assert.equal(bed.outbox.health()[0]?.state, "up");
  const [{ id } = { id: 0 }] = await bed.notify([{ address: receiver.url }]);
  await bed.reached(id, "accepted");
});

test("a channel that is removed hands back what waited for it", async (t) => {
  const receiver = await openReceiver(t);
  const bed = await openOutboxBed(t, { channel: [plant] });
  await bed.outbox.load();
  bed.alarms.set(1, alarmOf({}));
  receiver.status = 503;
  const [{ id } = { id: 0 }] = await bed.notify([{ address: receiver.url }]);
  await bed.reached(id, "retry");
  bed.setSite({}, 2);
  await bed.outbox.apply();
  assert.equal((await bed.row(id))["state"], "rejected");
  assert.deepEqual(bed.failed, [{ id, because: "channel Plant was removed" }]);
  assert.deepEqual(bed.outbox.health(), []);
});

test("a test message goes to the method that was asked for, and the trail says who asked", async (t) => {
  const receiver = await openReceiver(t);
  const bed = await openOutboxBed(t, { channel: [plant], person: [anna(receiver.url)] });
  await bed.outbox.load();
  const actor = { id: "operator:otto", via: "screen" } as const;
  const { id } = await bed.outbox.test("anna", "hook", actor);
  await bed.reached(id, "accepted");
  assert.equal(receiver.bodies[0]?.["kind"], "test");
  await assert.rejects(bed.outbox.test("anna", "fax", actor), /anna has no contact method fax/);
  const { rows } = await bed.look.query("select sentence from audit.entry where action = 'notification.test'");
  assert.equal(rows[0].sentence, "operator:otto sent Anna a test message by Plant.");
});

test("what a far side says later about an accepted message counts, once, for its own channel's messages", async (t) => {
  const hosts: ChannelHost[] = [];
  const chat = defineChannel({
    name: "chat",
    title: "Chat",
    settings: z.strictObject({}),
    address: z.string(),
    can: { confirmDelivery: true, carryReply: true, longestText: 1000, lifeSafety: false, parallel: 4 },
    ports: () => [],
    open(_settings, host) {
      hosts.push(host);
      return Promise.resolve({
        deliver: () => Promise.resolve({ outcome: "accepted", because: "the server took it" } as const),
        check: () => Promise.resolve({ ok: true, because: "it works" }),
        [Symbol.asyncDispose]: () => Promise.resolve(),
      });
    },
  });
  const channels = ["one", "two"].map((id) => ({ id, name: id, kind: "chat", settings: {} }));
  const bed = await openOutboxBed(t, { channel: channels }, [chat]);
  await bed.outbox.load();
  bed.alarms.set(1, alarmOf({}));
  const [read, lost, foreign] = await bed.notify(
    ["one", "one", "two"].map((channel) => ({ channel, address: "anna@chat.example" })),
  );
  const [host] = hosts;
  assert.ok(read && lost && foreign && host);
  for (const { id } of [read, lost, foreign]) await bed.reached(id, "accepted");
  host.afterwards(read.id, { outcome: "delivered", because: "Anna's phone has it" });
  host.afterwards(lost.id, { outcome: "rejected", because: "there is no such address" });
  host.afterwards(foreign.id, { outcome: "rejected", because: "a lie about the other channel's message" });
  assert.equal((await bed.reached(read.id, "delivered")).because, "Anna's phone has it");
  await bed.reached(lost.id, "rejected");
  assert.deepEqual(bed.failed, [{ id: lost.id, because: "there is no such address" }]);
  host.afterwards(read.id, { outcome: "rejected", because: "too late" });
  await host.heard({ from: "anna@chat.example", text: "ACK" });
  assert.deepEqual(bed.said, [{ channel: "one", from: "anna@chat.example", text: "ACK" }]);
  assert.equal((await bed.row(foreign.id))["state"], "accepted");
  assert.equal((await bed.row(read.id))["state"], "delivered");
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
