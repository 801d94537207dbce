import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { silentLog } from "#kernel/log.ts";
import { VirtualClock } from "../../test/peers/virtual-clock.ts";
import { keyOf, SentRecord } from "./sent-record.ts";

test("what was taken is known after a restart, for a day, and never for another message of the same number", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-sent-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const clock = new VirtualClock();
  const open = () => SentRecord.open({ folder, clock, log: silentLog });
  const key = keyOf("hook", { id: 7, createdAt: 1000 });
  const taken = { outcome: "accepted", because: "204", receipt: "r-1" } as const;

  const first = await open();
  assert.equal(first.taken(key), null);
  await first.add(key, taken);
  // Killed, not closed.
  const second = await open();
  assert.deepEqual(second.taken(key), taken);
  // A database that was brought back counts from an earlier number.
  assert.equal(second.taken(keyOf("hook", { id: 7, createdAt: 2000 })), null);
  assert.equal(second.taken(keyOf("mail", { id: 7, createdAt: 1000 })), null);

  clock.advance(25 * 3_600_000);
  await second.add(keyOf("hook", { id: 8, createdAt: 3000 }), taken);
  assert.equal(second.taken(key), null);
  await first.close();
  await second.close();
});
