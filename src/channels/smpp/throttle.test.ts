import assert from "node:assert/strict";
import { test } from "node:test";
import { VirtualClock } from "../../../test/peers/virtual-clock.ts";
import { Throttle } from "./throttle.ts";

const never = new AbortController().signal;

/** Sends until `count` messages were taken by a centre that takes so many in each second. */
async function send(clock: VirtualClock, throttle: Throttle, count: number, perSecond: number) {
  const begun = clock.now();
  const seconds = new Map<number, number>();
  let refused = 0;
  for (let taken = 0; taken < count; ) {
    const turn = throttle.turn(never);
    for (let may = false; !may; ) {
      may = await Promise.race([turn.then(() => true), new Promise<false>((resolve) => setImmediate(resolve, false))]);
      if (!may) clock.advance(10);
    }
    const second = Math.floor(clock.now() / 1000);
    const before = seconds.get(second) ?? 0;
    if (before >= perSecond) {
      refused++;
      throttle.refused();
    } else {
      seconds.set(second, before + 1);
      taken++;
      throttle.took();
    }
  }
  return { refused, ms: clock.now() - begun };
}

test("the pace follows a centre that takes ten a second, and recovers when it takes all", async () => {
  const clock = new VirtualClock(0);
  const throttle = new Throttle(clock);
  const slow = await send(clock, throttle, 200, 10);
  assert.ok(slow.refused >= 1 && slow.refused <= 20, `${slow.refused} refusals`);
  assert.ok(slow.ms < 60_000, `${slow.ms} ms for what takes 20 s at best`);
  const recovering = await send(clock, throttle, 100, Number.POSITIVE_INFINITY);
  assert.equal(recovering.refused, 0);
  const recovered = await send(clock, throttle, 1000, Number.POSITIVE_INFINITY);
  assert.deepEqual(recovered, { refused: 0, ms: 0 });
});

test("a centre that refuses everything is tried seldom: after 1, 2, 4 and at last every 30 s", async () => {
  const clock = new VirtualClock(0);
  const throttle = new Throttle(clock);
  const waits: number[] = [];
  for (let tries = 0; tries < 7; tries++) {
    waits.push(throttle.refused());
    assert.equal(throttle.refused(), waits.at(-1), "what was under way is refused too");
    clock.advance(waits.at(-1) ?? 0);
    await throttle.turn(never);
  }
  assert.deepEqual(waits, [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
});

test("nobody waits any more when the channel is closed", async () => {
  const throttle = new Throttle(new VirtualClock(0));
  throttle.refused();
  const closing = new AbortController();
  const turn = throttle.turn(closing.signal);
  closing.abort();
  await assert.rejects(turn);
});
