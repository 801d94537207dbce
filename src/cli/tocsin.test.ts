import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { packageFolder, version } from "#kernel/version.ts";
import { COMMANDS } from "./commands.ts";

const BIN = join(packageFolder, "bin", "tocsin.mjs");

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function tocsin(args: string[], node = process.execPath, bin = BIN, cwd = "/"): Promise<Said> {
  return new Promise((resolve) => {
    execFile(node, [bin, ...args], { cwd }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
}

const cases: [string, string[], number, RegExp, RegExp][] = [
  [
    "help lists every command",
    ["help"],
    0,
    new RegExp(COMMANDS.map(({ name }) => `tocsin ${name} `).join("[^]*")),
    /^$/,
  ],
  ["no command at all is help", [], 0, /tocsin run/, /^$/],
  ["help on one command", ["help", "doctor"], 0, /--json/, /^$/],
  ["help on a command, asked of itself", ["doctor", "--help"], 0, /--json/, /^$/],
  ["version", ["version"], 0, new RegExp(`^Tocsin ${version} on Node `), /^$/],
  ["--version", ["--version"], 0, /^Tocsin /, /^$/],
  ["an unknown command", ["frobnicate"], 2, /^$/, /There is no command "frobnicate"\. "tocsin help"/],
  ["an unknown option", ["doctor", "--frob"], 2, /^$/, /Unknown option '--frob'\. Usage: tocsin doctor/],
  ["a folder that can't be", ["doctor", "--config", "/none.yaml"], 1, /WRONG.*\/none\.yaml/, /^$/],
  ["setup without the administrator's file", ["setup"], 1, /^$/, /--admin-url-file FILE/],
];
for (const [what, args, code, out, err] of cases) {
  test(what, async () => {
    const said = await tocsin(args);
    assert.match(said.err, err);
    assert.match(said.out, out);
    assert.equal(said.code, code);
  });
}

test("each command can be loaded and says in one line what it does", async () => {
  for (const command of COMMANDS) {
    assert.match(command.about, /^[A-Z][^\n]{10,90}\.$/);
    assert.equal(typeof (await command.load()).run, "function");
  }
});

const OLD = ["/usr/bin/node", "/usr/local/bin/node"].find((path) => existsSync(path));
describe("with the machine's own Node", { skip: OLD === undefined && "there is no other Node" }, () => {
  test("an older one hands over to the one that is installed with Tocsin, from anywhere and through a link", async () => {
    const folder = mkdtempSync(join(tmpdir(), "tocsin-bin-"));
    symlinkSync(BIN, join(folder, "tocsin"));
    const said = await tocsin(["version"], OLD, join(folder, "tocsin"), folder);
    rmSync(folder, { recursive: true });
    assert.match(said.out, /on Node (2[4-9]|[3-9]\d)\./);
  });

  test("the exit code comes through", async () => {
    assert.equal((await tocsin(["frobnicate"], OLD)).code, 2);
  });
});
