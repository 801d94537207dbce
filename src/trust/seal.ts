import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { Fault, saying } from "#kernel/fault.ts";
import { Secret } from "#kernel/secret.ts";
import { kidOf } from "./root-file.ts";
import { type AskPassphrase, openRoots, type RootKey } from "./root-keys.ts";

/** Where a sealed value belongs. A value that was moved elsewhere does not open. */
export interface Place {
  readonly table: string;
  readonly column: string;
  readonly row: string;
}

/** A sealed value as it is stored: JSON. `alg` and `kid` let algorithm and key change one day. */
interface Envelope {
  readonly v: 1;
  readonly alg: "A256GCM";
  /** Which root key: the first 16 hex digits of its SHA-256. */
  readonly kid: string;
  readonly nonce: string;
  readonly text: string;
  readonly tag: string;
}

/**
 * The root key at work: it seals the secrets of the site at rest; without it a copy of the database gives none of them
 * away. During a rotation what was sealed with the former key opens too. Lasting keys, one per purpose, are derived
 * (HKDF-SHA-256, RFC 5869) from what no rotation changes, so that passwords and sent links stay good.
 *
 * Whoever stores a sealed value names its place in `sealed-places.ts`, where rotation looks.
 *
 * A seal that could not be opened is `closed`: it says why, seals and opens nothing, and the server runs without.
 */
export class Seal {
  readonly #keys = new Map<string, Secret<Buffer>>();
  #kid = "";
  #lasting: Secret<Buffer> | null = null;
  #closed: string | null = null;

  constructor(root: Buffer) {
    this.take([{ kid: kidOf(root), key: new Secret(root), lasting: new Secret(root) }]);
  }

  /** Opens the root key of the data folder, made when there is none. Throws a `Fault` that says what to do. */
  static open(dataFolder: string, passphrase?: AskPassphrase): Seal {
    const { keys } = openRoots(dataFolder, passphrase);
    const seal = new Seal(keys[0].key.open());
    seal.take(keys);
    return seal;
  }

  /** A seal that opens nothing. @param because what happened and what to do, for the administrator */
  static closed(because: string): Seal {
    const seal = new Seal(randomBytes(32));
    seal.close(because);
    return seal;
  }

  /** Why nothing can be sealed or opened; null when all is well. */
  get closed(): string | null {
    return this.#closed;
  }

  /** Of the key with which is sealed. */
  get kid(): string {
    return this.#kid;
  }

  /** From now on seals with the first of the keys, and opens with any. */
  take(keys: readonly Pick<RootKey, "kid" | "key" | "lasting">[]): void {
    const [current] = keys;
    if (!current) throw new Fault("internal", "A seal needs a key.");
    this.#keys.clear();
    for (const { kid, key } of keys) this.#keys.set(kid, key);
    this.#kid = current.kid;
    this.#lasting = current.lasting;
    this.#closed = null;
  }

  close(because: string): void {
    this.#keys.clear();
    this.#kid = "";
    this.#lasting = null;
    this.#closed = because;
  }

  /** Seals a text for one place. Sealing the same text again gives another result. */
  seal(place: Place, text: string): string {
    const root = this.#root(this.#kid);
    const nonce = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", derived(root, "seal"), nonce);
    cipher.setAAD(associated(place));
    const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
    const envelope: Envelope = {
      v: 1,
      alg: "A256GCM",
      kid: this.#kid,
      nonce: nonce.toString("base64url"),
      text: sealed.toString("base64url"),
      tag: cipher.getAuthTag().toString("base64url"),
    };
    return JSON.stringify(envelope);
  }

  /** Throws a `Fault` (`untrusted`) when the value was changed, moved, or sealed with another key. */
  unseal(place: Place, sealed: string): Secret {
    const where = `${place.table}.${place.column} of ${place.row}`;
    let envelope: Envelope;
    try {
      envelope = JSON.parse(sealed) as Envelope;
    } catch (cause) {
      throw new Fault("untrusted", `The secret in ${where} is damaged. Enter it again.`, { cause });
    }
    if (envelope.v !== 1 || envelope.alg !== "A256GCM") {
      throw new Fault(
        "untrusted",
        `The secret in ${where} is sealed in a way that this version doesn't know. Enter it again.`,
      );
    }
    if (this.#closed !== null) {
      throw new Fault("untrusted", `The secret in ${where} can't be opened, for the seal is closed: ${this.#closed}`);
    }
    const root = this.#keys.get(envelope.kid);
    if (!root) {
      throw new Fault(
        "untrusted",
        `The secret in ${where} was sealed with the key of another machine (${envelope.kid}, and this one has ${this.#kid}). Bring that key with "tocsin seal export" there and "tocsin seal import" here, or enter the secret again.`,
      );
    }
    try {
      const decipher = createDecipheriv(
        "aes-256-gcm",
        derived(root, "seal"),
        Buffer.from(envelope.nonce, "base64url"),
        { authTagLength: 16 },
      );
      decipher.setAAD(associated(place));
      decipher.setAuthTag(Buffer.from(envelope.tag, "base64url"));
      const text = Buffer.concat([decipher.update(Buffer.from(envelope.text, "base64url")), decipher.final()]);
      return new Secret(text.toString("utf8"));
    } catch (cause) {
      throw new Fault("untrusted", `The secret in ${where} was changed or moved: ${saying(cause)}. Enter it again.`, {
        cause,
      });
    }
  }

  /**
   * A key of 32 bytes for one purpose: `reply`, `pepper`. The same after every rotation. Throws a `Fault` (`untrusted`)
   * when the seal is closed.
   */
  key(purpose: string): Buffer {
    return derived(this.#lasting ?? this.#root(""), purpose);
  }

  #root(kid: string): Secret<Buffer> {
    const root = this.#keys.get(kid);
    if (root) return root;
    throw new Fault("untrusted", `Nothing can be sealed, for the seal is closed: ${this.#closed}`);
  }
}

function derived(root: Secret<Buffer>, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", root.open(), Buffer.alloc(0), `tocsin/1/${purpose}`, 32));
}

/** JSON keeps the three apart, so that no two places read the same. */
function associated({ table, column, row }: Place): Buffer {
  return Buffer.from(JSON.stringify([table, column, row]), "utf8");
}
