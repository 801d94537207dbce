import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inOrder, mergedOrder, renumbered } from "./route-order.ts";

const route = (id: string, order: number) => ({ id, order, policy: null });
const ids = (text: string) => text.split(" ").filter(Boolean);

describe("the order of routes", () => {
  it("is by number, and by id where numbers are the same, as the server takes them", () => {
    const routes = [route("b", 20), route("z", 10), route("a", 20)];
    assert.deepEqual(
      inOrder(routes).map(({ id }) => id),
      ["z", "a", "b"],
    );
  });

  it("is written in tens, so that there is room between neighbours", () => {
    const moved = renumbered([route("a", 10), route("c", 30), route("b", 20)]);
    assert.deepEqual(moved, [route("a", 10), route("c", 20), route("b", 30)]);
    assert.deepEqual(inOrder(moved), moved);
  });

  const CASES: readonly (readonly [
    what: string,
    before: string,
    theirs: string,
    mine: string,
    order: string,
    isMoved: boolean,
  ])[] = [
    ["nothing came between", "a b c", "a b c", "c a b", "c a b", false],
    ["one was added behind b", "a b c", "a b new c", "c b a", "c b new a", false],
    ["one was added before all", "a b", "new a b", "b a", "new b a", false],
    ["two were added behind each other", "a b", "a new newer b", "b a", "b a new newer", false],
    ["one was removed", "a b c", "a c", "c b a", "c a", false],
    ["they were put into another order there", "a b c", "b a c", "c a b", "c a b", true],
    ["all are gone", "a b", "", "b a", "", false],
  ];
  for (const [what, before, theirs, mine, order, isMoved] of CASES) {
    it(`of mine and theirs, when ${what}`, () => {
      const merged = mergedOrder(ids(before), ids(theirs), ids(mine));
      assert.deepEqual([merged.order, merged.isMoved], [ids(order), isMoved]);
    });
  }
});
