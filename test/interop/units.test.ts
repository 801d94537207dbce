import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, it } from "node:test";
import { packageFolder } from "#kernel/version.ts";

const FOLDER = join(packageFolder, "deploy", "systemd");
const UNITS = globSync(join(FOLDER, "*.service"));
const analyze = (...args: readonly string[]) => spawnSync("systemd-analyze", args, { encoding: "utf8" });
const skip = analyze("--version").status === 0 ? false : "systemd-analyze is not installed";
/** In tenths, as systemd-analyze takes it. */
const MOST_EXPOSED = 20;

describe("the units that are shipped", { skip }, () => {
  it("are there", () => assert.ok(UNITS.length >= 3));

  it("W-011, N-075, P-015 a unit that is not shut in is found out", () => {
    const { status } = analyze(
      "security",
      "--offline=true",
      `--threshold=${MOST_EXPOSED}`,
      "/lib/systemd/system/debug-shell.service",
    );
    assert.notEqual(status, 0, "the check must be able to fail");
  });

  for (const unit of UNITS) {
    it(`W-011, N-075, P-015 ${basename(unit)} is exposed to 2.0 at most`, () => {
      const { status, stdout } = analyze("security", "--offline=true", `--threshold=${MOST_EXPOSED}`, unit);
      assert.equal(status, 0, stdout.split("\n").slice(-3).join("\n"));
    });

    it(`${basename(unit)} has limits, and no word that systemd doesn't know`, () => {
      const { stderr } = analyze("verify", "--man=no", unit);
      assert.deepEqual(
        stderr.split("\n").filter((line) => line !== "" && !/is not executable|Command \S+ is not/.test(line)),
        [],
      );
      const text = readFileSync(unit, "utf8");
      assert.match(text, /^SystemCallFilter=~@privileged @resources$/m);
      assert.doesNotMatch(text, /^(User|Group)=root$|PermissionsStartOnly|^ExecStart=\+/m);
      if (!/^Type=oneshot$/m.test(text))
        assert.match(text, /^MemoryMax=.*\n(?:.*\n)*TasksMax=.*\n(?:.*\n)*LimitNOFILE=/m);
    });
  }

  it("W-040, N-075 the account has no shell, and systemd takes what makes it", () => {
    const users = join(FOLDER, "tocsin.sysusers");
    assert.match(readFileSync(users, "utf8"), /^u tocsin - "Tocsin" \/var\/lib\/tocsin \/usr\/sbin\/nologin$/m);
    const made = spawnSync("systemd-sysusers", ["--dry-run", users], { encoding: "utf8" });
    assert.equal(made.status, 0, made.stderr);
    assert.match(made.stdout + made.stderr, /Would create|Creating user/i);
  });
});
