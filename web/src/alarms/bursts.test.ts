import assert from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "../../../test/peers/seeded.ts";
import { BURST_MS, type Burst, Bursts, placeOf } from "./bursts.ts";

test("an area is where alarms come together; without one it is the source", () => {
  assert.equal(placeOf({ area: "hall-3", source: "plc" }), "area hall-3");
  assert.equal(placeOf({ area: null, source: "plc" }), "source plc");
});

test("the first of several that came together is first out; one alone isn't, and neither is one elsewhere", () => {
  const bursts = new Bursts();
  bursts.put(1, "a", 0);
  assert.equal(bursts.isFirstOut(1), false);
  assert.deepEqual(bursts.put(2, "a", BURST_MS), [1], "it is no longer alone");
  bursts.put(3, "b", 10);
  bursts.put(4, "a", 2 * BURST_MS + 1);
  assert.deepEqual(
    [1, 2, 3, 4].map((id) => bursts.isFirstOut(id)),
    [true, false, false, false],
  );
  assert.deepEqual(bursts.put(5, "a", -5), []);
  assert.deepEqual(
    [1, 5].map((id) => bursts.isFirstOut(id)),
    [false, true],
    "what came earlier is told later",
  );
  bursts.delete(5);
  bursts.delete(1);
  assert.equal(bursts.isFirstOut(2), false, "alone again");
});

/** Bursts by looking at all alarms of a place one after another. */
function slow(alarms: ReadonlyMap<number, { place: string; at: number }>): string[] {
  const bursts: { place: string; at: number; ids: number[] }[] = [];
  const all = [...alarms].sort(([a, one], [b, other]) =>
    one.place === other.place ? one.at - other.at || a - b : one.place < other.place ? -1 : 1,
  );
  for (const [id, { place, at }] of all) {
    const last = bursts.at(-1);
    if (last?.place === place && at - last.at <= BURST_MS) {
      last.ids.push(id);
      last.at = at;
    } else bursts.push({ place, at, ids: [id] });
  }
  return bursts.map(({ ids }) => ids.join(" ")).sort();
}

for (const seed of [3, 11, 42]) {
  test(`bursts grow, meet and fall apart as counting anew would find them, and tell whom it concerns (seed ${seed})`, () => {
    const random = seeded(seed);
    const bursts = new Bursts();
    const alarms = new Map<number, { place: string; at: number }>();
    const told = new Map<number, string>();
    const nameOf = (id: number) => {
      const burst = bursts.of(id);
      return burst && burst.size > 1 ? String(burst.serial) : "alone";
    };
    for (let change = 0; change < 4000; change++) {
      const id = 1 + Math.floor(random() * 120);
      let changed: number[];
      if (alarms.has(id) && random() < 0.6) {
        changed = bursts.delete(id);
        alarms.delete(id);
        told.delete(id);
      } else {
        const came = { place: random() < 0.5 ? "a" : "b", at: Math.floor(random() * 40 * BURST_MS) };
        changed = [...bursts.put(id, came.place, came.at), id];
        alarms.set(id, came);
      }
      for (const other of changed) if (alarms.has(other)) told.set(other, nameOf(other));
      if (change % 20 > 0) continue;
      const found = new Map<Burst | undefined, number[]>();
      for (const one of alarms.keys()) {
        const burst = bursts.of(one);
        found.set(burst, [...(found.get(burst) ?? []), one]);
      }
      const sets = [...found].map(([burst, ids]) => {
        const inOrder = ids.sort((a, b) => (alarms.get(a)?.at ?? 0) - (alarms.get(b)?.at ?? 0) || a - b);
        assert.equal(burst?.size, ids.length);
        assert.equal(burst?.first, inOrder[0]);
        return inOrder.join(" ");
      });
      assert.deepEqual(sets.sort(), slow(alarms));
      for (const one of alarms.keys()) assert.equal(told.get(one), nameOf(one), `whoever follows knows alarm ${one}`);
    }
  });
}
