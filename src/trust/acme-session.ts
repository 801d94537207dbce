import { createHash, createHmac, createPublicKey, type KeyObject, sign } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { z } from "zod";

/** Times that a request is sent anew because its nonce was too old (RFC 8555 §6.5). */
const MOST_NONCES = 10;
const ANSWER_MS = 30_000;
const LONGEST_ANSWER = 256 * 1024;

const Directory = z.object({
  newNonce: z.url({ protocol: /^https$/ }),
  newAccount: z.url({ protocol: /^https$/ }),
  newOrder: z.url({ protocol: /^https$/ }),
});
const Problem = z.object({ type: z.string().optional(), detail: z.string().optional() });

export interface Answer {
  /** Absolute; null: the answer names none. */
  readonly location: string | null;
  readonly retryAfter: string | null;
  readonly text: string;
}

interface Raw extends Answer {
  readonly status: number;
  readonly nonce: string | null;
}

/** An account at an authority, by external binding (RFC 8555 §7.3.4). */
export interface Binding {
  readonly keyId: string;
  /** As the authority gave it out: base64url. */
  readonly key: string;
}

/** Signed requests of one account to an authority that speaks ACME (RFC 8555 §6). Throws an `Error` that says what it said. */
export class AcmeSession {
  readonly newOrder: string;
  readonly #key: KeyObject;
  readonly #roots: string | null;
  readonly #newNonce: string;
  #nonce: string | null = null;
  #account: string | null = null;

  private constructor(key: KeyObject, roots: string | null, directory: z.output<typeof Directory>) {
    this.#key = key;
    this.#roots = roots;
    this.#newNonce = directory.newNonce;
    this.newOrder = directory.newOrder;
  }

  /** @param key of the account, P-256 @param roots PEM of who vouches for the authority's own listener; null: as browsers know */
  static async open(
    directory: string,
    {
      key,
      roots,
      email,
      binding,
    }: { key: KeyObject; roots: string | null; email: string | null; binding: Binding | null },
  ): Promise<AcmeSession> {
    const { status, text } = await send("GET", directory, null, roots);
    if (status !== 200) throw new Error(`${directory} answers ${status}, which is no directory of ACME`);
    const places = Directory.parse(JSON.parse(text));
    const session = new AcmeSession(key, roots, places);
    const account = await session.post(places.newAccount, {
      termsOfServiceAgreed: true,
      ...(email === null ? {} : { contact: [`mailto:${email}`] }),
      ...(binding === null ? {} : { externalAccountBinding: session.#bound(places.newAccount, binding) }),
    });
    session.#account = account.location;
    return session;
  }

  /** What a challenge is answered with (RFC 8555 §8.1). */
  authorizationOf(token: string): string {
    return `${token}.${createHash("sha256").update(JSON.stringify(this.#jwk())).digest("base64url")}`;
  }

  /** @param payload null: only to read what is there (POST-as-GET) */
  async post(url: string, payload: object | null): Promise<Answer> {
    for (let attempt = 0; attempt < MOST_NONCES; attempt++) {
      const nonce = this.#nonce ?? (await send("HEAD", this.#newNonce, null, this.#roots)).nonce;
      if (nonce === null) throw new Error(`${this.#newNonce} gives no nonce`);
      this.#nonce = null;
      const who = this.#account === null ? { jwk: this.#jwk() } : { kid: this.#account };
      const body = this.#signed({ alg: "ES256", nonce, url, ...who }, payload);
      const answer = await send("POST", url, body, this.#roots);
      this.#nonce = answer.nonce;
      if (answer.status < 400) return answer;
      const problem = problemIn(answer.text);
      if (problem.type?.endsWith(":badNonce")) continue;
      throw new Error(`${url} refused (${answer.status}): ${problem.detail ?? problem.type ?? "it does not say why"}`);
    }
    throw new Error(`${url} took none of ${MOST_NONCES} nonces`);
  }

  #signed(header: object, payload: object | null): object {
    const first = base64url(JSON.stringify(header));
    const second = payload === null ? "" : base64url(JSON.stringify(payload));
    const signature = sign("sha256", Buffer.from(`${first}.${second}`), { key: this.#key, dsaEncoding: "ieee-p1363" });
    return { protected: first, payload: second, signature: signature.toString("base64url") };
  }

  #bound(url: string, { keyId, key }: Binding): object {
    const first = base64url(JSON.stringify({ alg: "HS256", kid: keyId, url }));
    const second = base64url(JSON.stringify(this.#jwk()));
    const mac = createHmac("sha256", Buffer.from(key, "base64url")).update(`${first}.${second}`);
    return { protected: first, payload: second, signature: mac.digest("base64url") };
  }

  /** Its members in the order of RFC 7638 §3.2, of which the thumbprint is made. */
  #jwk(): object {
    const { crv, kty, x, y } = createPublicKey(this.#key).export({ format: "jwk" });
    return { crv, kty, x, y };
  }
}

async function send(method: string, url: string, body: object | null, roots: string | null): Promise<Raw> {
  const asked = request(url, {
    method,
    signal: AbortSignal.timeout(ANSWER_MS),
    headers: { "user-agent": "Tocsin", ...(body === null ? {} : { "content-type": "application/jose+json" }) },
    agent: false,
    ...(roots === null ? {} : { ca: roots }),
  });
  asked.end(body === null ? undefined : JSON.stringify(body));
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  let text = "";
  answer.setEncoding("utf8");
  for await (const part of answer) {
    text += part as string;
    if (text.length > LONGEST_ANSWER) throw new Error(`${url} answers more than ${LONGEST_ANSWER} characters`);
  }
  const header = (name: string) => [answer.headers[name]].flat()[0] ?? null;
  const location = header("location");
  return {
    status: answer.statusCode ?? 0,
    nonce: header("replay-nonce"),
    location: location === null ? null : new URL(location, url).href,
    retryAfter: header("retry-after"),
    text,
  };
}

function problemIn(text: string): z.output<typeof Problem> {
  try {
    return Problem.parse(JSON.parse(text));
  } catch {
    return {};
  }
}

function base64url(text: string): string {
  return Buffer.from(text, "utf8").toString("base64url");
}
