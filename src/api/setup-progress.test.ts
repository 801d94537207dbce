import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type SetupFacts, stepsOf } from "./setup-progress.ts";

const NOTHING: SetupFacts = {
  isNamed: false,
  channels: [],
  persons: [],
  policies: 0,
  routes: 0,
  sources: [],
  points: 0,
  withoutInstructions: 0,
  wasAcknowledged: false,
};
const done = (facts: Partial<SetupFacts>) =>
  stepsOf({ ...NOTHING, ...facts }).flatMap((one) => (one.done ? one.step : []));
const because = (step: string, facts: Partial<SetupFacts>) =>
  stepsOf({ ...NOTHING, ...facts }).find((one) => one.step === step)?.because;

describe("how far a site is", () => {
  it("of an empty one nothing is done, and each step says what is missing", () => {
    assert.deepEqual(done({}), []);
    assert.ok(stepsOf(NOTHING).every((one) => one.because !== ""));
  });

  const table: [step: string, facts: Partial<SetupFacts>, also?: string[]][] = [
    ["name", { isNamed: true }],
    ["channel", { channels: [{ name: "mail", state: "up", because: "" }] }],
    ["person", { persons: [{ name: "anna", methods: 1, verified: 0 }] }],
    ["verified", { persons: [{ name: "anna", methods: 1, verified: 1 }] }, ["person"]],
    ["policy", { policies: 1 }],
    ["route", { routes: 1 }],
    ["source", { sources: [{ name: "plc", state: "degraded", why: "slow" }] }],
    ["point", { points: 3 }],
    ["test", { wasAcknowledged: true }],
  ];
  for (const [step, facts, also = []] of table) {
    it(`${step} knows by itself`, () => assert.deepEqual(done(facts), [...also, step]));
  }

  it("says why what is there doesn't count", () => {
    assert.equal(
      because("channel", { channels: [{ name: "mail", state: "failing", because: "no route to host" }] }),
      "mail: no route to host",
    );
    assert.equal(because("source", { sources: [{ name: "plc", state: "down", why: "refused" }] }), "plc: refused");
    assert.equal(because("point", { points: 3, withoutInstructions: 2 }), "points that don't say what to do: 2 of 3");
  });
});
