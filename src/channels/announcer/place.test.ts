import assert from "node:assert/strict";
import { test } from "node:test";
import type { Alarm } from "#alarms/alarm.ts";
import { silentLog } from "#kernel/log.ts";
import { alarmOf } from "../../../test/peers/outbox-bed.ts";
import { VirtualClock } from "../../../test/peers/virtual-clock.ts";
import { type Entry, isAudible, Place } from "./place.ts";

const entry = (id: number, some: Partial<Entry> = {}): Entry => ({
  id,
  priority: "high",
  text: `Alarm ${id}`,
  place: "Boiler house",
  since: id,
  lastAt: null,
  named: false,
  language: "en",
  about: { alarm: id, occurrence: 1, sequence: 1 },
  ...some,
});

/** A place whose loudspeaker takes a sound and ends it when it is told to. */
function bed() {
  const clock = new VirtualClock();
  const alarms = new Map<number, Alarm>();
  const said: string[] = [];
  let playing: PromiseWithResolvers<void> | null = null;
  let stopped = 0;
  const reached = { core: true };
  const place = new Place({
    clock,
    log: silentLog,
    sound: ({ text }) => {
      said.push(text);
      playing = Promise.withResolvers<void>();
      return playing.promise;
    },
    stop: () => {
      stopped++;
      playing?.resolve();
    },
    alarm: (id) =>
      reached.core ? Promise.resolve(alarms.get(id) ?? alarmOf({ id })) : Promise.reject(new Error("no link")),
    changed: () => {},
  });
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    clock,
    alarms,
    said,
    reached,
    place,
    stops: () => stopped,
    settle,
    played: async () => {
      await settle();
      playing?.resolve();
      await settle();
    },
    failed: async () => {
      await settle();
      playing?.reject(new Error("no sound card"));
      await settle();
    },
  };
}

test("it repeats until the alarm is acknowledged", async () => {
  const { place, said, played, clock, alarms, settle } = bed();
  const outcome = place.announce(entry(1));
  await played();
  assert.deepEqual(await outcome, { heard: true, with: 0 });
  clock.advance(60_000);
  await played();
  clock.advance(59_000);
  await settle();
  assert.equal(said.length, 2);
  clock.advance(1000);
  await played();
  assert.equal(said.length, 3);
  alarms.set(1, alarmOf({ id: 1, state: "acknowledged", acknowledged: true }));
  clock.advance(3_600_000);
  await settle();
  assert.equal(said.length, 3);
  assert.equal(clock.pending, 0);
});

test("silenced is not acknowledged: what stood is quiet, what comes later sounds", async () => {
  const { place, said, played, clock, alarms, settle } = bed();
  void place.announce(entry(1));
  await settle();
  void place.announce(entry(2));
  await played();
  await played();
  assert.equal(place.silence(), 2);
  clock.advance(600_000);
  await settle();
  assert.equal(said.length, 2);
  assert.equal(alarms.get(1)?.acknowledged, undefined, "the alarms were not touched");
  void place.announce(entry(3));
  await settle();
  assert.equal(said.at(-1), "Alarm 3.");
});

test("what comes while something is said is collapsed into the next announcement", async () => {
  const { place, said, played, settle } = bed();
  const first = place.announce(entry(1));
  await settle();
  const outcomes = [first, ...Array.from({ length: 20 }, (_, at) => place.announce(entry(at + 2)))];
  assert.deepEqual(said, ["Alarm 1."]);
  await played();
  await settle();
  assert.equal(said[1], "Alarm 2. Alarm 3. Alarm 4. 17 further alarms in Boiler house.");
  await played();
  assert.deepEqual((await Promise.all(outcomes)).at(-1), { heard: true, with: 19 });
});

test("life-safety interrupts, and what it interrupted is said again from its beginning", async () => {
  const { place, said, played, stops, settle } = bed();
  const low = place.announce(entry(1, { priority: "low" }));
  await settle();
  const fire = place.announce(entry(2, { priority: "life-safety", text: "Fire" }));
  await settle();
  assert.equal(stops(), 1);
  assert.equal(said.at(-1), "Fire. Alarm 1.");
  await played();
  for (const outcome of await Promise.all([low, fire])) assert.deepEqual(outcome, { heard: true, with: 1 });
});

test("nobody could hear it: who sent it hears why; what was heard before comes again later", async () => {
  const { place, said, played, failed, clock } = bed();
  void place.announce(entry(1));
  await played();
  const second = place.announce(entry(2));
  await failed();
  assert.deepEqual(await second, { heard: false, because: "no sound card" });
  clock.advance(60_000);
  await played();
  assert.equal(said.at(-1), "Alarm 1.");
});

test("what has no alarm is said once", async () => {
  const { place, clock, played, said } = bed();
  void place.announce(entry(1, { about: null }));
  await played();
  clock.advance(3_600_000);
  await played();
  assert.equal(said.length, 1);
  assert.equal(clock.pending, 0);
});

test("while it can't be known how an alarm stands it is said three times and then no more, and again once it is known", async () => {
  const { place, clock, played, said, reached, alarms } = bed();
  void place.announce(entry(1));
  reached.core = false;
  for (let round = 0; round < 8; round++) {
    await played();
    clock.advance(60_000);
  }
  assert.equal(said.length, 3);
  reached.core = true;
  for (let round = 0; round < 4; round++) {
    await played();
    clock.advance(60_000);
  }
  await played();
  assert.equal(said.length, 7, "until somebody answers");
  alarms.set(1, alarmOf({ id: 1, state: "acknowledged", acknowledged: true }));
  clock.advance(60_000);
  await played();
  assert.equal(said.length, 7);
  assert.equal(clock.pending, 0);
});

test("after a restart it goes on with what is still not acknowledged", async () => {
  const { place, said, clock, alarms, played } = bed();
  alarms.set(2, alarmOf({ id: 2, state: "acknowledged" }));
  place.resume([entry(1, { lastAt: clock.now() - 1000 }), entry(2)]);
  clock.advance(60_000);
  await played();
  assert.deepEqual(said, ["Alarm 1."]);
  assert.equal(place.standing.length, 1);
});

test("audible: unacknowledged and standing, or latched, in this very annunciation", () => {
  const about = { alarm: 1, occurrence: 1, sequence: 1 };
  const table = [
    ["unacknowledged", true],
    ["latched-unacknowledged", true],
    ["acknowledged", false],
    ["returned", false],
    ["latched-acknowledged", false],
    ["shelved", false],
    ["suppressed", false],
    ["out-of-service", false],
    ["normal", false],
  ] as const;
  for (const [state, audible] of table) assert.equal(isAudible(alarmOf({ state }), about), audible, state);
  assert.ok(!isAudible(alarmOf({ occurrence: 2 }), about));
  assert.ok(!isAudible(alarmOf({ sequence: 2 }), about));
  assert.ok(!isAudible(null, about));
});
