import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Simulation } from "../api/contract.ts";
import { timeline } from "./timeline.ts";

const told = (at: number, person: string, because = "step 1") => ({
  at,
  person,
  personName: person,
  method: "mail",
  channel: "mail",
  address: `${person}@plant.example`,
  because,
});
const simulation = (steps: Simulation["steps"], end = 600, withheld: Simulation["withheld"] = []): Simulation => ({
  policy: null,
  because: "",
  steps,
  withheld,
  nobody: [],
  end: { at: end, because: "nobody is left" },
});
const shown = (lines: ReturnType<typeof timeline>) =>
  lines.map(({ at, kind, person, change }) => [at, kind, person, change]);

describe("a timeline", () => {
  test("has who is told, who is left alone, and the end, in order of time", () => {
    const quiet = [{ at: 0, person: "carl", personName: "carl", because: "quiet hours" }];
    assert.deepEqual(shown(timeline(simulation([told(0, "anna"), told(300, "ben")], 600, quiet), null)), [
      [0, "told", "anna", "same"],
      [0, "withheld", "carl", "same"],
      [300, "told", "ben", "same"],
      [600, "end", "", "same"],
    ]);
  });

  test("says that a step finds nobody before whoever is told instead", () => {
    const lost = { ...simulation([told(0, "carl")]), nobody: [{ at: 0, because: "nobody is on duty in Night" }] };
    assert.deepEqual(
      timeline(lost, null).map(({ at, kind, because }) => [at, kind, because]),
      [
        [0, "nobody", "nobody is on duty in Night"],
        [0, "told", "step 1"],
        [600, "end", "nobody is left"],
      ],
    );
  });

  test("marks what is new and what is gone against what is stored; another reason alone is no difference", () => {
    const stored = simulation([told(0, "anna"), told(300, "ben")]);
    const draft = simulation([told(0, "anna", "step 2"), told(300, "carl")]);
    assert.deepEqual(shown(timeline(draft, stored)), [
      [0, "told", "anna", "same"],
      [300, "told", "carl", "added"],
      [300, "told", "ben", "removed"],
      [600, "end", "", "same"],
    ]);
  });

  test("counts messages: the second one of the same kind is new", () => {
    const stored = simulation([told(0, "anna")], 300);
    const draft = simulation([told(0, "anna"), told(0, "anna")], 600);
    assert.deepEqual(
      shown(timeline(draft, stored)).map(([at, kind, , change]) => [at, kind, change]),
      [
        [0, "told", "same"],
        [0, "told", "added"],
        [300, "end", "removed"],
        [600, "end", "added"],
      ],
    );
  });
});
