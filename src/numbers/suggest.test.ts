import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Condition } from "#site/point.ts";
import { seeded } from "../../test/peers/seeded.ts";
import { replay } from "./replay.ts";
import { suggest, withSetting } from "./suggest.ts";

const high = (rest: object = {}) => Condition.parse({ type: "high", limit: 90, ...rest });

describe("replaying a condition", () => {
  it("says when it would have held, delays and bad values included", () => {
    const values = [
      [0, 80],
      [1000, 91],
      [2000, 89],
      [5000, 95],
      [9000, null],
      [12_000, 95],
      [20_000, 80],
    ] as const;
    const recorded = values.map(([at, value]) => ({ at, value }));
    assert.deepEqual(replay(high(), recorded, 30_000), [
      { at: 1000, until: 2000 },
      { at: 5000, until: 20_000 },
    ]);
    // The delay began anew at 12 s: while the value can't be trusted nothing runs.
    assert.deepEqual(replay(high({ onDelayMs: 5000 }), recorded, 30_000), [{ at: 17_000, until: 20_000 }]);
    assert.deepEqual(replay(high({ offDelayMs: 4000 }), recorded, 30_000), [{ at: 1000, until: 24_000 }]);
    assert.deepEqual(replay(high(), recorded.slice(0, 4), 30_000).at(-1), { at: 5000, until: null });
  });
});

describe("a suggestion", () => {
  it("is a deadband for a value that trembles about its limit, by how far it goes back", () => {
    const random = seeded(7);
    const values = [];
    // Four times it rises to the limit and trembles there for ten minutes: back by no more than 0.9.
    for (let hour = 0; hour < 4; hour++) {
      for (let second = 0; second < 3600; second += 5) {
        const trembles = second >= 1800 && second < 2400;
        const value = trembles ? 90 + (random() * 1.7 - 0.9) : 60 + random() * 5;
        values.push({ at: (hour * 3600 + second) * 1000, value });
      }
    }
    const end = 4 * 3_600_000;
    const suggestion = suggest(high(), values, end);
    assert(suggestion);
    assert.equal(suggestion.kind, "deadband");
    assert(suggestion.after > 0.5 && suggestion.after <= 1, `${suggestion.after}`);
    assert.equal(suggestion.raisesBefore, replay(high(), values, end).length);
    assert.equal(suggestion.raisesAfter, replay(withSetting(high(), suggestion), values, end).length);
    assert(suggestion.raisesBefore > 100 && suggestion.raisesAfter <= suggestion.raisesBefore / 4);
    assert.equal(suggestion.longestLaterMs, 0, "a deadband makes no alarm later");
  });

  it("is an off-delay where the times are all that is known", () => {
    const values = [];
    for (let i = 0; i < 20; i++) values.push({ at: i * 8000, value: 1 }, { at: i * 8000 + 5000, value: 0 });
    const contact = Condition.parse({ type: "discrete", equals: true, priority: "critical" });
    const suggestion = suggest(contact, values, 600_000);
    assert.deepEqual(suggestion, {
      kind: "offDelayMs",
      before: 0,
      after: 5000,
      raisesBefore: 20,
      raisesAfter: 1,
      longestLaterMs: 0,
      longestMs: 5000,
    });
  });

  it("is an on-delay where brief raises are far apart, and says how much later what lasted would have come", () => {
    const values = [];
    for (let i = 0; i < 20; i++) values.push({ at: i * 900_000, value: 1 }, { at: i * 900_000 + 4000, value: 0 });
    values.push({ at: 20 * 900_000, value: 1 }, { at: 21 * 900_000, value: 0 });
    const contact = (priority: string) => Condition.parse({ type: "discrete", equals: true, priority });
    const suggestion = suggest(contact("low"), values, 22 * 900_000);
    assert.deepEqual(
      suggestion && [suggestion.kind, suggestion.after, suggestion.raisesAfter, suggestion.longestLaterMs],
      ["onDelayMs", 5000, 1, 5000],
    );
    assert.equal(suggest(contact("critical"), values, 22 * 900_000), null, "grave alarms aren't delayed");
  });

  it("is none where an alarm comes seldom, or nothing helps", () => {
    const seldom = [1, 0, 1, 0].map((value, i) => ({ at: i * 3_600_000, value }));
    const contact = Condition.parse({ type: "discrete", equals: true });
    assert.equal(suggest(contact, seldom, 20_000_000), null);
    const honest = Array.from({ length: 40 }, (_, i) => ({ at: i * 3_600_000, value: (i + 1) % 2 }));
    assert.equal(suggest(contact, honest, 150_000_000), null);
  });
});
