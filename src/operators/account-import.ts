import type { Clock } from "#kernel/clock.ts";
import type { Journal } from "#store/batch.ts";
import type { AccountFile, ImportedAccount, RowError } from "./account-file.ts";
import { administers } from "./assigning.ts";
import type { CustomRoles } from "./custom-roles.ts";
import type { Operators } from "./operators.ts";
import type { PasswordRecords } from "./password-records.ts";
import type { Passwords } from "./passwords.ts";
import { effectiveRights } from "./permissions.ts";
import { actorOf, type Who } from "./roles.ts";
import { SILENT_DAYS } from "./unused.ts";

interface Parts {
  readonly operators: Operators;
  readonly roles: CustomRoles;
  readonly passwords: Passwords;
  readonly passwordRecords: PasswordRecords;
  readonly journal: Journal;
  readonly clock: Clock;
}

export interface ImportOutcome {
  /** Ids, in the order of the file; nobody was imported when there are errors, or when it was only asked. */
  readonly accounts: readonly string[];
  readonly imported: boolean;
  readonly errors: readonly RowError[];
}

/**
 * Takes over the operators of another product, all of a file or none. Their SHA-256 hashes are wrapped by argon2id before
 * anything is stored, and give way to a hash of the password itself at the first sign-in.
 */
export class AccountImport {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** What would happen: every row that can't be imported, with why. */
  preview({ accounts, errors }: AccountFile): ImportOutcome {
    const more = accounts.flatMap((account) => {
      const because = this.#whyNot(account);
      return because === null ? [] : [{ row: account.row, because }];
    });
    const all = [...errors, ...more].sort((a, b) => a.row - b.row);
    return { accounts: accounts.map(({ id }) => id), imported: false, errors: all };
  }

  async import(file: AccountFile, by: Who): Promise<ImportOutcome> {
    const outcome = this.preview(file);
    if (outcome.errors.length > 0) return outcome;
    const { operators, passwords, passwordRecords, journal } = this.#parts;
    const wrapped: string[] = [];
    // One after the other, so that people can sign in meanwhile.
    for (const { sha256, salt } of file.accounts) wrapped.push(await passwords.wrapped(sha256, salt));
    await journal.submit("operator", (batch) => {
      const actor = actorOf(by);
      for (const [at, { id, name, role, partitions }] of file.accounts.entries()) {
        const hash = wrapped[at] ?? "";
        const roles = [{ role, partitions: [...partitions], since: batch.now, by: actor.id }];
        operators.create(batch, { id, name, person: null, roles }, hash);
        passwordRecords.set(batch, id, hash, true);
        batch.audit({
          actor,
          action: "operator.imported",
          object: `operator:${id}`,
          sentence: `${name} (${id}) was imported as ${role}${partitions.length > 0 ? ` for ${partitions.join(", ")}` : ""}, and may sign in with the password of the other product within ${SILENT_DAYS} days.`,
          details: { role, partitions },
        });
      }
    });
    return { ...outcome, imported: true };
  }

  #whyNot({ id, role, partitions }: ImportedAccount): string | null {
    const { operators, roles } = this.#parts;
    if (operators.known(id)) return `The sign-in name '${id}' is or was somebody's already.`;
    if (!roles.rights(role)) return `There is no role '${role}'; the page of roles shows them.`;
    if (role === "integration") return "The role 'integration' is for tokens; give people another role.";
    const rights = effectiveRights([{ role, partitions: [...partitions] }], roles.rights);
    if (administers(rights) || rights.has("security:write")) {
      return `'${id}' can't be imported as ${role}, for others may have had a copy of that hash. Import it as operator, and give the role after the first sign-in.`;
    }
    return null;
  }
}
