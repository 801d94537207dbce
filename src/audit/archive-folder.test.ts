import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { type FolderFacts, factsOf, whyNoArchives } from "./archive-folder.ts";

const GOOD: FolderFacts = { isFolder: true, writable: true, freeBytes: 2e9 };

test("P-112 archives go to a folder that can be written and has room", () => {
  const judge = (more: Partial<FolderFacts>) => whyNoArchives({ ...GOOD, ...more });
  assert.equal(judge({}), null);
  assert.match(judge({ isFolder: false }) ?? "", /no folder/);
  assert.match(judge({ writable: false }) ?? "", /may not write/);
  assert.match(judge({ freeBytes: 9e8 }) ?? "", /only 0\.9 GB/);
});

test("P-112 a folder that is not there yet is judged by the one above it, and not made", () => {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-archives-"));
  try {
    const facts = factsOf(join(folder, "a", "b"));
    assert.deepEqual([facts.isFolder, facts.writable], [true, true]);
    assert.ok(facts.freeBytes > 0);
    writeFileSync(join(folder, "file"), "");
    assert.equal(factsOf(join(folder, "file")).isFolder, false);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
