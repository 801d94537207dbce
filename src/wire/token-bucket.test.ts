import assert from "node:assert/strict";
import { it } from "node:test";
import { TokenBucket } from "./token-bucket.ts";

it("allows a burst, then so many a second, and never saves up more than the burst", () => {
  const bucket = new TokenBucket(2, 3);
  const taken = (now: number, tries: number) =>
    Array.from({ length: tries }, () => bucket.take(now)).filter(Boolean).length;
  assert.equal(taken(0, 10), 3);
  assert.equal(taken(499, 10), 0);
  assert.equal(taken(500, 10), 1);
  assert.equal(taken(1_500, 10), 2);
  assert.equal(taken(1_000_000, 10), 3);
});

it("is not confused by a clock that goes back", () => {
  const bucket = new TokenBucket(1, 1);
  assert.equal(bucket.take(10_000), true);
  assert.equal(bucket.take(0), false);
  assert.equal(bucket.take(1_000), true);
});
