import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { it } from "node:test";
import { Frontier } from "./merkle.ts";
import { TreeCheck } from "./tree-check.ts";

const leaf = (seq: number) => createHash("sha256").update(`entry ${seq}`).digest();
const found = (size: number, root: Buffer, where = "the database") => ({ origin: "site", size, root, where });

function rootOf(size: number): Buffer {
  const tree = new Frontier();
  for (let seq = 1; seq <= size; seq++) tree.push(leaf(seq));
  return tree.root();
}

it("takes the checkpoints of many months at once", () => {
  const root = rootOf(1);
  const many = Array.from({ length: 300_000 }, (_, n) => found(n + 10, root));
  assert.match(new TreeCheck(many).finish()[0]?.because ?? "", /300009.*cut off/);
});

it("takes checkpoints while entries come, and holds them against those that it had", () => {
  const check = new TreeCheck([found(3, rootOf(3), "witness.jsonl:1"), found(5, rootOf(4), "witness.jsonl:2")]);
  for (const size of [1, 2, 3]) check.expect(found(size, rootOf(size)));
  for (const seq of [1, 2, 3]) check.take(seq, leaf(seq));
  assert.equal(check.matched, 3);
  check.expect(found(5, rootOf(5)));
  const [split] = check.finish();
  assert.match(split?.because ?? "", /Two different histories of 5 entries .*witness\.jsonl:2 and the database/);
});
