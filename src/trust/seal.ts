import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { Fault, saying } from "#kernel/fault.ts";
import { Secret } from "#kernel/secret.ts";

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
  /** Which machine key: the first 16 hex digits of its SHA-256. */
  readonly kid: string;
  readonly nonce: string;
  readonly text: string;
  readonly tag: string;
}

/**
 * The machine's key, from which every other key is derived (HKDF-SHA-256, RFC 5869), one per purpose. It seals the
 * secrets of the site at rest; without it a copy of the database gives none of them away.
 */
export class Seal {
  readonly #root: Secret<Buffer>;
  readonly #kid: string;

  constructor(root: Buffer) {
    this.#root = new Secret(root);
    this.#kid = createHash("sha256").update(root).digest("hex").slice(0, 16);
  }

  /** Reads `trust/machine.key` of the data folder, made with 256 random bits when absent. */
  static open(dataFolder: string): Seal {
    const folder = join(dataFolder, "trust");
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, "machine.key");
    make(file);
    if ((statSync(file).mode & 0o077) !== 0) {
      throw new Fault(
        "untrusted",
        `${file} may be read by others. Run "chmod 600 ${file}", and change the site's secrets if others had access.`,
      );
    }
    const root = Buffer.from(readFileSync(file, "utf8").trim(), "base64url");
    if (root.length !== 32)
      throw new Fault("untrusted", `${file} is damaged: it must hold 32 bytes. Put it back from a backup.`);
    return new Seal(root);
  }

  /** Seals a text for one place. Sealing the same text again gives another result. */
  seal(place: Place, text: string): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", this.key("seal"), nonce);
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
    if (envelope.kid !== this.#kid) {
      throw new Fault(
        "untrusted",
        `The secret in ${where} was sealed with the key of another machine. Bring that machine's trust/machine.key, or enter the secret again.`,
      );
    }
    try {
      const decipher = createDecipheriv("aes-256-gcm", this.key("seal"), Buffer.from(envelope.nonce, "base64url"), {
        authTagLength: 16,
      });
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

  /** A key of 32 bytes for one purpose: `reply-code`, `link`, `webhook`. Stable for this machine key. */
  key(purpose: string): Buffer {
    return Buffer.from(hkdfSync("sha256", this.#root.open(), Buffer.alloc(0), `tocsin/1/${purpose}`, 32));
  }
}

/** JSON keeps the three apart, so that no two places read the same. */
function associated({ table, column, row }: Place): Buffer {
  return Buffer.from(JSON.stringify([table, column, row]), "utf8");
}

/** Makes the file whole or not at all; one that is there already stays. */
function make(file: string): void {
  if (statSync(file, { throwIfNoEntry: false })) return;
  const draft = `${file}.${randomBytes(6).toString("hex")}`;
  const open = openSync(draft, "wx", 0o600);
  writeSync(open, `${randomBytes(32).toString("base64url")}\n`);
  fsyncSync(open);
  closeSync(open);
  try {
    linkSync(draft, file);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "EEXIST") throw thrown;
  } finally {
    unlinkSync(draft);
  }
}
