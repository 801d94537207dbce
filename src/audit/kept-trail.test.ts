import assert from "node:assert/strict";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { chain, copyOf, KEY } from "../../test/peers/written-trail.ts";
import { leafOf } from "./chain.ts";
import { Forked, KeptTrail } from "./kept-trail.ts";
import { Frontier } from "./merkle.ts";
import { makeKeyPair } from "./note.ts";
import { beginningRecord } from "./record.ts";
import { verifyFile } from "./verify-file.ts";

const folder = mkdtempSync(join(tmpdir(), "tocsin-kept-"));
after(() => rmSync(folder, { recursive: true }));
let files = 0;
const anotherFile = () => join(folder, `${++files}`, "audit-trail.jsonl");

const WHOLE = chain(60);
const REWRITTEN = chain(60, WHOLE.slice(0, 34), "never raised");
const LINES = copyOf(WHOLE, [20, 40, 60]);
/** Of entry 40 and its checkpoint. */
const UP_TO_40 = 42;
const open = (file: string) => KeptTrail.open(file, [KEY]);
const kept = async () => {
  const file = anotherFile();
  const trail = await open(file);
  await trail.add(LINES.slice(0, UP_TO_40));
  return { file, trail };
};

describe("the copy of the trail on a witness", () => {
  test("grows in portions, survives a restart, and verifies", async () => {
    const { file, trail } = await kept();
    assert.deepEqual(trail.held, { entry: 40, checkpoint: 40, hash: WHOLE[39]?.hash.toString("hex") });
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const again = await open(file);
    assert.deepEqual(again.held, trail.held);
    assert.equal((await again.add(LINES.slice(UP_TO_40))).entry, 60);
    const verdict = await verifyFile(file, { marks: [], checkpoints: [], keys: [KEY] });
    assert.deepEqual([verdict.findings, verdict.entries], [[], 60]);
  });

  test("takes what comes again for what it has, also in the middle of a portion", async () => {
    const { file, trail } = await kept();
    const before = readFileSync(file, "utf8");
    assert.equal((await trail.add(LINES.slice(10, 30))).entry, 40);
    assert.equal(readFileSync(file, "utf8"), before);
    assert.equal((await trail.add(LINES.slice(30))).entry, 60);
    assert.equal(readFileSync(file, "utf8").split("\n").length, LINES.length + 1);
  });

  test("goes on after a write that was cut short", async () => {
    const { file } = await kept();
    appendFileSync(file, LINES[UP_TO_40]?.slice(0, 50) ?? "");
    const again = await open(file);
    assert.equal(again.held.entry, 40);
    assert.equal((await again.add(LINES.slice(UP_TO_40))).checkpoint, 60);
    assert.equal((await open(file)).held.entry, 60);
    assert.deepEqual((await verifyFile(file, { marks: [], checkpoints: [], keys: [KEY] })).findings, []);
  });

  for (const [what, lines, why] of [
    ["another entry in the place of one that is here", copyOf(REWRITTEN, []).slice(36, 37), /entry 37 is not the one/],
    ["another entry in the place of the last one", copyOf(REWRITTEN, []).slice(39, 40), /entry 40 is not the one/],
    ["an entry that follows another history", copyOf(REWRITTEN, []).slice(40), /entry 41 does not follow/],
    ["an entry after a gap", LINES.slice(UP_TO_40 + 1), /entry 41 is missing/],
    ["a checkpoint of another history", copyOf(REWRITTEN, [50]).slice(50, 51), /of none of the last|can't be believed/],
    [
      "a checkpoint over these entries by another history's root",
      [...LINES.slice(UP_TO_40, UP_TO_40 + 10), ...copyOf(REWRITTEN, [50]).slice(50, 51)],
      /checkpoint of 50 entries is of others/,
    ],
    ["a trail that begins anew", [beginningOf(50)], /begins anew after entry 50/],
  ] as const) {
    test(`refuses ${what}, keeps it as evidence, and goes on as before`, async () => {
      const { file, trail } = await kept();
      const before = [trail.held, readFileSync(file, "utf8")];
      await assert.rejects(trail.add(lines), (thrown) => thrown instanceof Forked && why.test(thrown.message));
      assert.deepEqual([trail.held, readFileSync(file, "utf8")], before);
      assert.match(trail.trouble ?? "", /told otherwise/);
      assert(readFileSync(trail.evidence, "utf8").includes(lines[0] ?? "?"));
      assert.equal((await trail.add(LINES.slice(UP_TO_40))).entry, 60);
      assert.match((await open(file)).trouble ?? "", /refused lies in/);
      rmSync(trail.evidence);
      assert.equal((await open(file)).trouble, null);
    });
  }

  test("believes a checkpoint by the key that the trail names, and by no other", async () => {
    const stranger = { name: KEY.name, publicKey: makeKeyPair().publicKey };
    const trail = await KeptTrail.open(anotherFile(), [stranger]);
    await assert.rejects(trail.add(LINES), /a checkpoint can't be believed/);
    const keyless = await KeptTrail.open(anotherFile());
    await assert.rejects(keyless.add(LINES), /a checkpoint can't be believed/);
    assert.equal((await keyless.add(LINES.slice(0, 20))).entry, 20);
  });

  test("may begin after what was archived before it came", async () => {
    const file = anotherFile();
    const trail = await open(file);
    await trail.add([beginningOf(30), ...LINES.slice(31)]);
    assert.equal(trail.held.entry, 60);
    assert.equal((await open(file)).held.checkpoint, 60);
  });

  test("that somebody has changed on disk is not used", async () => {
    const { file } = await kept();
    writeFileSync(file, readFileSync(file, "utf8").replace("Alarm 7 ", "Alarm 8 "));
    await assert.rejects(open(file), /damaged at line 7: entry 7 does not follow/);
    const other = anotherFile();
    await open(other);
    writeFileSync(other, "something else\n");
    await assert.rejects(open(other), /something else than an audit trail/);
  });

  test("that can't be written keeps what it had, and nothing is promised", async () => {
    const { file, trail } = await kept();
    rmSync(file);
    writeFileSync(`${file}.link`, "");
    const { symlinkSync } = await import("node:fs");
    symlinkSync(`${file}.link`, file);
    await assert.rejects(trail.add(LINES.slice(UP_TO_40)), /can't be opened/);
    assert.deepEqual([trail.held.entry, trail.trouble, existsSync(trail.evidence)], [40, null, false]);
  });
});

function beginningOf(seq: number): string {
  const tree = new Frontier();
  for (const entry of WHOLE.slice(0, seq)) tree.push(leafOf(entry));
  const hash = WHOLE[seq - 1]?.hash ?? Buffer.of();
  return beginningRecord({ seq, hash, frontier: tree.stored() }, "2026-01-01T00:00:00.000Z").line;
}
