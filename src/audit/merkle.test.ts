import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import {
  consistencyPath,
  EMPTY_ROOT,
  Frontier,
  inclusionPath,
  leafHash,
  type Node,
  provesConsistency,
  provesInclusion,
  type Range,
  rangeRoot,
} from "./merkle.ts";

/** Leaves and roots of Certificate Transparency's reference tests (google/certificate-transparency, merkletree). */
const LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
const ROOTS = [
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

const sha256 = (...parts: Buffer[]) => createHash("sha256").update(Buffer.concat(parts)).digest();

/** MTH of RFC 6962 §2.1, word by word, for comparison. */
function mth(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return sha256(Buffer.of(0), leaves[0] ?? Buffer.of());
  let k = 1;
  while (k << 1 < leaves.length) k <<= 1;
  return sha256(Buffer.of(1), mth(leaves.slice(0, k)), mth(leaves.slice(k)));
}

const DATA = Array.from({ length: 70 }, (_, n) => Buffer.from(`entry ${n}`));
const HASHED = DATA.map(leafHash);
const node = (level: number, index: number) =>
  Promise.resolve(mth(DATA.slice(index * 2 ** level, (index + 1) * 2 ** level)));
const rootsOf = (path: readonly Range[]) => Promise.all(path.map((range) => rangeRoot(range, node)));

describe("the tree over the audit trail", () => {
  it("has the roots of Certificate Transparency's vectors", () => {
    const frontier = new Frontier();
    assert.equal(frontier.root().toString("hex"), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert.deepEqual(EMPTY_ROOT, frontier.root());
    const roots = LEAVES.map((leaf) => {
      frontier.push(leafHash(Buffer.from(leaf, "hex")));
      return frontier.root().toString("hex");
    });
    assert.deepEqual(roots, ROOTS);
  });

  it("has the root that the definition gives, at every size, also when it is taken up again there", () => {
    let frontier = new Frontier();
    for (const [n, leaf] of HASHED.entries()) {
      frontier.push(leaf);
      assert.deepEqual(frontier.root(), mth(DATA.slice(0, n + 1)));
      frontier = Frontier.of(n + 1, frontier.stored()) ?? assert.fail();
    }
  });

  it("tells of every perfect subtree once", async () => {
    const made: Node[] = [];
    const frontier = new Frontier();
    for (const leaf of HASHED) frontier.push(leaf, (one) => made.push(one));
    assert.equal(made.length, 35 + 17 + 8 + 4 + 2 + 1);
    for (const { level, index, hash } of made) assert.deepEqual(hash, await node(level, index));
  });

  for (const [size, bytes] of [
    [0, 32],
    [3, 32],
    [4, 64],
    [4, 31],
  ] as const) {
    it(`does not begin with ${bytes} bytes at ${size} entries`, () =>
      assert.equal(Frontier.of(size, Buffer.alloc(bytes)), null));
  }

  it("proves that each entry is in it, and nothing else", async () => {
    for (let size = 1; size <= 70; size++) {
      const root = mth(DATA.slice(0, size));
      for (let index = 0; index < size; index++) {
        const path = await rootsOf(inclusionPath(index, size));
        const leaf = HASHED[index] ?? assert.fail();
        assert(provesInclusion({ leaf, index, size, root }, path), `${index} in ${size}`);
        assert(!provesInclusion({ leaf: leafHash(Buffer.from("other")), index, size, root }, path));
        assert(!provesInclusion({ leaf, index, size, root }, [...path, root]));
        assert(!provesInclusion({ leaf, index: index + size, size, root }, path));
        if (path.length > 0) assert(!provesInclusion({ leaf, index, size, root }, path.slice(1)));
      }
    }
  });

  it("proves that each size begins with each smaller one, and nothing else", async () => {
    for (let to = 1; to <= 70; to++) {
      const second = { size: to, root: mth(DATA.slice(0, to)) };
      for (let from = 0; from <= to; from++) {
        const first = { size: from, root: mth(DATA.slice(0, from)) };
        const path = await rootsOf(consistencyPath(from, to));
        assert(provesConsistency(first, second, path), `${from} of ${to}`);
        if (from === 0) continue;
        const other = { size: from, root: mth([...DATA.slice(1, from), Buffer.from("other")]) };
        assert(!provesConsistency(other, second, path), `another ${from} of ${to}`);
        assert(!provesConsistency(first, { size: to, root: sha256() }, path));
        assert(!provesConsistency(first, second, [...path, sha256()]));
      }
    }
  });
});
