import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Block, type Limits, planBlocks, splitBlock } from "./blocks.ts";
import { settings, type Tag, tagsOf } from "./settings.ts";

const LIMITS: Limits = { maxGap: 0, maxRegisters: 125, maxBits: 2000 };

/** `[address, type?]` rows of unit 1, holding registers, unless said otherwise. */
function tags(rows: readonly object[]): Tag[] {
  const all = rows.map((row, at) => ({ key: `t${at}`, name: `T${at}`, unit: 1, fc: 3, ...row }));
  return tagsOf(settings.parse({ host: "plc", tags: all }));
}
const spans = (blocks: readonly Block[]) => blocks.map(({ unit, fc, start, count }) => [unit, fc, start, count]);

describe("planning blocks", () => {
  for (const { what, rows, limits, expected } of [
    {
      what: "adjacent tags share one",
      rows: [{ address: 10 }, { address: 11, type: "f32" }, { address: 13 }],
      expected: [[1, 3, 10, 4]],
    },
    {
      what: "a gap parts them",
      rows: [{ address: 10 }, { address: 12 }],
      expected: [
        [1, 3, 10, 1],
        [1, 3, 12, 1],
      ],
    },
    {
      what: "a gap that is allowed does not",
      rows: [{ address: 10 }, { address: 12 }],
      limits: { maxGap: 1 },
      expected: [[1, 3, 10, 3]],
    },
    {
      what: "order in the table does not matter",
      rows: [{ address: 12 }, { address: 10 }, { address: 11 }],
      expected: [[1, 3, 10, 3]],
    },
    {
      what: "bits of one register are read once",
      rows: [0, 7, 15].map((bit) => ({ address: 5, type: "bit", bit })),
      expected: [[1, 3, 5, 1]],
    },
    {
      what: "units, functions and tiers are apart",
      rows: [{ address: 0 }, { address: 1, unit: 2 }, { address: 1, fc: 4 }, { address: 1, tier: "slow" }],
      expected: [
        [1, 3, 0, 1],
        [2, 3, 1, 1],
        [1, 4, 1, 1],
        [1, 3, 1, 1],
      ],
    },
    {
      what: "125 registers fit, one more does not",
      rows: Array.from({ length: 126 }, (_, address) => ({ address })),
      expected: [
        [1, 3, 0, 125],
        [1, 3, 125, 1],
      ],
    },
    {
      what: "a wide tag at the limit is not torn",
      rows: [...Array.from({ length: 124 }, (_, address) => ({ address })), { address: 124, type: "f32" }],
      expected: [
        [1, 3, 0, 124],
        [1, 3, 124, 2],
      ],
    },
    {
      what: "2000 bits fit, one more does not",
      rows: Array.from({ length: 2001 }, (_, address) => ({ address, fc: 2, type: "bit" })),
      expected: [
        [1, 2, 0, 2000],
        [1, 2, 2000, 1],
      ],
    },
    { what: "the last address is reached", rows: [{ address: 65_535 }], expected: [[1, 3, 65_535, 1]] },
  ]) {
    it(what, () => {
      assert.deepEqual(spans(planBlocks(tags(rows), { ...LIMITS, ...limits })), expected);
    });
  }
});

describe("splitting a block", () => {
  const block = (rows: readonly object[], maxGap = 0): Block => {
    const [first] = planBlocks(tags(rows), { ...LIMITS, maxGap });
    assert.ok(first);
    return first;
  };

  it("first gives up its gaps", () => {
    const parts = splitBlock(block([{ address: 0 }, { address: 1 }, { address: 4 }, { address: 9 }], 10));
    assert.deepEqual(spans(parts ?? []), [
      [1, 3, 0, 2],
      [1, 3, 4, 1],
      [1, 3, 9, 1],
    ]);
  });

  it("then halves it", () => {
    const parts = splitBlock(block([{ address: 0, type: "f32" }, { address: 2 }, { address: 3 }, { address: 4 }]));
    assert.deepEqual(spans(parts ?? []), [
      [1, 3, 0, 3],
      [1, 3, 3, 2],
    ]);
  });

  it("keeps together what overlaps", () => {
    const parts = splitBlock(block([{ address: 0, type: "u32" }, { address: 1 }, { address: 2 }]));
    assert.deepEqual(spans(parts ?? []), [
      [1, 3, 0, 2],
      [1, 3, 2, 1],
    ]);
    assert.equal(splitBlock(block([{ address: 0, type: "u32" }, { address: 1 }])), null);
  });

  it("ends at single tags, and loses none on the way", () => {
    const leaves = (one: Block): Block[] => splitBlock(one)?.flatMap(leaves) ?? [one];
    const all = block(Array.from({ length: 125 }, (_, address) => ({ address })));
    assert.deepEqual(
      spans(leaves(all)),
      Array.from({ length: 125 }, (_, address) => [1, 3, address, 1]),
    );
  });
});
