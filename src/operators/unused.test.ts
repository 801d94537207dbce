import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Operator } from "./operators.ts";
import { silentImports, unusedOperators } from "./unused.ts";

const DAY = 86_400_000;
const NOW = 1000 * DAY;

function operator(id: string, facts: Partial<Operator>): Operator {
  return {
    id,
    name: id,
    person: null,
    roles: [],
    disabledAt: null,
    createdAt: 0,
    enabledAt: null,
    signedInAt: null,
    ...facts,
  };
}

const found = (operators: readonly Operator[], administrators: readonly string[] = []) =>
  unusedOperators(operators, (id) => administrators.includes(id), 90, NOW).map((one) => one.operator.id);

describe("accounts that nobody uses", () => {
  it("N-065 finds whoever has not signed in for more than the days, and says why", () => {
    const old = operator("old", { signedInAt: NOW - 91 * DAY });
    const all = [old, operator("new", { signedInAt: NOW - 90 * DAY })];
    assert.deepEqual(
      unusedOperators(all, () => false, 90, NOW),
      [{ operator: old, because: "nobody signed in as 'old' for 90 days" }],
    );
  });

  it("counts from when they were let in, and from when they were let in again", () => {
    const all = [
      operator("never-came", { createdAt: NOW - 91 * DAY }),
      operator("just-made", { createdAt: NOW - 1 * DAY }),
      operator("let-in-again", { signedInAt: NOW - 300 * DAY, enabledAt: NOW - 1 * DAY }),
    ];
    assert.deepEqual(found(all), ["never-came"]);
  });

  it("leaves those who can't sign in anyway", () => {
    assert.deepEqual(found([operator("gone", { disabledAt: NOW - 200 * DAY })]), []);
  });

  it("keeps the administrator who was here last, even if all are unused", () => {
    const all = [
      operator("first", { signedInAt: NOW - 300 * DAY }),
      operator("last", { signedInAt: NOW - 200 * DAY }),
      operator("someone", { signedInAt: NOW - 200 * DAY }),
    ];
    assert.deepEqual(found(all, ["first", "last"]), ["first", "someone"]);
  });
});

describe("an imported account", () => {
  it("P-087 waits 90 days for its owner, and again from when it was let in again", () => {
    const all = ["day-90", "day-91", "signed-in", "let-in-again", "gone"].map((id) =>
      operator(id, {
        createdAt: NOW - 100 * DAY,
        enabledAt: id === "let-in-again" ? NOW - DAY : null,
        disabledAt: id === "gone" ? NOW : null,
      }),
    );
    const importedAt = (id: string) => (id === "signed-in" ? null : NOW - (id === "day-90" ? 90 : 91) * DAY);
    const silent = silentImports(all, importedAt, NOW);
    assert.deepEqual(
      silent.map(({ operator }) => operator.id),
      ["day-91"],
    );
    assert.match(silent[0]?.because ?? "", /imported, and nobody signed in .* 90 days/);
  });
});
