import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { exampleAlarm } from "../alarms/example.ts";
import { CALM, lookOf } from "./board.ts";
import type { Shown } from "./editing.ts";
import { sightOfMany } from "./mark.ts";
import type { Sight } from "./symbol.tsx";

const seen = (waiting: number): Sight => ({
  is: "seen",
  look: lookOf(Array.from({ length: waiting }, (_, id) => exampleAlarm({ id, state: "unacknowledged" }))),
});
const UNKNOWN: Sight = { is: "unknown", because: "PLC is not connected" };
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
  it("is not calm when something isn't known, and shows an alarm before that", () => {
    assert.deepEqual(sightOfMany([mark(POINT, { is: "seen", look: CALM }), mark(POINT, UNKNOWN)]), UNKNOWN);
    assert.equal(sightOfMany([mark(POINT, seen(1)), mark(POINT, UNKNOWN)]).is, "seen");
  });
  it("is calm where there is nothing", () => {
    assert.deepEqual(sightOfMany([]), { is: "seen", look: CALM });
  });
});
