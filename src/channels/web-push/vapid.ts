import { createECDH, createPrivateKey, type KeyObject, randomBytes, sign } from "node:crypto";
import type { Instant } from "#kernel/clock.ts";

/** RFC 8292 §2 allows 24 h; half of it forgives a clock that is hours wrong. */
const LIFE_SEC = 12 * 3600;
/** A token is used until its last hour. */
const SPARE_SEC = 3600;
const HEADER = Buffer.from('{"typ":"JWT","alg":"ES256"}').toString("base64url");

/** A new private key for VAPID: the scalar, 32 octets as base64url. */
export function newVapidKey(): string {
  for (;;) {
    const key = randomBytes(32).toString("base64url");
    if (isVapidKey(key)) return key;
  }
}

export function isVapidKey(key: string): boolean {
  try {
    return /^[A-Za-z0-9_-]{43}$/u.test(key) && publicKeyOf(key) !== "";
  } catch {
    return false;
  }
}

/** The key by which browsers and push services know this server: an uncompressed point, 65 octets as base64url. */
export function publicKeyOf(key: string): string {
  const pair = createECDH("prime256v1");
  pair.setPrivateKey(key, "base64url");
  return pair.getPublicKey("base64url");
}

/** Says to push services who sends (RFC 8292). One token for each of them, used for hours. */
export class Vapid {
  readonly #key: KeyObject;
  readonly #publicKey: string;
  readonly #subject: string;
  readonly #tokens = new Map<string, { readonly token: string; readonly endsAt: number }>();

  /** @param subject `mailto:` or `https:`, for whoever runs the push service */
  constructor(key: string, subject: string) {
    this.#publicKey = publicKeyOf(key);
    this.#subject = subject;
    const point = Buffer.from(this.#publicKey, "base64url");
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString("base64url"));
    this.#key = createPrivateKey({ format: "jwk", key: { kty: "EC", crv: "P-256", d: key, x: x ?? "", y: y ?? "" } });
  }

  /** The header `Authorization` for a message to this endpoint. */
  authorization(endpoint: string, now: Instant): string {
    const { origin } = new URL(endpoint);
    const second = Math.floor(now / 1000);
    const known = this.#tokens.get(origin);
    const good = known && known.endsAt - second > SPARE_SEC && known.endsAt - second <= LIFE_SEC ? known : null;
    const { token } = good ?? this.#sign(origin, second + LIFE_SEC);
    return `vapid t=${token}, k=${this.#publicKey}`;
  }

  #sign(origin: string, endsAt: number): { readonly token: string } {
    const claims = JSON.stringify({ aud: origin, exp: endsAt, sub: this.#subject });
    const said = `${HEADER}.${Buffer.from(claims).toString("base64url")}`;
    // JWS wants the two numbers themselves, not ASN.1 (RFC 7518 §3.4).
    const signature = sign("sha256", Buffer.from(said), { key: this.#key, dsaEncoding: "ieee-p1363" });
    const made = { token: `${said}.${signature.toString("base64url")}`, endsAt };
    if (this.#tokens.size >= 1000) this.#tokens.clear();
    this.#tokens.set(origin, made);
    return made;
  }
}
