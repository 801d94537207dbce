import assert from "node:assert/strict";
import { test } from "node:test";
import { idleStep } from "./idle.ts";

const MINUTE = 60_000;

for (const [what, idle, lockAfterMs, now, step] of [
  ["nothing was done since the server was told", { inputAt: 0, toldAt: 0 }, 15 * MINUTE, 5 * MINUTE, "nothing"],
  ["something was done, and the server was told just now", { inputAt: 9, toldAt: 5 }, 15 * MINUTE, 10, "nothing"],
  ["something was done a minute after the server was told", { inputAt: 9, toldAt: 5 }, 15 * MINUTE, MINUTE + 5, "tell"],
  ["nobody did anything for the whole time", { inputAt: 9, toldAt: MINUTE }, 15 * MINUTE, 15 * MINUTE + 9, "lock"],
  ["nobody did anything, and the site never locks", { inputAt: 0, toldAt: MINUTE }, 0, 600 * MINUTE, "nothing"],
] as const) {
  test(`${what}: ${step}`, () => assert.equal(idleStep(idle, lockAfterMs, now), step));
}
