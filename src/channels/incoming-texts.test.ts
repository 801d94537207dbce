import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { Pool } from "pg";
import { silentLog } from "#kernel/log.ts";
import { openTestDatabase } from "../../test/peers/database.ts";
import { VirtualClock } from "../../test/peers/virtual-clock.ts";
import type { Heard } from "./channel.ts";
import { IncomingTexts } from "./incoming-texts.ts";
import { storedParts } from "./stored-parts.ts";

const anna = "+4915112345678";
const place = (number: number) => ({ reference: 7, total: 3, number });

async function openBed(t: TestContext) {
  const database = await openTestDatabase();
  const pool = new Pool(database.app());
  t.after(async () => {
    await pool.end();
    await database.close();
  });
  const clock = new VirtualClock();
  const heard: Heard[] = [];
  const house = { refuses: false };
  /** As after a start of the server: nothing is in memory. */
  const open = (channel = "sms") =>
    new IncomingTexts({
      clock,
      log: silentLog,
      parts: storedParts(pool, channel),
      heard: (one) => (house.refuses ? Promise.reject(new Error("not now")) : Promise.resolve(heard.push(one))),
    });
  const kept = async () => (await pool.query("select 1 from core.incoming_part")).rowCount;
  return { clock, heard, house, open, kept };
}

test("the parts of a text outlive the server, in whatever order and however often they come", async (t) => {
  const { heard, open, kept } = await openBed(t);
  await open().take(anna, "C", place(3));
  await open().take(anna, "A\0", place(1));
  await open("other").take(anna, "x", place(2));
  await open().take("+4930", "y", place(2));
  assert.deepEqual([heard, await kept()], [[], 4]);
  const last = open();
  await last.take(anna, "A\0", place(1));
  await last.take(anna, "B", place(2));
  assert.deepEqual(heard, [{ from: anna, text: "A\0BC" }]);
  assert.equal(await kept(), 2, "of the other texts");
  await open().take(anna, "ACK", null);
  assert.deepEqual(heard.at(-1), { from: anna, text: "ACK" });
});

test("what the house could not take is whole again when its last part is brought again, also by another start", async (t) => {
  const { heard, house, open, kept } = await openBed(t);
  const first = open();
  await first.take(anna, "A", place(1));
  await first.take(anna, "B", place(2));
  house.refuses = true;
  await assert.rejects(first.take(anna, "C", place(3)), /not now/);
  await assert.rejects(open().take(anna, "C", place(3)), /not now/);
  house.refuses = false;
  await first.take(anna, "C", place(3));
  assert.deepEqual([heard, await kept()], [[{ from: anna, text: "ABC" }], 0]);
});

test("a text whose parts don't come within a day is given up, and nothing of it is kept", async (t) => {
  const { clock, heard, open, kept } = await openBed(t);
  await open().take(anna, "A", place(1));
  clock.advance(25 * 3_600_000);
  const texts = open();
  await texts.take("+4930", "A", place(1));
  await texts.take("+4930", "B", place(2));
  while ((await kept()) !== 2) await new Promise(setImmediate);
  await texts.take(anna, "C", place(3));
  assert.deepEqual(heard, []);
});
