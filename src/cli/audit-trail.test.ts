import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { GENESIS, hashEntry } from "#audit/chain.ts";
import { toLine } from "#audit/lines.ts";
import { packageFolder } from "#kernel/version.ts";

const folder = mkdtempSync(join(tmpdir(), "tocsin-trail-"));
after(() => rmSync(folder, { recursive: true }));

const LINES: string[] = [];
let end = GENESIS;
for (let seq = 1; seq <= 30; seq++) {
  const words = {
    actor: "tocsin",
    via: "start",
    action: "server.started",
    object: "server",
    partition: "",
    details: "{}",
  };
  const entry = { seq, at: 1_767_225_600_000 + seq, ...words, sentence: `Tocsin started, for the ${seq}th time.` };
  end = hashEntry(end, entry);
  LINES.push(toLine({ ...entry, hash: end }));
}
const END = `30:${end.toString("hex")}`;

function auditTrail(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(packageFolder, "bin", "tocsin.mjs"), "audit-trail", ...args], (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
}

function fileOf(lines: readonly string[]): string {
  const file = join(folder, "trail.jsonl");
  writeFileSync(file, lines.join("\n"));
  return file;
}

const CASES: [what: string, lines: string[], args: string[], code: number, out: RegExp][] = [
  ["a whole trail", LINES, [], 0, new RegExp(`whole: 30 entries[^]*${END}`)],
  ["a whole trail with its witness", LINES, ["--witness", END], 0, /whole/],
  ["a trail that was cut off", LINES.slice(0, 20), ["--witness", END], 1, /removed: Entries 21 to 30 are missing/],
  [
    "a changed word",
    LINES.map((line) => line.replace("the 9th", "the 8th")),
    [],
    1,
    /changed: Entry 9 does not fit its hash/,
  ],
  ["a removed line", LINES.toSpliced(8, 1), [], 1, /removed: Entry 9 is missing\./],
  ["a line that is none", LINES.with(29, "oops"), [], 1, /unreadable: Line 30 is no entry: not a line of JSON\./],
  ["JSON, whole", LINES, ["--json"], 0, /^\{"whole":true,"entries":30,"last":\{"seq":30/],
  ["JSON, not whole", LINES.toSpliced(8, 1), ["--json"], 1, /^\{"whole":false.*"kind":"removed","from":9,"to":9/],
];
for (const [what, lines, args, code, out] of CASES) {
  test(`verify --from: ${what}`, async () => {
    const said = await auditTrail("verify", "--from", fileOf(lines), ...args);
    assert.match(said.out, out);
    assert.deepEqual([said.code, said.err], [code, ""]);
  });
}

const WRONG: [args: string[], code: number, err: RegExp][] = [
  [["verify", "--from", "/nowhere.jsonl"], 1, /\/nowhere\.jsonl can't be read/],
  [["verify", "--from", "/dev/null", "--witness", "12"], 1, /--witness 12 isn't NUMBER:HASH/],
  [["verify", "--data", folder], 1, /There is no Tocsin in .*--data/],
  [["frobnicate"], 2, /audit-trail verify/],
];
for (const [args, code, err] of WRONG) {
  test(`audit-trail ${args.join(" ")} says what is wrong`, async () => {
    const said = await auditTrail(...args);
    assert.match(said.err, err);
    assert.equal(said.code, code);
  });
}
