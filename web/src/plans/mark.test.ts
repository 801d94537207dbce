import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { exampleAlarm } from "../alarms/example.ts";
import { CALM, lookOf } from "./board.ts";
import type { Shown } from "./editing.ts";
import { alarmed, sightOfMany, worstFirst } from "./mark.ts";
import type { Sight } from "./symbol.tsx";

const seen = (waiting: number): Sight => ({
  is: "seen",
  look: lookOf(Array.from({ length: waiting }, (_, id) => exampleAlarm({ id, state: "unacknowledged" }))),
});
const UNKNOWN: Sight = { is: "unknown", because: "PLC is not connected" };
const one = (id: number, priority: "critical" | "high", state: "unacknowledged" | "acknowledged"): Sight => ({
  is: "seen",
  look: lookOf([exampleAlarm({ id, priority, state })]),
});
const mark = (shows: Shown, sight: Sight, ...within: string[]) => ({ symbol: { shows }, sight, within });
const POINT = { point: "plc/1" };

describe("what several symbols are together", () => {
  it("counts what lies in an area that counts it once", () => {
    const sight = sightOfMany([
      mark({ area: "hall" }, seen(2), "works"),
      mark({ area: "works" }, seen(3)),
      mark(POINT, seen(1), "hall", "works"),
      mark({ point: "plc/2" }, seen(1), "annex"),
    ]);
    assert.deepEqual(sight.is === "seen" && [sight.look.waiting, sight.look.open], [4, 4]);
  });
  it("counts once what two linked plans show", () => {
    const smoke = mark(POINT, seen(1));
    const link = (plan: string) => ({ ...mark({ plan }, seen(1)), parts: [smoke, mark({ point: "plc/2" }, seen(0))] });
    const sight = sightOfMany([link("hall"), link("store"), smoke]);
    assert.deepEqual(sight.is === "seen" && [sight.look.waiting, sight.look.open], [1, 1]);
  });
  it("is not calm when something isn't known, and shows an alarm before that", () => {
    assert.deepEqual(
      sightOfMany([mark({ point: "plc/2" }, { is: "seen", look: CALM }), mark(POINT, UNKNOWN)]),
      UNKNOWN,
    );
    assert.equal(sightOfMany([mark({ point: "plc/2" }, seen(1)), mark(POINT, UNKNOWN)]).is, "seen");
  });
  it("is calm where there is nothing", () => {
    assert.deepEqual(sightOfMany([]), { is: "seen", look: CALM });
  });
});

describe("which symbols come first", () => {
  const calm = mark({ point: "1" }, { is: "seen", look: CALM });
  const unknown = mark({ point: "2" }, UNKNOWN);
  const seenHigh = mark({ point: "3" }, one(1, "high", "acknowledged"));
  const high = mark({ point: "4" }, one(2, "high", "unacknowledged"));
  const critical = mark({ point: "5" }, one(3, "critical", "unacknowledged"));

  it("are those that wait, by priority, then those that somebody knows, then what nobody knows", () => {
    assert.deepEqual(worstFirst([calm, unknown, seenHigh, high, critical]), [critical, high, seenHigh, unknown, calm]);
  });
  it("and where something is the matter is told from where nothing is known", () => {
    assert.deepEqual(alarmed([calm, unknown, seenHigh, critical]), [critical, seenHigh]);
  });
});
