import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { inspect } from "node:util";
import { Seal } from "./seal.ts";

const place = { table: "config.item", column: "settings.password", row: "channel:mail" };

describe("a sealed secret", () => {
  const seal = new Seal(Buffer.alloc(32, 1));
  const sealed = seal.seal(place, "hunter2 ☎");

  test("opens in its place, and shows neither sealed nor opened", () => {
    assert.equal(seal.unseal(place, sealed).open(), "hunter2 ☎");
    assert.doesNotMatch(sealed, /hunter2/);
    assert.equal(inspect(seal.unseal(place, sealed)), "***");
    assert.doesNotMatch(inspect(seal, { depth: 9, showHidden: true }), /AQEBAQ|01 01 01/);
  });

  test("is another one each time", () => assert.notEqual(seal.seal(place, "x"), seal.seal(place, "x")));

  const moved: [string, Partial<typeof place>][] = [
    ["to another row", { row: "channel:other" }],
    ["to another column", { column: "settings.secret" }],
    ["to another table", { table: "core.session" }],
    ["between column and row", { column: "settings.password|channel", row: "mail" }],
  ];
  for (const [where, change] of moved) {
    test(`moved ${where} does not open`, () => {
      assert.throws(() => seal.unseal({ ...place, ...change }, sealed), {
        code: "untrusted",
        message: /changed or moved.*Enter it again/,
      });
    });
  }

  test("does not open when one byte of it is changed, wherever", () => {
    for (const part of ["nonce", "text", "tag"]) {
      const envelope = JSON.parse(sealed) as Record<string, string>;
      const bytes = Buffer.from(envelope[part] ?? "", "base64url");
      bytes.writeUInt8(bytes.readUInt8(0) ^ 1, 0);
      const changed = JSON.stringify({ ...envelope, [part]: bytes.toString("base64url") });
      assert.throws(() => seal.unseal(place, changed), /changed or moved/);
    }
  });

  test("does not open with a tag cut short", () => {
    const envelope = JSON.parse(sealed) as Record<string, string>;
    const tag = Buffer.from(envelope["tag"] ?? "", "base64url")
      .subarray(0, 4)
      .toString("base64url");
    assert.throws(() => seal.unseal(place, JSON.stringify({ ...envelope, tag })), /changed or moved/);
  });

  test("of another machine is told apart from a damaged one", () => {
    const other = new Seal(Buffer.alloc(32, 2));
    assert.throws(() => other.unseal(place, sealed), /key of another machine/);
    assert.throws(() => seal.unseal(place, "hunter2"), /is damaged/);
    assert.throws(() => seal.unseal(place, JSON.stringify({ v: 2 })), /this version doesn't know/);
  });
});

describe("derived keys", () => {
  const seal = new Seal(Buffer.alloc(32, 1));
  test("are HKDF-SHA-256 of the machine key, one per purpose", () => {
    assert.equal(seal.key("link").length, 32);
    assert.deepEqual(seal.key("link"), new Seal(Buffer.alloc(32, 1)).key("link"));
    assert.notDeepEqual(seal.key("link"), seal.key("reply-code"));
    assert.notDeepEqual(seal.key("link"), new Seal(Buffer.alloc(32, 2)).key("link"));
  });
});

describe("the machine key", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tocsin-seal-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const file = () => join(folder, "trust", "machine.key");

  test("is made once, for its owner only, and stays", () => {
    const sealed = Seal.open(folder).seal(place, "hunter2");
    assert.equal(statSync(file()).mode & 0o777, 0o600);
    assert.equal(statSync(join(folder, "trust")).mode & 0o777, 0o700);
    assert.equal(Seal.open(folder).unseal(place, sealed).open(), "hunter2");
  });
  test("is another one in another folder", () => {
    Seal.open(folder);
    const first = readFileSync(file(), "utf8");
    rmSync(file());
    Seal.open(folder);
    assert.notEqual(readFileSync(file(), "utf8"), first);
  });
  test("is refused when others may read it, or when it is damaged", () => {
    Seal.open(folder);
    chmodSync(file(), 0o644);
    assert.throws(() => Seal.open(folder), /chmod 600/);
    chmodSync(file(), 0o600);
    writeFileSync(file(), "short\n");
    assert.throws(() => Seal.open(folder), /must hold 32 bytes/);
  });
});
