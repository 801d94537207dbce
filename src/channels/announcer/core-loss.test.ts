import assert from "node:assert/strict";
import { test } from "node:test";
import { VirtualClock } from "../../../test/peers/virtual-clock.ts";
import { CoreLoss } from "./core-loss.ts";

test("the loss is said after a while, again and again until the core is reached, and never for a short cut", async () => {
  const clock = new VirtualClock();
  let said = 0;
  const loss = new CoreLoss(clock, async () => {
    said++;
  });
  const later = async (ms: number) => {
    clock.advance(ms);
    await new Promise(setImmediate);
    return said;
  };
  loss.reached(true);
  assert.equal(clock.pending, 0);
  loss.reached(false);
  assert.equal(await later(14_000), 0);
  loss.reached(true);
  assert.equal(await later(60_000), 0);
  loss.reached(false);
  loss.reached(false);
  assert.equal(await later(15_000), 1);
  assert.equal(await later(59_000), 1);
  assert.equal(await later(1000), 2);
  assert.equal(await later(60_000), 3);
  loss.reached(true);
  assert.equal(await later(600_000), 3);
  loss.reached(false);
  loss.end();
  assert.equal(await later(600_000), 3);
  assert.equal(clock.pending, 0);
});
