import type { Secret } from "#kernel/secret.ts";
import type { Directories, Link, Vouched } from "./directories.ts";
import type { DirectoryAccounts } from "./directory-accounts.ts";
import type { DirectoryAdmission } from "./directory-admission.ts";
import type { Operators } from "./operators.ts";
import { whyNoOperatorId } from "./roles.ts";

interface Parts {
  readonly operators: Operators;
  readonly accounts: DirectoryAccounts;
  readonly admission: DirectoryAdmission;
  readonly directories: () => Directories;
}

/** Nobody was let in. */
export interface Unproven {
  /** The operator whose name it is; null when the name is nobody's, and is not repeated anywhere. */
  readonly operator: string | null;
  /** For the audit trail alone. Null: name or password is wrong. */
  readonly because: string | null;
}

/** Names and passwords that a directory judges: those of its operators, and names that nobody has here yet. */
export class DirectorySignIn {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Whether a directory, not this server, knows the password. */
  judges(id: string): boolean {
    const { operators, accounts } = this.#parts;
    return accounts.of(id) !== undefined || operators.known(id) === undefined;
  }

  async prove(id: string, password: Secret): Promise<{ readonly operator: string } | Unproven> {
    const { accounts, directories } = this.#parts;
    // What can't be a name is never sent to a directory.
    if (whyNoOperatorId(id) !== null || password.open() === "") return { operator: null, because: null };
    const link = accounts.of(id) ?? null;
    const verdict = await directories().check(id, password, link);
    switch (verdict.verdict) {
      case "vouched":
        return this.admit(verdict.person);
      case "unknown":
        if (!link) return { operator: null, because: null };
        return { operator: id, because: `the directory '${link.directory}' knows nobody of that name` };
      case "refused":
        return { operator: id, because: `the directory '${verdict.directory}' says: ${verdict.because}` };
      case "unavailable":
        return {
          operator: link && id,
          because: `the directory '${verdict.directory}' can't be asked: ${verdict.because}`,
        };
    }
  }

  /** The operator for whom a directory vouches. */
  async admit(person: Vouched): Promise<{ readonly operator: string } | Unproven> {
    const admitted = await this.#parts.admission.admit(person);
    if (admitted.admitted) return { operator: admitted.operator.id };
    const operator = this.#parts.accounts.find(person)?.operator ?? person.signInName;
    return { operator, because: `the directory '${person.directory}' vouched for them, but ${admitted.because}` };
  }

  /** Whether that account of a directory is this operator's. */
  isOf(operator: string, { directory, externalId }: Link): boolean {
    const link = this.#parts.accounts.of(operator);
    return link?.directory === directory && link.externalId === externalId;
  }

  /**
   * What else to say when a name or a password was wrong: which directories don't answer. To everybody alike, so that
   * nobody learns whose name is known where.
   */
  alsoDown(): string {
    const down = this.#parts.directories().down();
    if (down.length === 0) return "";
    const names = down.map((one) => `'${one}'`).join(" and ");
    return ` Names that ${names} knows can't sign in at present, since it does not answer; accounts of this server can.`;
  }
}
