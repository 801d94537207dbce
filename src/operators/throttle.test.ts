import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Throttle } from "./throttle.ts";

describe("the throttle", () => {
  it("lets a few attempts through, then doubles the wait up to a minute", () => {
    const throttle = new Throttle();
    const waits: number[] = [];
    let now = 0;
    for (let attempt = 0; attempt < 12; attempt++) {
      let wait = throttle.begin("anna", "10.0.0.1", now);
      if (wait > 0) {
        waits.push(wait);
        now += wait;
        wait = throttle.begin("anna", "10.0.0.1", now);
      }
      assert.equal(wait, 0);
    }
    assert.deepEqual(waits, [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  });

  it("counts a hundred attempts at once as a hundred", () => {
    const throttle = new Throttle();
    const answers = Array.from({ length: 100 }, () => throttle.begin("anna", "10.0.0.1", 0));
    assert.equal(answers.filter((wait) => wait === 0).length, 3);
  });

  it("slows an account from all addresses together, but never for more than 15 seconds", () => {
    const throttle = new Throttle();
    const tried = Array.from({ length: 50 }, (_, i) => throttle.begin("anna", `10.0.1.${i}`, i * 20_000));
    assert.ok(tried.every((wait) => wait === 0));
    const wait = throttle.begin("anna", "10.0.2.1", 49 * 20_000);
    assert.ok(wait > 0 && wait <= 15_000, `${wait}`);
    assert.equal(throttle.begin("bert", "10.0.2.1", 49 * 20_000), 0);
  });

  it("slows an address that tries many accounts", () => {
    const throttle = new Throttle();
    const answers = Array.from({ length: 30 }, (_, i) => throttle.begin(`user${i}`, "10.0.0.1", 0));
    assert.equal(
      answers.findIndex((wait) => wait > 0),
      20,
    );
  });

  it("forgets after a success, and after a quarter of an hour", () => {
    const throttle = new Throttle();
    for (let i = 0; i < 3; i++) throttle.begin("anna", "10.0.0.1", 0);
    assert.ok(throttle.begin("anna", "10.0.0.1", 0) > 0);
    throttle.succeeded("anna", "10.0.0.1");
    assert.equal(throttle.begin("anna", "10.0.0.1", 0), 0);
    for (let i = 0; i < 2; i++) throttle.begin("anna", "10.0.0.1", 0);
    assert.equal(throttle.begin("anna", "10.0.0.1", 15 * 60_000), 0);
    assert.equal(throttle.begin("anna", "10.0.0.1", 15 * 60_000), 0);
  });
});

describe("ten thousand attempts", () => {
  it("N-096 from a thousand addresses against one account let few through, and never slow its known device", () => {
    const throttle = new Throttle();
    let tried = 0;
    for (let n = 0; n < 10_000; n++) {
      if (throttle.begin("anna", `10.0.${n % 250}.${(n % 1000) >> 2}`, n * 10) === 0) tried++;
    }
    assert.ok(tried < 30, `${tried} of 10,000 guesses within 100 s were looked at`);
    assert.ok(throttle.begin("anna", "192.0.2.7", 100_000) > 0, "an unknown device waits");
    assert.equal(throttle.begin("anna", "192.0.2.7", 100_000, "console"), 0);
    assert.equal(throttle.begin("anna", "192.0.2.7", 100_000, "console"), 0);
  });

  it("against as many accounts are slowed down overall, and hold a bounded number of tallies", () => {
    const throttle = new Throttle();
    let tried = 0;
    for (let n = 0; n < 10_000; n++) {
      if (throttle.begin(`user${n}`, `10.0.${n >> 8}.${n & 255}`, n * 10) === 0) tried++;
    }
    assert.ok(tried < 200, `${tried} of 10,000 guesses within 100 s were looked at`);
    assert.equal(throttle.begin("anna", "192.0.2.7", 100_000, "console"), 0);
  });

  it("on a known device are slowed down like any other", () => {
    const throttle = new Throttle();
    const answers = Array.from({ length: 10_000 }, () => throttle.begin("anna", "10.0.0.1", 0, "stolen"));
    assert.equal(answers.filter((wait) => wait === 0).length, 3);
  });
});
