import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { renewalAt, renewalState, takesNewKey } from "./renewal.ts";

const DAY = 86_400_000;
const BEGIN = Date.UTC(2027, 0, 1);
const life = { notBefore: BEGIN, notAfter: BEGIN + 100 * DAY };

describe("a certificate is renewed", () => {
  for (const [random, days] of [
    [0, 45],
    [0.5, 50],
    [0.9999999, 55],
  ] as const) {
    test(`on day ${days} of 100 when chance says ${random}`, () => {
      assert.equal(Math.round((renewalAt(life, random) - BEGIN) / DAY), days);
    });
  }

  test("at every fourth time with a new key", () => {
    assert.deepEqual([0, 1, 2, 3, 4].map(takesNewKey), [false, false, false, true, true]);
  });
});

describe("W-034 the state of a certificate of 100 days", () => {
  for (const [day, state] of [
    [0, "fresh"],
    [49.9, "fresh"],
    [50, "due"],
    [60, "late"],
    [84.9, "late"],
    [85, "critical"],
    [99.9, "critical"],
    [100, "expired"],
    [400, "expired"],
  ] as const) {
    test(`on day ${day} is ${state}`, () => assert.equal(renewalState(life, BEGIN + day * DAY), state));
  }
});
