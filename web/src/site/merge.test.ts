import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { merge, placeOf, settled } from "./merge.ts";

const anna = { id: "anna", phone: "1", note: "a" };
const bert = { id: "bert", phone: "2" };

describe("two people changed the same document", () => {
  const table: { says: string; before: unknown; theirs: unknown; mine: unknown; merged: unknown; asks?: string[] }[] = [
    {
      says: "different fields",
      before: { a: 1, b: 1 },
      theirs: { a: 2, b: 1 },
      mine: { a: 1, b: 2 },
      merged: { a: 2, b: 2 },
    },
    { says: "the same change", before: { a: 1 }, theirs: { a: 2 }, mine: { a: 2 }, merged: { a: 2 } },
    {
      says: "the same field otherwise",
      before: { a: 1 },
      theirs: { a: 2 },
      mine: { a: 3 },
      merged: { a: 3 },
      asks: ["a"],
    },
    {
      says: "fields deep within",
      before: { s: { a: 1, b: 1 } },
      theirs: { s: { a: 2, b: 1 } },
      mine: { s: { a: 1, b: 3 } },
      merged: { s: { a: 2, b: 3 } },
    },
    { says: "one added, one removed", before: { a: 1 }, theirs: { a: 1, b: 2 }, mine: {}, merged: { b: 2 } },
    { says: "removed here, changed there", before: { a: 1 }, theirs: { a: 2 }, mine: {}, merged: {}, asks: ["a"] },
    {
      says: "entries of a list, by their ids",
      before: [anna, bert],
      theirs: [{ ...anna, phone: "9" }, bert],
      mine: [{ ...anna, note: "b" }, bert, { id: "carl" }],
      merged: [{ ...anna, phone: "9", note: "b" }, bert, { id: "carl" }],
    },
    {
      says: "an entry that only they removed",
      before: [anna, bert],
      theirs: [bert],
      mine: [anna, { ...bert, phone: "3" }],
      merged: [{ ...bert, phone: "3" }],
    },
    {
      says: "lists without ids are one value",
      before: { tags: ["a"] },
      theirs: { tags: ["a", "b"] },
      mine: { tags: ["a", "c"] },
      merged: { tags: ["a", "c"] },
      asks: ["tags"],
    },
    {
      says: "a stored secret that nobody touched",
      before: { key: "***" },
      theirs: { key: "***", x: 1 },
      mine: { key: "***", y: 1 },
      merged: { key: "***", x: 1, y: 1 },
    },
  ];
  for (const { says, before, theirs, mine, merged, asks = [] } of table) {
    it(says, () => {
      const found = merge(before, theirs, mine);
      assert.deepEqual(found.merged, merged);
      assert.deepEqual(
        found.conflicts.map(({ path }) => placeOf(path)),
        asks,
      );
    });
  }

  it("whose value holds is said place by place", () => {
    const before = { a: 1, list: [anna] };
    const { merged, conflicts } = merge(
      before,
      { a: 2, list: [{ ...anna, phone: "8" }] },
      { a: 3, list: [{ ...anna, phone: "9" }] },
    );
    assert.deepEqual(conflicts.map(({ path }) => placeOf(path)).sort(), ["a", "list › anna › phone"]);
    assert.deepEqual(settled(merged, conflicts, new Set(["list › anna › phone"])), {
      a: 3,
      list: [{ ...anna, phone: "8" }],
    });
    assert.deepEqual(settled(merged, conflicts, new Set(["a"])), { a: 2, list: [{ ...anna, phone: "9" }] });
  });

  it("what they removed can be let go", () => {
    const { merged, conflicts } = merge({ a: 1 }, {}, { a: 2 });
    assert.deepEqual(settled(merged, conflicts, new Set(["a"])), {});
  });

  it("what only they changed is told", () => {
    assert.deepEqual(merge({ a: 1, b: 1 }, { a: 2, b: 1 }, { a: 1, b: 2 }).taken, [["a"]]);
  });
});
