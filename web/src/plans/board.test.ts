import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { exampleAlarm } from "../alarms/example.ts";
import type { AlarmView } from "../api/contract.ts";
import { Board, CALM, lookOf } from "./board.ts";

const alarm = (id: number, more: Partial<AlarmView> = {}) =>
  exampleAlarm({ id, source: "plc", point: "1", area: "cellar", priority: "high", state: "acknowledged", ...more });

describe("what alarms look like together", () => {
  const CASES: readonly (readonly [string, AlarmView[], number | null, number, number])[] = [
    ["none", [], null, 0, 0],
    ["the gravest", [alarm(1), alarm(2, { priority: "critical" }), alarm(3)], 2, 0, 3],
    [
      "what waits before what is graver",
      [alarm(1, { state: "unacknowledged" }), alarm(2, { priority: "critical" })],
      1,
      1,
      2,
    ],
    ["what shows before what is shelved", [alarm(1, { state: "shelved", priority: "life-safety" }), alarm(2)], 2, 0, 1],
    ["what is shelved where nothing shows", [alarm(1, { state: "shelved" })], 1, 0, 0],
  ];
  for (const [what, alarms, worst, waiting, open] of CASES) {
    it(`is ${what}`, () => {
      const look = lookOf(alarms);
      assert.deepEqual([look.worst?.id ?? null, look.waiting, look.open], [worst, waiting, open]);
    });
  }
});

describe("the board of points and areas", () => {
  const LINES: Readonly<Record<string, readonly string[]>> = { cellar: ["cellar", "works"], works: ["works"] };
  const lineage = (area: string) => LINES[area] ?? [area];

  it("follows alarms as they come, change, move and go", () => {
    const rows = new Map<number, { view: AlarmView }>();
    const board = new Board(() => rows);
    const put = (view: AlarmView) => {
      rows.set(view.id, { view });
      board.changed(view.id);
    };
    put(alarm(1, { state: "unacknowledged" }));
    put(alarm(2, { point: "2", area: "works", state: "unacknowledged" }));
    put(alarm(3, { point: "3", area: null }));
    const looks = board.areas(lineage);
    assert.deepEqual(
      ["cellar", "works", ""].map((area) => [looks.get(area)?.waiting, looks.get(area)?.open]),
      [
        [1, 1],
        [2, 2],
        [0, 1],
      ],
    );
    put(alarm(1, { state: "acknowledged", area: "works" }));
    assert.equal(board.look("plc/1").waiting, 0);
    assert.equal(board.areas(lineage).get("cellar"), undefined);
    assert.equal(board.areas(lineage).get("works")?.waiting, 1);
    rows.delete(1);
    board.changed(1);
    assert.deepEqual(board.look("plc/1"), CALM);
    assert.deepEqual(
      board.alarmsOf("plc/2").map(({ id }) => id),
      [2],
    );
  });

  it("begins with what is there, and begins anew when everything is another", () => {
    const rows = new Map([[1, { view: alarm(1) }]]);
    const board = new Board(() => rows);
    assert.equal(board.look("plc/1").open, 1);
    rows.clear();
    board.reset();
    assert.deepEqual(board.look("plc/1"), CALM);
  });
});
