import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { exportRoots, importRoots, moveRoot, newShares, recoverRoot, type Target } from "./change.ts";
import { type TrustFiles, trustFiles, withRootFile } from "./root-file.ts";
import { openRoots } from "./root-keys.ts";
import { Seal } from "./seal.ts";
import { readShare } from "./shares.ts";
import { troubleWith } from "./systemd-creds.ts";

const PLACE = { table: "config.item", column: "body", row: "channel/mail" };
const WORDS = "otter brisk lantern quay mellow";
const NOW = Date.UTC(2026, 10, 22);

let folder: string;
let files: TrustFiles;
let sealed: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tocsin-providers-"));
  files = trustFiles(folder);
  sealed = Seal.open(folder).seal(PLACE, "hunter2");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const opens = (words: string | null = null) =>
  Seal.open(folder, () => words)
    .unseal(PLACE, sealed)
    .open();
const move = (target: Target, words: string | null = null) =>
  moveRoot(
    files,
    openRoots(folder, () => words),
    target,
  );

const TARGETS: readonly (readonly [string, () => Target, string | null])[] = [
  ["file", () => ({ provider: "file" }), null],
  ["file elsewhere", () => ({ provider: "file", file: join(folder, "stick.key") }), null],
  ["passphrase", () => ({ provider: "passphrase", passphrase: WORDS }), WORDS],
  // Real systemd-creds(1): a machine without systemd fails here, for nothing was proven then.
  ["systemd-creds host", () => ({ provider: "systemd-creds", with: "host" }), null],
];

describe("a root key moved", () => {
  for (const [from, first, firstWords] of TARGETS) {
    for (const [to, second, secondWords] of TARGETS) {
      test(`to ${from} and on to ${to} opens what was sealed before, and leaves nothing of the provider before`, () => {
        const lasting = Seal.open(folder).key("reply");
        move(first());
        assert.equal(opens(firstWords), "hunter2");
        assert(!existsSync(files.plain), "the root key in clear is gone");
        move(second(), firstWords);
        assert.equal(opens(secondWords), "hunter2");
        assert.deepEqual(Seal.open(folder, () => secondWords).key("reply"), lasting);
        const kept = to === "file" ? 2 : 1;
        assert.equal(readdirSync(files.folder).length, kept, readdirSync(files.folder).join());
        for (const name of readdirSync(files.folder))
          assert.equal(statSync(join(files.folder, name)).mode & 0o777, 0o600);
      });
    }
  }

  test("to a short passphrase, to the root key itself or to a key that this machine hasn't stays where it is", () => {
    assert.throws(() => move({ provider: "passphrase", passphrase: "too short" }), /too short.*16 letters/);
    assert.throws(() => move({ provider: "file", file: files.plain }), /is the root key itself/);
    const trouble = troubleWith("tpm2");
    if (trouble !== null) assert.throws(() => move({ provider: "systemd-creds", with: "tpm2" }), /systemd-creds/);
    assert.equal(opens(), "hunter2");
  });

  test("by two commands at once is moved by one, and the other is told", async () => {
    await withRootFile(files, () =>
      assert.rejects(
        withRootFile(files, () => undefined),
        /Another command is changing the seal/,
      ),
    );
  });
});

