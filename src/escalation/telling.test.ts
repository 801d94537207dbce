import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { draft, policy, Stage, step, T0 } from "../../test/peers/dispatcher-stage.ts";

describe("a flood of messages", () => {
  it("counts a flood by each policy's own limit, whichever alarms come first", () => {
    const one = (id: string, moreThan: number) => ({
      id,
      name: id,
      digest: { moreThan, withinSec: 60 },
      steps: [step("anna")],
    });
    const stage = new Stage(
      draft({
        policy: [one("p", 2), one("q", 3)],
        route: [
          { id: "q", order: 0, priorities: ["low"], policy: "q" },
          { id: "all", order: 1, policy: "p" },
        ],
      }),
    );
    for (let id = 1; id <= 20; id++) stage.raise(id, { priority: id % 2 === 0 ? "low" : "high" });
    assert.deepEqual(
      stage.sent.map((notification) => notification.alarm),
      [1, 2, 3, 4, 6],
    );
  });

  it("makes a flood of 50,000 into digests, and sends three critical ones singly", () => {
    const stage = new Stage(policy({ steps: [{ waitSec: 86_400, tell: [{ person: "anna" }] }] }));
    for (let id = 1; id <= 50_000; id++) {
      if (id % 5_000 === 0) stage.clock.advance(150);
      stage.raise(id, { priority: id % 20_000 === 1 ? "critical" : id === 30_000 ? "high" : "medium" });
    }
    assert.equal(stage.sent.filter((one) => one.priority === "critical").length, 3);
    stage.clock.advance(5_000);
    const singles = stage.sent.filter((one) => one.kind === "alarm");
    const digests = stage.sent.filter((one) => one.kind === "digest");
    assert.equal(singles.length, 23);
    assert.equal(digests.length, 2);
    const counts = digests.map((one) => Number(/^(\d+) alarms/.exec(one.text ?? "")?.[1]));
    assert.equal((counts[0] ?? 0) + (counts[1] ?? 0), 50_000 - 23);
    const text = digests.find((one) => one.text?.includes("high"))?.text ?? "";
    assert.match(
      text,
      /\n- high: Trouble 30000 \(tag-30000, plc-1\)\n- medium: Trouble \d+ .*\n- medium: .*\nand \d+ more\n/,
    );
    const late = stage.callout(49_999);
    assert.deepEqual(late.position.told, ["anna"]);
    assert.match(late.because, /Anna was told by mail: named in the step \(step 1\); in digest \d+$/);
    assert.equal(stage.journal.notifications.size, 25);
  });

  it("has a digest on disk before it is sent, so that a crash loses nobody", () => {
    const stage = new Stage(policy({ digest: { moreThan: 1, withinSec: 60 }, steps: [step("anna")] }));
    for (let id = 1; id <= 5; id++) stage.raise(id);
    assert.deepEqual(
      stage.sent.map((one) => one.kind),
      ["alarm"],
    );
    const digest = [...stage.journal.notifications.values()].find((one) => one.kind === "digest");
    assert.deepEqual(
      [digest?.state, digest?.dueAt, digest?.text?.split("\n")[0]],
      ["pending", T0 + 6000, "4 alarms in one message"],
    );
  });
});
