import assert from "node:assert/strict";
import { test } from "node:test";
import { openOutboxBed, openReceiver, plant } from "../../test/peers/outbox-bed.ts";
import { attemptsOf, readAttempts } from "./attempts.ts";

test("failed attempts, and what a far side says later, are in the log of a message with their times and reasons", async (t) => {
  const receiver = await openReceiver(t);
  receiver.status = 503;
  const bed = await openOutboxBed(t, { channel: [plant] });
  await bed.outbox.load();
  const [first] = await bed.notify([{ kind: "notice", text: "x", address: receiver.url, alarm: 0 }]);
  const id = first?.id ?? 0;
  const retried = await bed.reached(id, "retry");
  receiver.status = 200;
  bed.clock.advance((retried.dueAt ?? 0) - bed.clock.now());
  const accepted = await bed.reached(id, "accepted");
  await bed.outbox.bounced(accepted, "the mailbox is full");
  const log = await readAttempts(bed.look, [id]);
  assert.deepEqual(
    log.map(({ number, state }) => [number, state]),
    [
      [1, "retry"],
      [2, "accepted"],
      [2, "rejected"],
    ],
  );
  assert.match(log[0]?.because ?? "", /503/);
  assert.deepEqual([log.at(-1)?.state, log.at(-1)?.because], ["rejected", "the mailbox is full"]);
  assert.ok((log[0]?.at ?? 0) < (log.at(-1)?.at ?? 0));
});

test("what was taken at once needs no log beside its row; what came of it later does", () => {
  const row = { id: 7, attempts: 1, state: "accepted", because: "200", sentAt: 5, createdAt: 1 } as const;
  const notification = row as unknown as Parameters<typeof attemptsOf>[0];
  assert.deepEqual(attemptsOf(notification, undefined, 9), []);
  assert.deepEqual(
    attemptsOf({ ...notification, state: "delivered", because: "receipt" }, notification, 9).map((one) => [
      one.at,
      one.state,
      one.because,
    ]),
    [
      [5, "accepted", "200"],
      [9, "delivered", "receipt"],
    ],
  );
  for (const state of ["retry", "rejected", "purged"] as const) {
    assert.equal(attemptsOf({ ...notification, state }, undefined, 9).length, 1, state);
  }
});
