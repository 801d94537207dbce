import assert from "node:assert/strict";
import { test } from "node:test";
import { alarmOf, openOutboxBed, openReceiver, plant } from "../../test/peers/outbox-bed.ts";

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
