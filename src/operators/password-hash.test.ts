import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { hash as argon2 } from "@node-rs/argon2";
import { Secret } from "#kernel/secret.ts";
import { hashPassword, isImported, isWeak, pepperOf, verifyPassword, wrapSaltedSha256 } from "./password-hash.ts";

const pepper = pepperOf(new Secret(Buffer.alloc(32, 7)));
const otherPepper = pepperOf(new Secret(Buffer.alloc(32, 8)));
const peppers = [pepper] as const;
const password = new Secret("violet tractor sings 9 hymns");
const wrong = new Secret("violet tractor sings 8 hymns");

describe("a password's hash", () => {
  it("P-081 is argon2id with 64 MiB over a peppered password, salted anew each time", async () => {
    const [one, two] = [await hashPassword(password, pepper), await hashPassword(password, pepper)];
    assert.match(one, /^v2 pepper:[0-9a-f]{8} password \$argon2id\$v=19\$m=65536,t=3,p=1\$/);
    assert.notEqual(one, two);
    const verdicts = [password, wrong].map((tried) => verifyPassword(one, tried, peppers));
    assert.deepEqual(await Promise.all(verdicts), [true, false]);
    assert.deepEqual([isWeak(one, peppers), isImported(one)], [false, false]);
  });

  it("fits under its own pepper only, and says that it is another's", async () => {
    const stored = await hashPassword(password, pepper);
    assert.equal(await verifyPassword(stored, password, [otherPepper]), false);
    assert.equal(isWeak(stored, [otherPepper]), true);
    assert.doesNotMatch(stored, new RegExp(pepper.key.open().toString("hex")));
  });

  it("from before the pepper is verified as it is, and counts as weak", async () => {
    const stored = await argon2(password.open(), { memoryCost: 65_536, timeCost: 3, parallelism: 1 });
    assert.equal(await verifyPassword(stored, password, peppers), true);
    assert.equal(await verifyPassword(stored, wrong, peppers), false);
    assert.equal(isWeak(stored, peppers), true);
  });

  it("below today's cost is weak", async () => {
    const cheap = (await hashPassword(password, pepper)).replace("m=65536,t=3", "m=19456,t=2");
    assert.equal(isWeak(cheap, peppers), true);
    for (const nonsense of ["", "sha256", "v2 pepper:x password y", "v2 pepper:00000000 password $argon2i$v=19$"]) {
      assert.equal(isWeak(nonsense, peppers), true);
      assert.equal(await verifyPassword(nonsense, password, peppers), false);
    }
  });

  it("P-087 wraps salted SHA-256 of another product, whose bare hash is nowhere in it", async () => {
    const salt = Buffer.from("f00dcafe", "hex");
    const sha256 = createHash("sha256").update(salt).update(password.open()).digest();
    const stored = await wrapSaltedSha256(sha256, salt, pepper);
    assert.equal(await verifyPassword(stored, password, peppers), true);
    assert.equal(await verifyPassword(stored, wrong, peppers), false);
    assert.deepEqual([isImported(stored), isWeak(stored, peppers)], [true, true]);
    for (const form of ["hex", "base64", "base64url"] as const) assert.ok(!stored.includes(sha256.toString(form)));
  });

  it("P-025 is of the whole password: two of 100 characters that differ at the end differ", async () => {
    const [one, two] = ["a", "b"].map((end) => new Secret(`${"long words ".repeat(9)}${end}`));
    assert.ok(one && two);
    const stored = await hashPassword(one, pepper);
    assert.deepEqual(
      [await verifyPassword(stored, one, peppers), await verifyPassword(stored, two, peppers)],
      [true, false],
    );
  });

  it("P-025 is the same however a keyboard composes its letters", async () => {
    const stored = await hashPassword(new Secret("größere Äpfel schmecken nie".normalize("NFC")), pepper);
    const typed = new Secret("größere Äpfel schmecken nie".normalize("NFD"));
    assert.equal(await verifyPassword(stored, typed, peppers), true);
  });

  it("of a text too long to be a password is never tried with all of it: a megabyte costs what a word costs", async () => {
    const long = new Secret("x".repeat(1_000_000));
    const stored = await argon2(long.open().slice(0, 256), { memoryCost: 65_536, timeCost: 3, parallelism: 1 });
    assert.equal(await verifyPassword(stored, long, peppers), false);
    const before = process.memoryUsage().rss;
    for (let turn = 0; turn < 8; turn++) await verifyPassword(stored, long, peppers);
    assert.ok(process.memoryUsage().rss - before < 200e6);
  });

  it("P-086 is refused for nobody as for somebody", async () => {
    assert.equal(await verifyPassword(undefined, password, peppers), false);
  });

  it("is made four at a time, and refused when too many wait", async () => {
    const tries = Array.from({ length: 60 }, () =>
      verifyPassword(undefined, new Secret("x"), peppers).catch((thrown: Error) => thrown.message),
    );
    const refused = (await Promise.all(tries)).filter((answer) => answer !== false);
    assert.equal(refused.length, 24);
    assert.match(String(refused[0]), /try again in a few seconds/);
  });
});
