import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";

/**
 * Signed notes as C2SP signed-note defines them: a text that ends with a line, an empty line, and signature lines of an em
 * dash, the key's name, and base64 of the key's id (4 bytes) and the Ed25519 signature of the text.
 */

/** Whose notes are believed. */
export interface NoteKey {
  readonly name: string;
  /** Ed25519, 32 bytes. */
  readonly publicKey: Buffer;
}

const ED25519 = 1;
const ID_LENGTH = 4;
/** What stands before the 32 bytes of an Ed25519 key in its DER form: SPKI (RFC 8410 §4) and PKCS #8 (§7). */
const SPKI = Buffer.from("302a300506032b6570032100", "hex");

/** A key pair as it is kept: the public half as 32 bytes, the private one as PKCS #8. */
export function makeKeyPair(): { readonly publicKey: Buffer; readonly privateKey: Buffer } {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  return {
    publicKey: publicKey.export({ type: "spki", format: "der" }).subarray(SPKI.length),
    privateKey: privateKey.export({ type: "pkcs8", format: "der" }),
  };
}

/** The first four bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key). */
function keyId({ name, publicKey }: NoteKey): Buffer {
  const text = Buffer.concat([Buffer.from(`${name}\n`, "utf8"), Buffer.from([ED25519]), publicKey]);
  return hash("sha256", text, "buffer").subarray(0, ID_LENGTH);
}

/** The public key in the one line in which it is handed to others: `name+id+base64`. */
export function keyText(key: NoteKey): string {
  const coded = Buffer.concat([Buffer.from([ED25519]), key.publicKey]).toString("base64");
  return `${key.name}+${keyId(key).toString("hex")}+${coded}`;
}

/** The key of such a line, or why it is none. */
export function readKey(text: string): NoteKey | string {
  const [, name, id, coded] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(text.trim()) ?? [];
  if (name === undefined || coded === undefined) return "not NAME+ID+KEY, as 'tocsin audit-trail key' prints it";
  const bytes = Buffer.from(coded, "base64");
  if (bytes[0] !== ED25519 || bytes.length !== 33) return "not an Ed25519 key";
  const key = { name, publicKey: bytes.subarray(1) };
  return keyId(key).toString("hex") === id ? key : "its id doesn't belong to it, so a letter is wrong";
}

/** @param text whole lines @param privateKey PKCS #8 */
export function signNote(text: string, key: NoteKey, privateKey: Buffer): string {
  const secret = createPrivateKey({ key: privateKey, format: "der", type: "pkcs8" });
  const signature = sign(null, Buffer.from(text, "utf8"), secret);
  return `${text}\n— ${key.name} ${Buffer.concat([keyId(key), signature]).toString("base64")}\n`;
}

/** The text of a note that carries a good signature of one of the keys, or why it can't be believed. */
export function openNote(
  note: string,
  keys: readonly NoteKey[],
): { readonly text: string; readonly by: NoteKey } | string {
  const border = note.lastIndexOf("\n\n");
  if (border < 0 || !note.endsWith("\n")) return "not a signed note";
  const text = note.slice(0, border + 1);
  const lines = note.slice(border + 2, -1).split("\n");
  let known = false;
  for (const line of lines) {
    const [, name, coded] = /^— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/.exec(line) ?? [];
    if (name === undefined || coded === undefined) return "a line of its signatures is damaged";
    const bytes = Buffer.from(coded, "base64");
    for (const key of keys) {
      if (key.name !== name || !keyId(key).equals(bytes.subarray(0, ID_LENGTH))) continue;
      known = true;
      if (verify(null, Buffer.from(text, "utf8"), publicKeyOf(key), bytes.subarray(ID_LENGTH)))
        return { text, by: key };
    }
  }
  return known ? "its signature is wrong" : "no known key signed it";
}

function publicKeyOf({ publicKey }: NoteKey): KeyObject {
  return createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: "der", type: "spki" });
}
