import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { idleLockAt, lockedSince } from "./lock.ts";

const MINUTE = 60_000;

describe("the lock of a session", () => {
  for (const [activeAt, lockedAt, lockAfterMs, now, since, next] of [
    [0, null, 15 * MINUTE, 14 * MINUTE, null, 15 * MINUTE],
    [0, null, 15 * MINUTE, 15 * MINUTE, 15 * MINUTE, 15 * MINUTE],
    [0, null, 15 * MINUTE, 90 * MINUTE, 15 * MINUTE, 15 * MINUTE], // nothing ran meanwhile: it is locked all the same
    [0, null, 0, 600 * MINUTE, null, null],
    [0, 3 * MINUTE, 0, 4 * MINUTE, 3 * MINUTE, null],
    [0, 3 * MINUTE, 15 * MINUTE, 4 * MINUTE, 3 * MINUTE, null],
  ] as const) {
    const after = lockAfterMs === 0 ? "never by itself" : `after ${lockAfterMs / MINUTE} minutes`;
    it(`${after}, locked ${lockedAt === null ? "by nobody" : "by order"}, looked at after ${now / MINUTE} minutes`, () => {
      assert.equal(lockedSince({ activeAt, lockedAt }, lockAfterMs, now), since);
      assert.equal(idleLockAt({ activeAt, lockedAt }, lockAfterMs), next);
    });
  }
});
