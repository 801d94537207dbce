import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { VirtualClock } from "../../test/peers/virtual-clock.ts";
import { Timetable } from "./timetable.ts";

describe("a timetable", () => {
  it("rings keys in the order of their deadlines, each once", () => {
    const clock = new VirtualClock(0);
    const rung: string[] = [];
    const table = new Timetable<string>(clock, (due) => rung.push(...due));
    table.set("late", 300);
    table.set("early", 100);
    table.set("moved", 50);
    table.set("moved", 200);
    table.set("gone", 150);
    table.set("gone", null);
    clock.advanceTo(1000);
    assert.deepEqual(rung, ["early", "moved", "late"]);
    assert.equal(table.size, 0);
  });

  it("rings what is overdue when it is set", () => {
    const clock = new VirtualClock(1000);
    const rung: number[] = [];
    const table = new Timetable<number>(clock, (due) => rung.push(...due));
    for (const at of [900, 100, 500]) table.set(at, at);
    clock.advance(0);
    assert.deepEqual(rung, [100, 500, 900]);
  });

  it("agrees with sorting, whatever is set, moved and taken out", () => {
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 48271) % 2147483647;
      return seed % below;
    };
    const clock = new VirtualClock(0);
    const rung: number[] = [];
    const table = new Timetable<number>(clock, (due) => rung.push(...due));
    const wanted = new Map<number, number>();
    for (let turn = 0; turn < 5000; turn++) {
      const key = random(500);
      if (random(4) === 0) {
        table.set(key, null);
        wanted.delete(key);
      } else {
        const at = 1 + random(1_000_000);
        table.set(key, at);
        wanted.set(key, at);
      }
    }
    clock.advanceTo(1_000_001);
    assert.deepEqual(
      rung.map((key) => wanted.get(key)),
      [...wanted.values()].sort((a, b) => a - b),
    );
  });
});
