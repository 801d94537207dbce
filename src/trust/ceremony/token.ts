import { createHash, createPrivateKey, createPublicKey, hkdfSync, randomBytes, sign, verify } from "node:crypto";
import { Secret } from "#kernel/secret.ts";

/** How long one is good. */
export const TOKEN_MINUTES = 10;
const SECRET_BYTES = 16;
const PREFIX = "tocsin-join-";
/** DER before the bytes of an Ed25519 key (RFC 8410 §7 and §4). */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");
const SPKI = Buffer.from("302a300506032b6570032100", "hex");
const SIGNED = Buffer.from("tocsin trust token 1", "utf8");

/** What a machine joins with when nobody is there to compare codes. */
export interface JoinToken {
  readonly secret: Secret<Buffer>;
  /** SHA-256 of the root's SubjectPublicKeyInfo, 64 hex digits: whoever answers with another authority is not the site. */
  readonly authority: string;
}

/** 128 random bits for a machine that will meet this authority. */
export function newToken(authority: string): JoinToken {
  return { secret: new Secret(randomBytes(SECRET_BYTES)), authority };
}

/** The text that is handed over: `tocsin-join-` and 64 characters. */
export function tokenText({ secret, authority }: JoinToken): Secret {
  return new Secret(PREFIX + Buffer.concat([secret.open(), Buffer.from(authority, "hex")]).toString("base64url"));
}

/** null: it is no such text, or not a whole one. */
export function readToken(text: string): JoinToken | null {
  const trimmed = text.trim();
  if (!trimmed.startsWith(PREFIX) || !/^[\w-]{64}$/.test(trimmed.slice(PREFIX.length))) return null;
  const bytes = Buffer.from(trimmed.slice(PREFIX.length), "base64url");
  return {
    secret: new Secret(bytes.subarray(0, SECRET_BYTES)),
    authority: bytes.subarray(SECRET_BYTES).toString("hex"),
  };
}

/**
 * The public half of the Ed25519 key that comes of the token: the joiner shows it, 64 hex digits. The token itself never
 * travels, so that whoever stands between, or later reads what the authority keeps, can't use it.
 */
export function publicOf({ secret }: JoinToken): string {
  const der = createPublicKey(keyOf(secret)).export({ type: "spki", format: "der" });
  return der.subarray(SPKI.length).toString("hex");
}

/** What the authority keeps of it: SHA-256 of the public half. */
export function keptOf(publicKey: string): string {
  return createHash("sha256").update(Buffer.from(publicKey, "hex")).digest("hex");
}

/** Proves to hold the token, for this transcript alone. Base64. */
export function signedWith({ secret }: JoinToken, transcript: Buffer): string {
  return sign(null, Buffer.concat([SIGNED, transcript]), keyOf(secret)).toString("base64");
}

export function isSigned(publicKey: string, transcript: Buffer, signature: string): boolean {
  const der = Buffer.concat([SPKI, Buffer.from(publicKey, "hex")]);
  const key = createPublicKey({ key: der, format: "der", type: "spki" });
  return verify(null, Buffer.concat([SIGNED, transcript]), key, Buffer.from(signature, "base64"));
}

function keyOf(secret: Secret<Buffer>) {
  const seed = Buffer.from(hkdfSync("sha256", secret.open(), "", "tocsin trust token 1", 32));
  return createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: "der", type: "pkcs8" });
}
