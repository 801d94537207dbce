import { createCipheriv, createECDH, hkdfSync, randomBytes } from "node:crypto";

/** The body's largest size that every push service takes (RFC 8030 §7.2), and our record size: one record per message. */
const RECORD = 4096;
const KEY_LENGTH = 65;
const HEADER = 16 + 4 + 1 + KEY_LENGTH;
const TAG = 16;
/** Ends the last record (RFC 8188 §2). */
const LAST_RECORD = Buffer.from([2]);
/** Octets of text that one message holds. */
export const LONGEST_NOTE = RECORD - HEADER - TAG - LAST_RECORD.length;

/** Whom a message is encrypted for. */
export interface Receiver {
  /** `p256dh`: a point of P-256, uncompressed, 65 octets. */
  readonly publicKey: Buffer;
  /** `auth`: 16 octets. */
  readonly auth: Buffer;
}

/** What must be new for every message; given by tests that repeat a published one. */
export interface Fresh {
  readonly privateKey: Buffer;
  readonly salt: Buffer;
}

/**
 * The body of a push message: RFC 8291 §3.4 for the keys, RFC 8188 §2 for the coding `aes128gcm`. Throws when the
 * receiver's key is not on the curve, or the text is longer than `LONGEST_NOTE`.
 */
export function encrypt(text: Buffer, { publicKey, auth }: Receiver, fresh?: Fresh): Buffer {
  if (text.length > LONGEST_NOTE) throw new RangeError(`${text.length} octets do not fit into one push message`);
  const sender = createECDH("prime256v1");
  if (fresh) sender.setPrivateKey(fresh.privateKey);
  else sender.generateKeys();
  const salt = fresh?.salt ?? randomBytes(16);
  const ours = sender.getPublicKey();
  const shared = sender.computeSecret(publicKey);
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), publicKey, ours]);
  const material = derive(shared, auth, info, 32);
  const key = derive(material, salt, Buffer.from("Content-Encoding: aes128gcm\0"), 16);
  const nonce = derive(material, salt, Buffer.from("Content-Encoding: nonce\0"), 12);
  const cipher = createCipheriv("aes-128-gcm", key, nonce);
  const record = Buffer.concat([cipher.update(text), cipher.update(LAST_RECORD), cipher.final(), cipher.getAuthTag()]);
  const sizes = Buffer.alloc(5);
  sizes.writeUInt32BE(RECORD);
  sizes.writeUInt8(KEY_LENGTH, 4);
  return Buffer.concat([salt, sizes, ours, record]);
}

function derive(material: Buffer, salt: Buffer, info: Buffer, length: number): Buffer {
  return Buffer.from(hkdfSync("sha256", material, salt, info, length));
}
