import { Fault } from "#kernel/fault.ts";
import type { Secret } from "#kernel/secret.ts";
import type { PasswordPolicy } from "#site/logins.ts";
import { commonPasswords } from "./common-passwords.ts";
import {
  hashPassword,
  isWeak,
  LONGEST_PASSWORD,
  type Peppers,
  verifyPassword,
  wrapSaltedSha256,
} from "./password-hash.ts";
import { whyNoPassword } from "./password-policy.ts";

export interface PasswordParts {
  /** Rejects with a `Fault` while the house's secrets can't be unsealed. */
  readonly peppers: () => Promise<Peppers>;
  readonly policy: () => PasswordPolicy;
  /** The site's name and this server's: nobody's password is made of them. */
  readonly siteWords: () => readonly string[];
}

/** Whose password it will be. */
export interface Whose {
  readonly id: string;
  readonly name: string;
  /** As stored, the present one too. */
  readonly former: readonly string[];
}

/** Everything that is done with operators' passwords: chosen ones are judged, all are hashed and verified. */
export class Passwords {
  readonly #parts: PasswordParts;

  constructor(parts: PasswordParts) {
    this.#parts = parts;
  }

  get policy(): PasswordPolicy {
    return this.#parts.policy();
  }

  /** Takes the same time when there is no such person (`stored` undefined), and is then false. */
  async verify(stored: string | undefined, password: Secret): Promise<boolean> {
    return verifyPassword(stored, password, await this.#parts.peppers());
  }

  /** What is to be stored instead of a weaker form that was just verified, or null. */
  async renewed(stored: string, password: Secret): Promise<string | null> {
    const peppers = await this.#parts.peppers();
    return isWeak(stored, peppers) ? hashPassword(password, peppers[0]) : null;
  }

  /** What to store of a password that somebody has chosen. Throws a `Fault` (`invalid`) that says why it isn't taken. */
  async chosen(password: Secret, { id, name, former }: Whose): Promise<string> {
    const { policy, siteWords } = this.#parts;
    const peppers = await this.#parts.peppers();
    if (password.open().length <= LONGEST_PASSWORD) {
      const about = { person: [id, name], site: siteWords() };
      const why = whyNoPassword(password.open(), about, policy(), await commonPasswords());
      if (why) throw new Fault("invalid", why);
    } else throw new Fault("invalid", `The password has more than ${LONGEST_PASSWORD} characters; use fewer.`);
    const asked = former.slice(0, policy().history + 1);
    for (const stored of asked) {
      if (!(await verifyPassword(stored, password, peppers))) continue;
      const which = stored === former[0] ? "the present one" : `one of your last ${asked.length}`;
      throw new Fault("invalid", `The password is ${which}; choose one that you haven't had.`);
    }
    return hashPassword(password, peppers[0]);
  }

  /** What to store of an account from another product, which gives SHA-256(salt ‖ password). */
  async wrapped(sha256: Buffer, salt: Buffer): Promise<string> {
    const [newest] = await this.#parts.peppers();
    return wrapSaltedSha256(sha256, salt, newest);
  }
}
