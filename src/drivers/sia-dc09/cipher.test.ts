import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decrypt, encrypt, readKey } from "./cipher.ts";
import { CIPHER_VECTORS } from "./vectors.ts";

const ciphertextOf = (wire: string) => wire.slice(wire.indexOf("[") + 1, -1);

describe("DC-09 encryption", () => {
  for (const { what, from, key: written, plaintext, wire } of CIPHER_VECTORS) {
    const key = readKey(written, "auto", "1234");
    it(`decrypts ${what} (${from})`, () => assert.equal(decrypt(ciphertextOf(wire), key), plaintext));
    it(`decrypts ${what} in lower case`, () => assert.equal(decrypt(ciphertextOf(wire).toLowerCase(), key), plaintext));

    const bar = plaintext.indexOf("|");
    if (bar < 0) continue;
    it(`encrypts ${what}`, () => {
      const pad = (length: number) => plaintext.slice(0, bar).padEnd(length, "?");
      assert.equal(encrypt(plaintext.slice(bar), key, pad), ciphertextOf(wire));
    });
  }

  it("pads with 1 to 16 characters that are none of |[], never the same", () => {
    const key = readKey("0123456789ABCDEF0123456789ABCDEF", "hex", "1234");
    const pads = new Set<string>();
    for (let length = 1; length <= 400; length++) {
      const content = `|${"c".repeat(length)}`;
      const plain = decrypt(encrypt(content, key), key) ?? "";
      const pad = plain.slice(0, plain.indexOf("|"));
      assert.equal(plain, pad + content);
      assert.ok(pad.length >= 1 && pad.length <= 16, `${pad.length}`);
      assert.doesNotMatch(pad, /[|[\]]/);
      pads.add(pad);
    }
    assert.ok(pads.size > 300);
  });

  it("refuses what is not whole blocks in hexadecimal", () => {
    const key = readKey("AAAAAAAAAAAAAAAA", "auto", "1234");
    for (const text of ["", "00", "0".repeat(31), "0".repeat(33), "x".repeat(32), `${"0".repeat(30)}]]`]) {
      assert.equal(decrypt(text, key), null, text);
    }
  });
});

describe("AES keys", () => {
  const cases: [text: string, form: "auto" | "hex" | "ascii", bits: number][] = [
    ["0".repeat(32), "auto", 128],
    ["0".repeat(48), "auto", 192],
    ["0".repeat(64), "auto", 256],
    ["x".repeat(16), "auto", 128],
    ["x".repeat(24), "auto", 192],
    ["x".repeat(32), "auto", 256],
    ["0".repeat(16), "auto", 128],
    ["0".repeat(32), "ascii", 256],
  ];
  for (const [text, form, bits] of cases) {
    it(`${text.length} times ${text[0]} as ${form} has ${bits} bits`, () =>
      assert.equal(readKey(text, form, "1234").symmetricKeySize, bits / 8));
  }

  it("of other lengths are refused, with what to do and without the key", () => {
    for (const [text, form] of [
      ["secret", "auto"],
      ["0".repeat(31), "auto"],
      ["x".repeat(32), "hex"],
      ["0".repeat(64), "ascii"],
    ] as const) {
      assert.throws(
        () => readKey(text, form, "1234"),
        (fault: Error) =>
          /key of account 1234 has \d+ characters: give 32, 48 or 64/.test(fault.message) &&
          !fault.message.includes(text),
      );
    }
  });
});
