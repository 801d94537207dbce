import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { chain, copyOf, KEY, noteOf } from "../../test/peers/written-trail.ts";
import { written } from "./formats.ts";
import { keyText, readKey } from "./note.ts";
import type { StoredEntry } from "./verify.ts";
import { readKeys, verifyFile } from "./verify-file.ts";

const WHOLE = chain(60);
const REWRITTEN = chain(60, WHOLE.slice(0, 34), "never raised");
const folder = mkdtempSync(join(tmpdir(), "tocsin-verify-"));
after(() => rmSync(folder, { recursive: true }));
const notes = join(folder, "notes");
mkdirSync(notes);
writeFileSync(join(notes, "20.txt"), noteOf(WHOLE, 20));
writeFileSync(join(notes, "40-and-60.txt"), `${noteOf(WHOLE, 40)}— other AAAAAAAA\n\n${noteOf(WHOLE, 60)}`);
const witness = join(folder, "witness.jsonl");
writeFileSync(witness, `${copyOf(WHOLE, [20, 40, 60]).join("\n")}\n`);
const collected = join(folder, "collected.log");
writeFileSync(
  collected,
  written(WHOLE, "rfc5424")
    .split("\n")
    .map((line) => line.replace(/^<109>1 /, ""))
    .join("\n"),
);

describe("the offline verification of a trail", () => {
  const lines = (entries: readonly StoredEntry[]) => written(entries, "jsonl").split("\n").slice(0, -1);
  const CASES: [what: string, text: string[], checkpoints: string[], findings: RegExp[], signed?: number][] = [
    ["an export with notes in a folder", lines(WHOLE), [notes], [], 60],
    ["a witness's copy, which holds its checkpoints", copyOf(WHOLE, [20, 40]), [], [], 40],
    ["what a syslog collector kept", written(WHOLE, "rfc5424").split("\n"), [notes], [], 60],
    [
      "the end written anew with fitting hashes",
      lines(REWRITTEN),
      [notes],
      [/^forked 21-40: One or more of the entries 21 to 40 are not what was signed.*40-and-60\.txt/],
      20,
    ],
    [
      "the same, against a witness's copy: it names the first",
      lines(REWRITTEN),
      [witness],
      [/^forked 35-35: Entry 35 is the first that a witness knows otherwise/],
      20,
    ],
    ["the same, against what a collector kept", lines(REWRITTEN), [collected], [/^forked 35-35/], 0],
    [
      "a split view: two histories were signed",
      copyOf(REWRITTEN, [20, 40]),
      [notes],
      [/^forked 21-40/, /^forked 40-40: Two different histories of 40 entries were signed/],
      20,
    ],
    [
      "a cut end",
      lines(WHOLE.slice(0, 50)),
      [notes],
      [/^removed 51-60: Entries 51 to 60 are missing, though a checkpoint/],
      40,
    ],
    ["a removed entry", lines(WHOLE).toSpliced(9, 1), [notes], [/^removed 10-10/], 0],
    [
      "a changed word",
      lines(WHOLE).with(9, lines(WHOLE)[9]?.replace("raised", "cleared") ?? ""),
      [notes],
      [/^changed 10-10/],
      0,
    ],
    [
      "two swapped",
      lines(WHOLE)
        .with(9, lines(WHOLE)[10] ?? "")
        .with(10, lines(WHOLE)[9] ?? ""),
      [notes],
      [/^reordered 1[01]/, /^reordered 1[01]/],
      0,
    ],
    [
      "a checkpoint with another signature",
      copyOf(WHOLE, [20]).map((line) => line.replace("test\\n20\\n", "test\\n21\\n")),
      [],
      [/^unreadable 0-0: The checkpoint in .*trail\.jsonl:21 can't be believed: its signature is wrong/],
      0,
    ],
    [
      "what came twice after a line that was cut",
      [
        ...lines(WHOLE).slice(0, 50),
        (lines(WHOLE)[50] ?? "").slice(0, 40),
        ...lines(WHOLE).slice(50),
        ...lines(WHOLE).slice(40),
      ],
      [notes],
      [],
      60,
    ],
    ["a line that is none", lines(WHOLE).with(59, "oops"), [], [/^unreadable 60-60/], 0],
  ];
  for (const [what, text, checkpoints, findings, signed = 0] of CASES) {
    it(what, async () => {
      const file = join(folder, "trail.jsonl");
      writeFileSync(file, text.join("\n"));
      const verdict = await verifyFile(file, { marks: [], checkpoints, keys: [KEY] });
      const said = verdict.findings.map(({ kind, from, to, because }) => `${kind} ${from}-${to}: ${because}`);
      assert.equal(said.length, findings.length, said.join("\n"));
      for (const [n, finding] of findings.entries()) assert.match(said[n] ?? "", finding);
      assert.equal(verdict.signed, signed);
    });
  }

  it("counts what came twice", async () => {
    const file = join(folder, "twice.jsonl");
    writeFileSync(file, [...lines(WHOLE), ...lines(WHOLE).slice(40)].join("\n"));
    const { entries, repeated, findings } = await verifyFile(file, { marks: [], checkpoints: [], keys: [] });
    assert.deepEqual([entries, repeated, findings], [60, 20, []]);
  });

  it("says which file is not there", async () => {
    await assert.rejects(verifyFile("/nowhere", { marks: [], checkpoints: [], keys: [] }), /\/nowhere can't be read/);
    const file = join(folder, "twice.jsonl");
    await assert.rejects(verifyFile(file, { marks: [], checkpoints: ["/none"], keys: [KEY] }), /\/none can't be read/);
  });

  it("takes keys as they are printed, and files of them", async () => {
    const file = join(folder, "keys.txt");
    writeFileSync(file, `${keyText(KEY)}\n\n`);
    assert.deepEqual(await readKeys([keyText(KEY), file], readKey), [KEY, KEY]);
    await assert.rejects(readKeys(["nonsense"], readKey), /--key nonsense is no public key/);
  });
});
