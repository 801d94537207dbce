import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Condition } from "#site/point.ts";
import { seeded } from "../../test/peers/seeded.ts";
import { type ConditionMemory, judge, restart, tick } from "./condition.ts";

const made = (what: object) => Condition.parse(what);

/** Plays samples in order, every timer in between at its time, and lists the verdicts as `time:verdict`. */
function play(
  condition: Condition,
  samples: readonly (readonly [at: number, value: number | boolean | "bad"])[],
  until = 0,
) {
  let memory: ConditionMemory | null = null;
  let dueAt: number | null = null;
  const verdicts: string[] = [];
  const take = (answer: ReturnType<typeof judge>, at: number) => {
    // What is stored is JSON; what comes back from the database must do as well.
    memory = JSON.parse(JSON.stringify(answer.memory)) as ConditionMemory;
    dueAt = answer.dueAt;
    if (answer.verdict !== "unchanged") verdicts.push(`${at}:${answer.verdict}`);
  };
  const ring = (before: number) => {
    for (let rounds = 0; dueAt !== null && dueAt <= before; rounds++) {
      assert(rounds < 5, "its timers never come to rest");
      take(tick(condition, memory, dueAt), dueAt);
    }
  };
  for (const [at, value] of samples) {
    ring(at);
    const sample =
      value === "bad" ? { value: 0, quality: "bad" as const, at } : { value, quality: "good" as const, at };
    take(judge(condition, memory, sample, at), at);
  }
  ring(until);
  return verdicts.join(" ");
}

describe("a condition", () => {
  const CASES: [
    what: string,
    condition: object,
    samples: [number, number | boolean | "bad"][],
    verdicts: string,
    until?: number,
  ][] = [
    [
      "high: above, not at, the limit",
      { type: "high", limit: 90 },
      [
        [1, 90],
        [2, 90.1],
        [3, 90],
        [4, 89.9],
      ],
      "2:true 4:false",
    ],
    [
      "high with deadband",
      { type: "high", limit: 90, deadband: 2 },
      [
        [1, 91],
        [2, 88.5],
        [3, 88],
        [4, 87.9],
      ],
      "1:true 4:false",
    ],
    [
      "high-high",
      { type: "high-high", limit: 95 },
      [
        [1, 95.5],
        [2, 94],
      ],
      "1:true 2:false",
    ],
    [
      "low with deadband is the mirror",
      { type: "low", limit: 10, deadband: 2 },
      [
        [1, 10],
        [2, 9],
        [3, 12],
        [4, 12.1],
      ],
      "2:true 4:false",
    ],
    [
      "low-low",
      { type: "low-low", limit: 5 },
      [
        [1, 4.9],
        [2, 5.1],
      ],
      "1:true 2:false",
    ],
    [
      "discrete, boolean",
      { type: "discrete", equals: true },
      [
        [1, false],
        [2, true],
        [3, 1],
        [4, 0],
      ],
      "2:true 4:false",
    ],
    [
      "discrete, number",
      { type: "discrete", equals: 3 },
      [
        [1, 2],
        [2, 3],
        [3, 4],
      ],
      "2:true 3:false",
    ],
    [
      "deviation both ways",
      { type: "deviation", from: 50, by: 5, deadband: 1 },
      [
        [1, 55],
        [2, 44.9],
        [3, 46],
        [4, 46.1],
      ],
      "2:true 4:false",
    ],
    [
      "rate of change per second",
      { type: "rate-of-change", per: "second", by: 2 },
      [
        [0, 10],
        [1000, 12],
        [2000, 14.5],
        [3000, 14.5],
      ],
      "2000:true 3000:false",
    ],
    [
      "rate of change per minute, downwards",
      { type: "rate-of-change", per: "minute", by: 6 },
      [
        [0, 10],
        [10_000, 8.9],
      ],
      "10000:true",
    ],
    [
      "rate of change ignores a clock that stands still",
      { type: "rate-of-change", per: "second", by: 1 },
      [
        [5, 0],
        [5, 100],
      ],
      "",
    ],
    [
      "on-delay: too short",
      { type: "high", limit: 9, onDelayMs: 100 },
      [
        [0, 10],
        [99, 8],
      ],
      "",
      500,
    ],
    [
      "on-delay: long enough, no further value needed",
      { type: "high", limit: 9, onDelayMs: 100 },
      [[0, 10]],
      "100:true",
      500,
    ],
    [
      "on-delay begins anew with each excursion",
      { type: "high", limit: 9, onDelayMs: 100 },
      [
        [0, 10],
        [60, 8],
        [80, 10],
      ],
      "180:true",
      500,
    ],
    [
      "off-delay: back too short",
      { type: "high", limit: 9, offDelayMs: 100 },
      [
        [0, 10],
        [10, 8],
        [90, 10],
      ],
      "0:true",
      500,
    ],
    [
      "off-delay",
      { type: "high", limit: 9, offDelayMs: 100 },
      [
        [0, 10],
        [10, 8],
      ],
      "0:true 110:false",
      500,
    ],
    [
      "count: the third excursion within the window",
      { type: "high", limit: 9, onDelayMs: 50, count: { times: 3, withinMs: 100 } },
      [
        [0, 10],
        [10, 8],
        [20, 10],
        [30, 8],
        [99, 10],
        [109, 8],
      ],
      "99:true 109:false",
      500,
    ],
    [
      "count: spread over more than the window",
      { type: "high", limit: 9, onDelayMs: 50, count: { times: 3, withinMs: 100 } },
      [
        [0, 10],
        [10, 8],
        [50, 10],
        [60, 8],
        [100, 10],
        [110, 8],
      ],
      "",
      500,
    ],
    [
      "count begins at nothing after it raised",
      { type: "high", limit: 9, onDelayMs: 50, count: { times: 2, withinMs: 100 } },
      [
        [0, 10],
        [1, 8],
        [2, 10],
        [3, 8],
        [4, 10],
        [5, 8],
      ],
      "2:true 3:false",
      500,
    ],
    [
      "stale",
      { type: "stale", afterMs: 100 },
      [
        [0, 1],
        [90, 1],
        [250, 1],
      ],
      "190:true 250:false",
      300,
    ],
    ["stale with on-delay", { type: "stale", afterMs: 100, onDelayMs: 20 }, [[0, 1]], "120:true", 500],
    [
      "bad quality gives no verdict",
      { type: "high", limit: 9 },
      [
        [0, 10],
        [1, "bad"],
        [2, 8],
      ],
      "0:true 2:false",
    ],
    [
      "bad quality stops the delay, a good value starts it again",
      { type: "high", limit: 9, onDelayMs: 100 },
      [
        [0, 10],
        [50, "bad"],
        [300, 10],
      ],
      "400:true",
      500,
    ],
    [
      "bad quality keeps a point from growing stale",
      { type: "stale", afterMs: 100 },
      [
        [0, 1],
        [50, "bad"],
      ],
      "",
      500,
    ],
  ];
  for (const [what, condition, samples, verdicts, until] of CASES) {
    it(what, () => assert.equal(play(made(condition), samples, until ?? 0), verdicts));
  }

  it("says why in numbers", () => {
    const high = made({ type: "high", limit: 90, onDelayMs: 10_000 });
    const first = judge(high, null, { value: 93.5, quality: "good", at: 0 }, 0);
    assert.equal(tick(high, first.memory, 10_000).because, "the value went above 90 for 10 s, it is 93.5");
  });

  it("decides by a delay that ran out although its timer came late, then by the value", () => {
    const high = made({ type: "high", limit: 90, onDelayMs: 100 });
    const first = judge(high, null, { value: 95, quality: "good", at: 0 }, 0);
    const late = judge(high, first.memory, { value: 80, quality: "good", at: 150 }, 150);
    assert.deepEqual([late.verdict, late.dueAt], ["true", 150]);
    assert.equal(tick(high, late.memory, 150).verdict, "false");
  });

  it("proves itself again after a restart of its delay", () => {
    const high = made({ type: "high", limit: 90, onDelayMs: 100 });
    const active = tick(high, judge(high, null, { value: 95, quality: "good", at: 0 }, 0).memory, 100).memory;
    assert.equal(active.active, true);
    const again = restart(high, active, 1000);
    assert.deepEqual([again.verdict, again.memory.active, again.dueAt], ["unchanged", false, 1100]);
    assert.equal(tick(high, again.memory, 1100).verdict, "true");
  });

  it("watches a point that never sent a value", () => {
    const stale = made({ type: "stale", afterMs: 100 });
    const watched = tick(stale, null, 1000);
    assert.deepEqual([watched.verdict, watched.dueAt], ["unchanged", 1100]);
    assert.equal(tick(stale, watched.memory, 1100).verdict, "true");
  });

  it("rings no timer while the way to the device is lost", () => {
    const stale = made({ type: "stale", afterMs: 100 });
    const frozen = { ...tick(stale, null, 1000).memory, frozen: true };
    assert.deepEqual([tick(stale, frozen, 9000).verdict, tick(stale, frozen, 9000).dueAt], ["unchanged", null]);
  });
});

