import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { alarmOf, anna, openOutboxBed, openReceiver, plant } from "../../test/peers/outbox-bed.ts";
import { type ChannelHost, defineChannel } from "./channel.ts";

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
  await assert.rejects(bed.outbox.test("anna", "fax", actor), /Anna has no contact method fax/);
  const { rows } = await bed.look.query("select sentence from audit.entry where action = 'notification.test'");
  assert.equal(rows[0].sentence, "operator:otto sent Anna a test message by Plant.");
});

test("what a far side says later about an accepted message counts, once, for its own channel's messages", async (t) => {
  const FAST = "fast@chat.example";
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
        async deliver({ id, to }) {
          if (to === FAST) {
            host.afterwards(id, { outcome: "delivered", because: "the telephone was faster" });
            await new Promise((resolve) => setTimeout(resolve, 50));
          }
          return { outcome: "accepted", because: "the server took it" };
        },
        check: () => Promise.resolve({ ok: true, because: "it works" }),
        [Symbol.asyncDispose]: () => Promise.resolve(),
      });
    },
  });
  const channels = ["one", "two"].map((id) => ({ id, name: id, kind: "chat", settings: {} }));
  const bed = await openOutboxBed(t, { channel: channels }, [chat]);
  await bed.outbox.load();
  bed.alarms.set(1, alarmOf({}));
  const [early] = await bed.notify([{ channel: "one", address: FAST }]);
  assert.equal((await bed.reached(early?.id ?? assert.fail(), "delivered")).because, "the telephone was faster");
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
