import assert from "node:assert/strict";
import { test } from "node:test";
import { Pace } from "./pace.ts";

test("within any minute no more messages go than allowed, and an eighth is kept for life-safety", () => {
  const pace = new Pace(8);
  for (let at = 0; at < 7; at++) {
    assert.equal(pace.next(at * 1000, false), at * 1000);
    pace.went(at * 1000);
  }
  assert.equal(pace.next(7000, false), 60_000);
  assert.equal(pace.next(7000, true), 7000);
  pace.went(7000);
  assert.equal(pace.next(8000, true), 60_000);
  assert.equal(pace.next(59_999, true), 60_000);
  assert.equal(pace.next(60_000, true), 60_000);
  assert.equal(pace.next(60_000, false), 61_000, "life-safety's message took one of the ordinary places");
});

test("one message a minute is one of whatever priority", () => {
  const pace = new Pace(1);
  assert.equal(pace.next(0, false), 0);
  pace.went(0);
  assert.equal(pace.next(10, true), 60_000);
});
