import { createHmac } from "node:crypto";

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const STEP_MS = 30_000;

/** What somebody has on their telephone: RFC 6238 with SHA-1 and six digits. Each code is another one, and good at once. */
export class AuthenticatorApp {
  readonly #key: Buffer;
  #usedStep = 0;

  constructor(key: Buffer) {
    this.#key = key;
  }

  /** @param secret as a page shows it: base32 in groups */
  static from(secret: string): AuthenticatorApp {
    const letters = secret.replaceAll(" ", "");
    const bits = Array.from(letters, (letter) => BASE32.indexOf(letter).toString(2).padStart(5, "0")).join("");
    return new AuthenticatorApp(Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2))));
  }

  code(): string {
    // The server takes one step of drift, so the code of the next step is good too.
    this.#usedStep = Math.max(this.#usedStep + 1, Math.floor(Date.now() / STEP_MS));
    const counter = Buffer.alloc(8);
    counter.writeUInt32BE(this.#usedStep, 4);
    const mac = createHmac("sha1", this.#key).update(counter).digest();
    const at = (mac.at(-1) ?? 0) & 15;
    return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
  }
}
