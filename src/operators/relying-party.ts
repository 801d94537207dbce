import { isIP } from "node:net";
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import { Fault } from "#kernel/fault.ts";
import type { Passkey } from "./passkeys.ts";

/** COSE algorithms, the preferred first: EdDSA, ES256, RS256. */
const ALGORITHMS = [-8, -7, -257];
/** How long the person may take to touch the device. */
export const CEREMONY_MS = 2 * 60_000;

interface Whom {
  readonly id: string;
  readonly name: string;
  /** Stable, says nothing about the person (WebAuthn Level 3 §14.6.1). */
  readonly handle: Buffer;
}

/**
 * The server as WebAuthn sees it: the host of its public address is the relying party's id, and answers count only from
 * that origin. What a device answers is verified by @simplewebauthn/server, which is loaded when first needed.
 */
export class RelyingParty {
  readonly #origin: string;
  readonly #id: string;

  constructor(publicUrl: string) {
    const { origin, hostname } = new URL(publicUrl);
    this.#origin = origin;
    this.#id = hostname;
  }

  /** Why passkeys can't be used here, or null. WebAuthn Level 3 §5.1.2: the id is a domain, never an address. */
  get whyNot(): string | null {
    if (isIP(this.#id.replace(/^\[|\]$/g, "")) === 0) return null;
    return `Passkeys need a name, and this server is reached as ${this.#origin}. Give it a name in DNS, and set publicUrl to it in tocsin.yaml.`;
  }

  /** What the browser is asked with, to make a new passkey. */
  async creation(whom: Whom, site: string, present: readonly Passkey[]) {
    this.#demand();
    const { generateRegistrationOptions } = await import("@simplewebauthn/server");
    return generateRegistrationOptions({
      rpName: site,
      rpID: this.#id,
      userName: whom.id,
      userDisplayName: whom.name,
      userID: new Uint8Array(whom.handle),
      timeout: CEREMONY_MS,
      attestationType: "none",
      excludeCredentials: present.map(offered),
      authenticatorSelection: { residentKey: "preferred", userVerification: "preferred" },
      supportedAlgorithmIDs: ALGORITHMS,
    });
  }

  /** The new passkey, or why the answer doesn't count. */
  async created(
    response: RegistrationResponseJSON,
    challenge: string,
  ): Promise<Pick<Passkey, "id" | "publicKey" | "counter" | "transports"> | { readonly why: string }> {
    const { verifyRegistrationResponse } = await import("@simplewebauthn/server");
    try {
      const { verified, registrationInfo } = await verifyRegistrationResponse({
        response,
        expectedChallenge: challenge,
        expectedOrigin: this.#origin,
        expectedRPID: this.#id,
        requireUserVerification: false,
        supportedAlgorithmIDs: ALGORITHMS,
      });
      if (!verified) return { why: "the signature is wrong" };
      const { id, publicKey, counter, transports = [] } = registrationInfo.credential;
      return { id, publicKey: Buffer.from(publicKey), counter, transports };
    } catch (thrown) {
      return { why: said(thrown) };
    }
  }

  /** What the browser is asked with, to sign in with one of these. */
  async request(present: readonly Passkey[]) {
    this.#demand();
    const { generateAuthenticationOptions } = await import("@simplewebauthn/server");
    return generateAuthenticationOptions({
      rpID: this.#id,
      allowCredentials: present.map(offered),
      timeout: CEREMONY_MS,
      userVerification: "preferred",
    });
  }

  /** The device's new counter, or why the answer doesn't count: also when the counter has not risen. */
  async signed(
    response: AuthenticationResponseJSON,
    challenge: string,
    passkey: Passkey,
  ): Promise<{ readonly counter: number } | { readonly why: string }> {
    const { verifyAuthenticationResponse } = await import("@simplewebauthn/server");
    try {
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        response,
        expectedChallenge: challenge,
        expectedOrigin: this.#origin,
        expectedRPID: this.#id,
        credential: { id: passkey.id, publicKey: new Uint8Array(passkey.publicKey), counter: passkey.counter },
        requireUserVerification: false,
      });
      return verified ? { counter: authenticationInfo.newCounter } : { why: "the signature is wrong" };
    } catch (thrown) {
      return { why: said(thrown) };
    }
  }

  #demand(): void {
    const why = this.whyNot;
    if (why) throw new Fault("misconfigured", why);
  }
}

function offered({ id, transports }: Passkey) {
  return { id, transports: [...transports] };
}

/** The library throws plain errors for whatever a device or an attacker may send; they hold no secret. */
function said(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
