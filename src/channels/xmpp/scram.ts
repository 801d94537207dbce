import { createHash, createHmac, pbkdf2, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

/** The strongest first. */
export const MECHANISMS = { "SCRAM-SHA-512": "sha512", "SCRAM-SHA-256": "sha256", "SCRAM-SHA-1": "sha1" } as const;
export type Mechanism = keyof typeof MECHANISMS;

/** RFC 7677 §4 asks for 4,096 at least; a server that asks for millions keeps us busy instead. */
const FEWEST_ITERATIONS = 4096;
const MOST_ITERATIONS = 1_000_000;
const derive = promisify(pbkdf2);

export interface Proof {
  /** What the client says next. */
  readonly message: string;
  /** What the server must say at the end: it proves that the server knows the password too. */
  readonly isGenuine: (final: string) => boolean;
}

export function firstMessage(user: string, nonce: string): string {
  return `n,,n=${saslName(user)},r=${nonce}`;
}

/**
 * Answers the server's first message (RFC 5802 §3). Rejects with an `Error` whose message says what is wrong with it.
 * @param nonce as in `firstMessage`
 */
export async function prove(
  mechanism: Mechanism,
  { user, password, nonce }: { user: string; password: string; nonce: string },
  serverFirst: string,
): Promise<Proof> {
  const hash = MECHANISMS[mechanism];
  const [, r = "", s = "", i = ""] =
    /^r=([\x21-\x2b\x2d-\x7e]+),s=([A-Za-z0-9+/=]+),i=(\d{1,9})(?:,|$)/u.exec(serverFirst) ?? [];
  if (!r.startsWith(nonce) || r.length === nonce.length) throw new Error("the server's nonce does not continue ours");
  const iterations = Number(i);
  if (iterations < FEWEST_ITERATIONS || iterations > MOST_ITERATIONS) {
    throw new Error(`the server asks for ${iterations} iterations`);
  }
  const hmac = (key: Buffer, text: string) => createHmac(hash, key).update(text).digest();
  const length = createHash(hash).digest().length;
  const salted = await derive(password.normalize("NFKC"), Buffer.from(s, "base64"), iterations, length, hash);
  const clientKey = hmac(salted, "Client Key");
  const bare = `c=biws,r=${r}`;
  const said = `n=${saslName(user)},r=${nonce},${serverFirst},${bare}`;
  const signature = hmac(createHash(hash).update(clientKey).digest(), said);
  const proof = Buffer.from(clientKey.map((byte, at) => byte ^ (signature[at] ?? 0)));
  const expected = hmac(hmac(salted, "Server Key"), said);
  return {
    message: `${bare},p=${proof.toString("base64")}`,
    isGenuine(final) {
      const given = Buffer.from(/^v=([A-Za-z0-9+/=]+)/u.exec(final)?.[1] ?? "", "base64");
      return given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
}

function saslName(user: string): string {
  return user.normalize("NFKC").replaceAll("=", "=3D").replaceAll(",", "=2C");
}
