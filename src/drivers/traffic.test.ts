import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { VirtualClock } from "../../test/peers/virtual-clock.ts";
import { Traffic } from "./traffic.ts";

const refused = (raw: string) => ({ outcome: "refused", why: "the CRC is wrong", raw }) as const;

describe("what a source sends, while somebody looks", () => {
  it("keeps nothing before the first look", () => {
    const traffic = new Traffic(new VirtualClock());
    traffic.note("panel", refused("a"));
    assert.deepEqual(traffic.look("panel", 0), { lines: [], last: 0, missed: 0 });
  });

  it("brings each line once, and of the source that was asked for", () => {
    const traffic = new Traffic(new VirtualClock());
    traffic.look("panel", 0);
    traffic.note("panel", refused("a"));
    traffic.note("other", refused("b"));
    const first = traffic.look("panel", 0);
    assert.deepEqual(
      first.lines.map(({ number, outcome }) => [number, outcome]),
      [[1, "refused"]],
    );
    traffic.note("panel", refused("c"));
    assert.deepEqual(
      traffic.look("panel", first.last).lines.map((line) => "raw" in line && line.raw),
      ["c"],
    );
  });

  it("says how much of a flood is not shown", () => {
    const traffic = new Traffic(new VirtualClock());
    traffic.look("panel", 0);
    for (let count = 0; count < 1000; count++) traffic.note("panel", refused(String(count)));
    const { lines, last, missed } = traffic.look("panel", 0);
    assert.deepEqual([lines.length, last, missed], [200, 1000, 800]);
  });

  it("forgets the source once nobody looks any more, and begins anew", () => {
    const clock = new VirtualClock();
    const traffic = new Traffic(clock);
    traffic.look("panel", 0);
    traffic.note("panel", refused("a"));
    clock.advance(21_000);
    traffic.note("panel", refused("b"));
    assert.deepEqual(traffic.look("panel", 1), { lines: [], last: 0, missed: 0 });
  });

  it("listens to few sources at once: the one looked at longest ago makes room", () => {
    const traffic = new Traffic(new VirtualClock());
    for (let source = 0; source < 9; source++) traffic.look(`s${source}`, 0);
    traffic.note("s0", refused("a"));
    traffic.note("s8", refused("b"));
    assert.deepEqual([traffic.look("s8", 0).last, traffic.look("s0", 0).last], [1, 0]);
  });

  it("cuts what is endless", () => {
    const traffic = new Traffic(new VirtualClock());
    traffic.look("panel", 0);
    traffic.note("panel", refused("x".repeat(100_000)));
    const [line] = traffic.look("panel", 0).lines;
    assert.ok(line && "raw" in line && line.raw.length <= 4096);
  });
});
