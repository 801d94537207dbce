import assert from "node:assert/strict";
import { test } from "node:test";
import { PRIORITIES } from "#events/event.ts";
import { isTooOld, nextAttempt, PATIENCE } from "./retry.ts";

test("waits twice as long from attempt to attempt, up to the priority's longest", () => {
  for (const priority of PRIORITIES) {
    const { firstMs, longestMs, attempts } = PATIENCE[priority];
    for (let made = 1; made < attempts; made++) {
      const again = nextAttempt({ id: 7, priority, createdAt: 1000 }, made, 1000);
      assert.ok(again.again);
      const usual = Math.min(firstMs * 2 ** (made - 1), longestMs);
      assert.ok(again.at - 1000 >= usual * 0.8 - 1 && again.at - 1000 <= usual * 1.2 + 1, `${priority} ${made}`);
    }
  }
});

test("the spread is the same after a restart and differs between notifications", () => {
  const at = (id: number) => {
    const again = nextAttempt({ id, priority: "medium", createdAt: 0 }, 3, 0);
    return again.again ? again.at : 0;
  };
  assert.equal(at(1), at(1));
  assert.ok(new Set(Array.from({ length: 20 }, (_, id) => at(id))).size > 10);
});

test("gives up after the priority's attempts and after its age, and says which", () => {
  const young = { id: 1, priority: "high", createdAt: 0 } as const;
  assert.deepEqual(nextAttempt(young, PATIENCE.high.attempts, 10), { again: false, because: "after 30 attempts" });
  assert.deepEqual(nextAttempt(young, 3, PATIENCE.high.ageMs), { again: false, because: "after 30 minutes" });
  assert.deepEqual(nextAttempt({ ...young, priority: "life-safety" }, 3, 300_000), {
    again: false,
    because: "after 5 minutes",
  });
});

test("a far side that asks to wait is given the time, but not beyond the age", () => {
  const young = { id: 1, priority: "high", createdAt: 0 } as const;
  assert.deepEqual(nextAttempt(young, 1, 0, 90_000), { again: true, at: 90_000 });
  assert.equal(nextAttempt(young, 1, 0, PATIENCE.high.ageMs + 1).again, false);
  assert.equal(isTooOld(young, PATIENCE.high.ageMs), false);
  assert.equal(isTooOld(young, PATIENCE.high.ageMs + 1), true);
});
