import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Category, Priority } from "#events/event.ts";
import { LaneChoice } from "./lane-choice.ts";
import type { Lane } from "./spool.ts";

/** Lanes in which every report waits until it is told otherwise. */
function bed() {
  const lanes = { "life-safety": { next: 1, acknowledged: 0 }, ordinary: { next: 1, acknowledged: 0 } };
  const choice = new LaneChoice(lanes);
  const take = (point: string, category: Category, priority?: Priority): Lane => {
    const lane = choice.laneFor("shop", { point, category, priority });
    lanes[lane].next++;
    return lane;
  };
  return { take, lanes, choice };
}

describe("the lane of a report", () => {
  it("is the life-safety lane for what may cost a life, whoever says so, and the other for the rest", () => {
    const { take } = bed();
    const lanes = [
      take("1", "fire"),
      take("2", "hold-up"),
      take("3", "technical", "life-safety"),
      take("4", "intrusion"),
    ];
    assert.deepEqual(lanes, ["life-safety", "life-safety", "life-safety", "ordinary"]);
  });

  it("does not let a raise overtake the clear of its own point that was heard before it", () => {
    const { take, lanes } = bed();
    assert.equal(take("1", "technical"), "ordinary");
    assert.equal(take("1", "technical", "life-safety"), "ordinary");
    lanes.ordinary.acknowledged = 2;
    assert.equal(take("1", "technical", "life-safety"), "life-safety");
  });

  it("keeps the clear of a life-safety alarm behind its raise, though it says no priority", () => {
    const { take, lanes } = bed();
    assert.equal(take("1", "technical", "life-safety"), "life-safety");
    assert.equal(take("1", "technical"), "life-safety");
    lanes["life-safety"].acknowledged = 2;
    assert.equal(take("1", "technical"), "ordinary");
  });

  it("remembers after a restart what waits in the spool", () => {
    const { take, choice } = bed();
    choice.remember("ordinary", "shop", "1", 1);
    assert.equal(take("1", "fire"), "ordinary");
  });
});
