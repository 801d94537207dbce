import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Recorded, stretches, thinned } from "./thinning.ts";

const at = (time: number, value: number | null): Recorded => ({ at: time, value });

describe("thinning", () => {
  const DIVISIONS: readonly (readonly [from: number, to: number, most: number, count: number, ms: number])[] = [
    [0, 1000, 10, 2, 500],
    [0, 1001, 10, 2, 501],
    [0, 1000, 3, 1, 1000],
    [0, 3, 1000, 200, 1],
    [7, 7, 10, 2, 1],
  ];
  for (const [from, to, most, count, ms] of DIVISIONS) {
    it(`divides ${from} to ${to} so that ${most} are left`, () => {
      assert.deepEqual(stretches(from, to, most), { count, ms });
      assert(count * ms >= to - from, "the end is left out");
    });
  }

  it("keeps first, lowest, highest, last and the gap, in the order of time and each once", () => {
    const lowest = at(5, -3);
    const stretch = { first: at(1, 2), lowest, highest: at(3, 90), last: at(9, 1), gap: at(4, null) };
    assert.deepEqual(thinned([stretch]), [at(1, 2), at(3, 90), at(4, null), at(5, -3), at(9, 1)]);
    const one = at(12, 4);
    assert.deepEqual(thinned([{ first: one, lowest: one, highest: one, last: one, gap: null }]), [one]);
    assert.deepEqual(thinned([{ first: null, lowest: null, highest: null, last: null, gap: at(13, null) }]), [
      at(13, null),
    ]);
  });
});