/**
 * A recorded signal: 600 s, ten values a second, a sine of 60 s period around 90 with amplitude 5, and noise of ± 1.5. Its
 * ten waves are ten alarms; what a limit without deadband makes of it is what the conditioning must take away. The numbers
 * were counted by the plain loop below, which knows nothing of the code under test.
 */
const RECORDED: readonly (readonly [number, number])[] = (() => {
  const random = seeded(20_260_315);
  return Array.from({ length: 6000 }, (_, n) => {
    const noise = (random() - 0.5) * 3;
    return [n * 100, 90 + 5 * Math.sin((2 * Math.PI * n) / 600) + noise] as const;
  });
})();

function countByHand(limit: number, deadband: number): number {
  let above = false;
  let raised = 0;
  for (const [, value] of RECORDED) {
    if (!above && value > limit) {
      above = true;
      raised++;
    } else if (above && value < limit - deadband) above = false;
  }
  return raised;
}

describe("a noisy signal", () => {
  const raises = (condition: object) =>
    play(made(condition), RECORDED, 700_000)
      .split(" ")
      .filter((one) => one.endsWith(":true")).length;

  for (const deadband of [0, 1, 2, 3.5]) {
    it(`raises as often as counted by hand, deadband ${deadband}`, () => {
      assert.equal(raises({ type: "high", limit: 92, deadband }), countByHand(92, deadband));
    });
  }

  it("is ten alarms with a deadband wider than the noise, or with delays longer than it", () => {
    assert(countByHand(92, 0) > 100);
    assert.equal(raises({ type: "high", limit: 92, deadband: 3.5 }), 10);
    assert.equal(raises({ type: "high", limit: 92, onDelayMs: 2000, offDelayMs: 5000 }), 10);
  });
});