describe("a root key that doesn't open says why and what to do:", () => {
  test("a wrong passphrase, none, and one in another keyboard's form", () => {
    move({ provider: "passphrase", passphrase: "zwölf grüne Flaschen" });
    assert.throws(() => opens("zwolf grune Flaschen"), /passphrase is wrong/);
    assert.throws(() => opens(null), /none was given.*LoadCredential/);
    assert.equal(opens("zwölf grüne Flaschen".normalize("NFD")), "hunter2");
  });

  test("the key file is away, cut short or readable by others", () => {
    const stick = join(folder, "stick.key");
    move({ provider: "file", file: stick });
    const key = readFileSync(stick, "utf8");
    truncateSync(stick, 20);
    assert.throws(() => opens(), /stick\.key is damaged/);
    writeFileSync(
      stick,
      key.replace(/^./, (letter) => (letter === "A" ? "B" : "A")),
    );
    assert.throws(() => opens(), /stick\.key doesn't open the root key/);
    rmSync(stick);
    assert.throws(() => opens(), /stick\.key can't be read.*mount its volume/);
  });

  test("root.key.json is cut short at any byte, or one letter of it is another one", () => {
    move({ provider: "file" });
    const whole = readFileSync(files.root, "utf8");
    for (let length = 0; length < whole.length - 2; length += 7) {
      writeFileSync(files.root, whole.slice(0, length));
      assert.throws(() => opens(), { code: "untrusted" }, `${length} bytes`);
    }
    for (const field of ["nonce", "text", "tag", "kid"]) {
      const changed = whole.replace(
        new RegExp(`("${field}": ")(.)`),
        (_, head: string, letter: string) => `${head}${letter === "0" ? "1" : "0"}`,
      );
      assert.notEqual(changed, whole);
      writeFileSync(files.root, changed);
      assert.throws(() => opens(), { code: "untrusted" }, field);
    }
    writeFileSync(files.root, whole);
    assert.equal(opens(), "hunter2");
  });

  test("P-099 a copy of the folder on another machine: the credential was sealed by another host", () => {
    move({ provider: "systemd-creds", with: "host" });
    const file = JSON.parse(readFileSync(files.root, "utf8")) as { keys: { wrapped: { credential: string } }[] };
    const wrapped = file.keys[0]?.wrapped ?? assert.fail("no key");
    // The same root key as another host with its own secret seals it (systemd-creds knows this variable for tests).
    const other = spawnSync("systemd-creds", ["encrypt", "--with-key=host", "--name=tocsin-root-key", "-", "-"], {
      input: Buffer.from(openRoots(folder).keys[0].key.open()),
      env: { ...process.env, SYSTEMD_CREDENTIAL_SECRET: join(folder, "other-host.secret") },
    });
    assert.equal(other.status, 0, other.stderr.toString());
    wrapped.credential = other.stdout.toString("ascii").replace(/\s/g, "");
    writeFileSync(files.root, JSON.stringify(file));
    assert.throws(() => opens(), /doesn't open on this machine.*tocsin seal recover/);
  });
});

describe("recovery", () => {
  test("P-075 two of three shares restore the root key where nothing else is left, and one does not", async () => {
    const texts = await newShares(files, openRoots(folder), NOW, () => null);
    const shares = texts.map(readShare);
    for (const [a, b] of [
      [0, 1],
      [0, 2],
      [2, 1],
    ] as const) {
      rmSync(files.folder, { recursive: true });
      openRoots(folder);
      assert.throws(() => opens(), /key of another machine/);
      const [one, other] = [shares[a] ?? assert.fail(), shares[b] ?? assert.fail()];
      const done = await recoverRoot(files, [one, other], { provider: "file" }, NOW);
      assert.equal(done.lasting, false);
      assert.equal(opens(), "hunter2");
      await assert.rejects(recoverRoot(files, [one, one], { provider: "file" }, NOW), /another holder/);
    }
  });

  test("beside a root.key.json that doesn't open keeps the lasting keys and the record of the shares", async () => {
    const lasting = Seal.open(folder).key("reply");
    const texts = await newShares(files, openRoots(folder), NOW, () => null);
    const [one, other] = texts.map(readShare);
    for (const name of readdirSync(files.folder)) if (name.startsWith("wrapping-")) rmSync(join(files.folder, name));
    assert.throws(() => opens(), /can't be read/);
    const done = await recoverRoot(files, [one ?? assert.fail(), other ?? assert.fail()], { provider: "file" }, NOW);
    assert.equal(done.lasting, true);
    assert.deepEqual(Seal.open(folder).key("reply"), lasting);
    assert.equal(openRoots(folder).file?.shares?.shares.length, 3);
  });
});

describe("an exported root key", () => {
  test("opens on another machine with its passphrase, and with no other", () => {
    const other = mkdtempSync(join(tmpdir(), "tocsin-other-"));
    try {
      const file = join(other, "root.export");
      writeFileSync(file, exportRoots(openRoots(folder), WORDS));
      Seal.open(other);
      assert.throws(
        () => importRoots(trustFiles(other), file, "wrong but long enough", { provider: "file" }),
        /passphrase is wrong/,
      );
      importRoots(trustFiles(other), file, WORDS, { provider: "file" });
      assert.equal(Seal.open(other).unseal(PLACE, sealed).open(), "hunter2");
      truncateSync(file, 200);
      assert.throws(
        () => importRoots(trustFiles(other), file, WORDS, { provider: "file" }),
        /can't be read.*seal export/,
      );
    } finally {
      rmSync(other, { recursive: true });
    }
  });
});
