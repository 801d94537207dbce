import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Step } from "../../../src/site/procedure.ts";
import { Procedure } from "../../../src/site/procedure.ts";
import { added, asType, draftOf, moved, NEW_PROCEDURE, procedureOf, removed, withoutUnset } from "./draft.ts";

const CHECK: Step = { id: "step-1", type: "check", text: "Look", mayBeSkipped: true, withinSec: 60, next: "step-3" };
const DECISION: Step = {
  id: "step-3",
  type: "decision",
  text: "Hot?",
  mayBeSkipped: false,
  choices: [{ text: "Yes", next: "step-1" }, { text: "No" }],
};
const TWO = draftOf({ ...NEW_PROCEDURE, id: "hot", name: "Hot", steps: [CHECK, DECISION] });

describe("a procedure in its form", () => {
  it("comes out as it went in", () => {
    assert.deepEqual(procedureOf(TWO).steps, [CHECK, DECISION]);
  });

  it("gets further steps with ids of their own", () => {
    const four = added(added(TWO));
    assert.deepEqual(
      four.steps.map(({ step }) => step.id),
      ["step-1", "step-3", "step-4", "step-5"],
    );
    assert.equal(new Set(four.steps.map(({ key }) => key)).size, 4);
  });

  it("moves a step up and down, and not beyond the ends", () => {
    const [first, second] = TWO.steps;
    assert.deepEqual(moved(TWO, first?.key ?? -1, 1).steps, [second, first]);
    assert.equal(moved(TWO, first?.key ?? -1, -1), TWO);
    assert.equal(moved(TWO, second?.key ?? -1, 1), TWO);
  });

  it("loses the ways to a step with the step", () => {
    const rest = procedureOf(removed(TWO, 0)).steps[0];
    assert.deepEqual(rest?.type === "decision" && rest.choices, [{ text: "Yes" }, { text: "No" }]);
    const other = procedureOf(removed(TWO, 1)).steps[0];
    assert.deepEqual(other, { id: "step-1", type: "check", text: "Look", mayBeSkipped: true, withinSec: 60 });
  });

  it("keeps what two kinds of steps have in common, and is of the server's shape once it is filled", () => {
    for (const type of ["instruction", "check", "decision", "comment", "timer", "attachment", "link"] as const) {
      const step = asType(CHECK, type);
      assert.deepEqual([step.id, step.text, step.type, step.mayBeSkipped], ["step-1", "Look", type, true]);
      const filled = step.type === "decision" ? { ...step, choices: [{ text: "A" }, { text: "B" }] } : step;
      const reading = Procedure.safeParse({ ...NEW_PROCEDURE, id: "x", name: "X", steps: [filled] });
      assert.ok(reading.success, `${type}: ${reading.error?.message}`);
    }
    assert.deepEqual(asType(CHECK, "comment"), { ...CHECK, type: "comment" });
  });

  it("says nothing where nothing was written", () => {
    assert.deepEqual(withoutUnset({ a: undefined, b: 0, c: "" }), { b: 0, c: "" });
  });
});
