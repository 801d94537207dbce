import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, test } from "node:test";
import { combine } from "shamir-secret-sharing";
import { hashOfShare, joinShares, makeShares, readShare } from "./shares.ts";

describe("recovery shares", () => {
  test("any two of three give back the root key, for any root key", async () => {
    const roots = [Buffer.alloc(32), Buffer.alloc(32, 0xff), ...Array.from({ length: 40 }, () => randomBytes(32))];
    for (const root of roots) {
      const [a, b, c] = (await makeShares(root)).map(readShare);
      assert(a && b && c);
      for (const [one, other] of [
        [a, b],
        [b, c],
        [c, a],
      ] as const) {
        assert.deepEqual(await joinShares(one, other), root);
      }
      assert.equal(new Set([a, b, c].map(hashOfShare)).size, 3);
    }
  });

  // Worked out by hand, with no code of ours or theirs: 2 · 0x80 = 0x100, less 0x11b leaves 0x1b, and 1 + 0x1b = 0x1a.
  test("combine as computed by hand in GF(2^8) with the polynomial 0x11b: f(x) = 1 + 2x", async () => {
    const shares = [Uint8Array.of(0x03, 1), Uint8Array.of(0x05, 2), Uint8Array.of(0x07, 3), Uint8Array.of(0x1a, 0x80)];
    for (const one of shares) {
      for (const other of shares.filter((share) => share !== one)) {
        assert.deepEqual(await combine([one, other]), Uint8Array.of(0x01));
      }
    }
  });

  test("are read however they were copied by hand", async () => {
    const [text = ""] = await makeShares(randomBytes(32));
    const share = readShare(text);
    for (const copy of [
      text.toLowerCase(),
      text.replaceAll("-", " "),
      text.replaceAll("0", "o").replaceAll("1", "l"),
      ` ${text}\n`,
    ])
      assert.deepEqual(readShare(copy), share);
  });

  test("with one wrong, missing or swapped letter are refused, wherever it is", async () => {
    const [text = ""] = await makeShares(randomBytes(32));
    const letters = text.replaceAll("-", "");
    for (let at = 0; at < letters.length; at++) {
      const other = letters[at] === "7" ? "8" : "7";
      assert.throws(
        () => readShare(letters.slice(0, at) + other + letters.slice(at + 1)),
        /wrong letter|newer/,
        `letter ${at}`,
      );
      assert.throws(() => readShare(letters.slice(0, at) + letters.slice(at + 1)), /missing group/);
    }
    assert.throws(() => readShare(`${letters.slice(0, -1)}U`), /no letter of a share/);
  });

  test("that were not made together are told apart", async () => {
    const root = randomBytes(32);
    const [a] = (await makeShares(root)).map(readShare);
    const [, b] = (await makeShares(root)).map(readShare);
    const [, c] = (await makeShares(randomBytes(32))).map(readShare);
    assert(a && b && c);
    await assert.rejects(joinShares(a, b), /not made together/);
    await assert.rejects(joinShares(a, c), /different root keys/);
    await assert.rejects(joinShares(a, a), /another holder/);
    const atSameX = { ...b, share: Uint8Array.from([...b.share.slice(0, -1), ...a.share.slice(-1)]) };
    await assert.rejects(joinShares(a, atSameX), /not made together/);
  });
});
