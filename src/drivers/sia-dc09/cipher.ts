import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import { Fault } from "#kernel/fault.ts";

const BLOCK = 16;
/** DC-09 §5.4.4 wants it so for every message; that equal texts with equal pads look alike is a property of the standard. */
const ZERO_IV = Buffer.alloc(BLOCK);
const SIZES = [16, 24, 32];

export const KEY_FORMS = ["auto", "hex", "ascii"] as const;

/**
 * A key of 128, 192 or 256 bits, written as 32, 48 or 64 hexadecimal digits or as 16, 24 or 32 characters. What could be
 * either counts as hexadecimal unless `form` says otherwise.
 *
 * @throws Fault `misconfigured`, without the key in its message
 */
export function readKey(text: string, form: (typeof KEY_FORMS)[number], account: string): KeyObject {
  const hex = /^[0-9a-f]+$/i.test(text) && SIZES.includes(text.length / 2);
  if (form !== "ascii" && hex) return createSecretKey(Buffer.from(text, "hex"));
  const bytes = Buffer.from(text, "latin1");
  if (form !== "hex" && SIZES.includes(bytes.length)) return createSecretKey(bytes);
  throw new Fault(
    "misconfigured",
    `the key of account ${account} has ${text.length} characters: give 32, 48 or 64 hexadecimal digits, or 16, 24 or 32 characters`,
  );
}

/** Undoes `encrypt`, pad included, one character per byte; null when the text is not whole blocks in hexadecimal. */
export function decrypt(ciphertext: string, key: KeyObject): string | null {
  if (ciphertext.length === 0 || ciphertext.length % (BLOCK * 2) !== 0) return null;
  const bytes = Buffer.from(ciphertext, "hex");
  if (bytes.length * 2 !== ciphertext.length) return null;
  const decipher = createDecipheriv(algorithm(key), key, ZERO_IV);
  decipher.setAutoPadding(false);
  const text = decipher.update(bytes);
  decipher.final();
  return text.toString("latin1");
}

/** @param content from the `|` on, one character per byte; `pad` gives so many characters that are none of `|[]` */
export function encrypt(content: string, key: KeyObject, pad: (length: number) => string = randomPad): string {
  const plain = Buffer.from(pad(BLOCK - (content.length % BLOCK)) + content, "latin1");
  const cipher = createCipheriv(algorithm(key), key, ZERO_IV);
  cipher.setAutoPadding(false);
  return Buffer.concat([cipher.update(plain), cipher.final()])
    .toString("hex")
    .toUpperCase();
}

function algorithm(key: KeyObject): string {
  return `aes-${(key.symmetricKeySize ?? 0) * 8}-cbc`;
}

function randomPad(length: number): string {
  const bytes = randomBytes(length);
  for (let at = 0; at < length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === 0x7c || byte === 0x5b || byte === 0x5d) bytes[at] = byte ^ 0x80;
  }
  return bytes.toString("latin1");
}
