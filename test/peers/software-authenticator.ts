import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";

/** What the authenticator or its browser does wrong. */
export interface Misdeed {
  readonly origin?: string;
  readonly rpId?: string;
  readonly challenge?: string;
  readonly type?: string;
  /** The counter as it says it is; otherwise it rises by one. */
  readonly counter?: number;
  readonly absent?: boolean;
}

/** A security key and its browser in software (WebAuthn Level 3 §6, §7), with ES256. Shares no code with the server. */
export class SoftwareAuthenticator {
  readonly id: Buffer = randomBytes(32);
  readonly #origin: string;
  readonly #keys: { publicKey: KeyObject; privateKey: KeyObject };
  #counter = 0;

  constructor(origin: string) {
    this.#origin = origin;
    this.#keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  }

  create(challenge: string, misdeed: Misdeed = {}) {
    const { x = "", y = "" } = this.#keys.publicKey.export({ format: "jwk" });
    // RFC 9053 §7.1.1: kty EC2, alg ES256, curve P-256.
    const key = map([
      [int(1), int(2)],
      [int(3), int(-7)],
      [int(-1), int(1)],
      [int(-2), bytes(Buffer.from(x, "base64url"))],
      [int(-3), bytes(Buffer.from(y, "base64url"))],
    ]);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.id.length);
    const attested = Buffer.concat([Buffer.alloc(16), length, this.id, key]);
    const authData = this.#authData(misdeed, 0x40, attested);
    const attestationObject = map([
      [text("fmt"), text("none")],
      [text("attStmt"), map([])],
      [text("authData"), bytes(authData)],
    ]);
    const clientDataJSON = this.#clientData("webauthn.create", challenge, misdeed).toString("base64url");
    const response = {
      clientDataJSON,
      attestationObject: attestationObject.toString("base64url"),
      transports: ["usb"],
    };
    return this.#credential(response);
  }

  get(challenge: string, misdeed: Misdeed = {}) {
    const authData = this.#authData(misdeed, 0, Buffer.alloc(0));
    const clientData = this.#clientData("webauthn.get", challenge, misdeed);
    const hash = createHash("sha256").update(clientData).digest();
    const signature = createSign("sha256").update(authData).update(hash).sign(this.#keys.privateKey);
    return this.#credential({
      clientDataJSON: clientData.toString("base64url"),
      authenticatorData: authData.toString("base64url"),
      signature: signature.toString("base64url"),
    });
  }

  #credential<T>(response: T) {
    const id = this.id.toString("base64url");
    return { id, rawId: id, type: "public-key", clientExtensionResults: {}, response };
  }

  #authData({ rpId, counter, absent }: Misdeed, flags: number, attested: Buffer): Buffer {
    this.#counter = counter ?? this.#counter + 1;
    const head = Buffer.alloc(5);
    head.writeUInt8(flags | (absent ? 0 : 0x05));
    head.writeUInt32BE(this.#counter, 1);
    const relyingParty = rpId ?? new URL(this.#origin).hostname;
    return Buffer.concat([createHash("sha256").update(relyingParty).digest(), head, attested]);
  }

  #clientData(type: string, challenge: string, misdeed: Misdeed): Buffer {
    const said = {
      type: misdeed.type ?? type,
      challenge: misdeed.challenge ?? challenge,
      origin: misdeed.origin ?? this.#origin,
    };
    return Buffer.from(JSON.stringify({ ...said, crossOrigin: false }));
  }
}

/** RFC 8949 §3: a head of major type and length, as far as keys need it. */
function head(major: number, length: number): Buffer {
  if (length < 24) return Buffer.from([(major << 5) | length]);
  return length < 256
    ? Buffer.from([(major << 5) | 24, length])
    : Buffer.from([(major << 5) | 25, length >> 8, length & 255]);
}

function int(value: number): Buffer {
  return value < 0 ? head(1, -1 - value) : head(0, value);
}

function bytes(value: Buffer): Buffer {
  return Buffer.concat([head(2, value.length), value]);
}

function text(value: string): Buffer {
  return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
}

function map(pairs: readonly (readonly [Buffer, Buffer])[]): Buffer {
  return Buffer.concat([head(5, pairs.length), ...pairs.flat()]);
}
