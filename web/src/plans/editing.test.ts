import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { begin, edited, type Plan, type Step, shifted } from "./editing.ts";

const PLAN: Plan = {
  id: "hall",
  name: "Hall",
  kind: "floor",
  levels: [{ id: "g", name: "Ground", file: "a".repeat(64) }],
  symbols: [{ id: "2", level: "g", shows: { point: "plc/1" }, at: { x: 0.5, y: 0.5 } }],
};
const after = (...steps: Step[]) => steps.reduce(edited, begin(PLAN));
const move = (x: number): Step => ({ kind: "move", id: "2", at: { x, y: 0.5 } });
const place = (point: string): Step => ({ kind: "place", shows: { point }, level: "g", at: { x: 0.1, y: 2 } });
const UNDO: Step = { kind: "undo" };

describe("editing a plan", () => {
  it("places what isn't there yet, within the picture and with an id of its own", () => {
    assert.deepEqual(after(place("plc/2")).plan.symbols[1], {
      id: "3",
      level: "g",
      shows: { point: "plc/2" },
      at: { x: 0.1, y: 1 },
    });
  });
  it("moves what is placed once more", () => {
    const { symbols } = after(place("plc/1")).plan;
    assert.deepEqual(symbols, [{ id: "2", level: "g", shows: { point: "plc/1" }, at: { x: 0.1, y: 1 } }]);
  });
  it("takes each step back, and moves of one symbol together", () => {
    const moved = after(move(0.6), move(0.7), move(0.8));
    assert.equal(moved.past.length, 1);
    assert.equal(edited(moved, UNDO).plan, PLAN);
    const removed = after(move(0.6), { kind: "remove", id: "2" });
    assert.equal(removed.plan.symbols.length, 0);
    assert.deepEqual(edited(removed, UNDO).plan.symbols[0]?.at, { x: 0.6, y: 0.5 });
    assert.equal([UNDO, UNDO, UNDO].reduce(edited, removed).plan, PLAN);
  });
  it("takes the letters of a name back together, and what was changed before them apart", () => {
    const named = (name: string): Step => ({ kind: "change", plan: { ...PLAN, name } });
    const typed = after(named("Hall 1"), named("Hall 12"), named("Hall 123"));
    assert.deepEqual([typed.plan.name, typed.past.length], ["Hall 123", 1]);
    assert.equal(edited(typed, UNDO).plan, PLAN);
    const moved = edited(typed, move(0.6));
    const again = edited(moved, { kind: "change", plan: { ...moved.plan, name: "Hall 4" } });
    assert.equal(edited(again, UNDO).plan, moved.plan);
    const there = after(
      { kind: "change", plan: { ...PLAN, area: "works" } },
      { kind: "change", plan: { ...PLAN, area: "works", name: "Works" } },
    );
    assert.equal(there.past.length, 2);
  });
  it("makes no step of what changes nothing", () => {
    assert.equal(after({ kind: "remove", id: "gone" }).past.length, 0);
  });
  it("shifts in shares on a floor and in degrees on a map", () => {
    assert.deepEqual(shifted({ x: 0.5, y: 0.005 }, 0.01, -0.01, 1), { x: 0.51, y: 0 });
    assert.deepEqual(shifted({ latitude: 52, longitude: 13 }, 0.01, 0.01, 2), { latitude: 51.98, longitude: 13.02 });
  });
});
