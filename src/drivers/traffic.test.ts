import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { VirtualClock } from "../../test/peers/virtual-clock.ts";
import { Traffic, type TrafficLine } from "./traffic.ts";

const refused = (raw: string) => ({ outcome: "refused", why: "the CRC is wrong", raw }) as const;

function watched(traffic: Traffic, source = "panel"): { lines: TrafficLine[]; leave: () => void } {
  const lines: TrafficLine[] = [];
  return { lines, leave: traffic.watch(source, (line) => lines.push(line)) };
}

describe("what a source sends, while somebody watches", () => {
  it("is told to each who watches that source, and from then on only", () => {
    const traffic = new Traffic(new VirtualClock());
    traffic.note("panel", refused("before"));
    const one = watched(traffic);
    const other = watched(traffic, "other");
    traffic.note("panel", refused("a"));
    const late = watched(traffic);
    traffic.note("panel", refused("b"));
    const raws = ({ lines }: typeof one) => lines.map((line) => "raw" in line && line.raw);
    assert.deepEqual([raws(one), raws(late), raws(other)], [["a", "b"], ["b"], []]);
    assert.deepEqual(
      one.lines.map(({ number }) => number),
      [1, 2],
    );
  });

  it("is told no more to whoever has left, and to the others still", () => {
    const traffic = new Traffic(new VirtualClock());
    const one = watched(traffic);
    const other = watched(traffic);
    one.leave();
    one.leave();
    traffic.note("panel", refused("a"));
    other.leave();
    const again = watched(traffic);
    one.leave();
    traffic.note("panel", refused("b"));
    assert.deepEqual([one.lines.length, other.lines.length, again.lines.length], [0, 1, 1]);
  });

  it("says when a source begins to be watched, and when nobody watches it any more", () => {
    const traffic = new Traffic(new VirtualClock());
    const states: boolean[] = [];
    traffic.onWatched = () => states.push(traffic.isWatched("panel"));
    const [one, other] = [watched(traffic), watched(traffic)];
    one.leave();
    one.leave();
    assert.deepEqual(states, [true]);
    other.leave();
    assert.deepEqual(states, [true, false]);
  });

  it("cuts what is endless", () => {
    const traffic = new Traffic(new VirtualClock());
    const { lines } = watched(traffic);
    traffic.note("panel", refused("x".repeat(100_000)));
    const [line] = lines;
    assert.ok(line && "raw" in line && line.raw.length <= 4096);
  });
});
