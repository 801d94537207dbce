import type { Pool } from "pg";
import { Fault } from "#kernel/fault.ts";
import type { Batch } from "#store/batch.ts";
import type { Link } from "./directories.ts";

export interface DirectoryAccount extends Link {
  readonly operator: string;
  /** Why the directory took the right to sign in away; null when it did not. */
  readonly disabledBecause: string | null;
}

/** Which operators come from a directory, in memory and in the database. A link is made once and stays. */
export class DirectoryAccounts {
  readonly #byOperator = new Map<string, DirectoryAccount>();
  readonly #byExternal = new Map<string, string>();

  async load(pool: Pool): Promise<void> {
    const { rows } = await pool.query<{
      operator: string;
      directory: string;
      external_id: string;
      disabled_because: string | null;
    }>("select operator, directory, external_id, disabled_because from core.directory_account");
    this.#byOperator.clear();
    this.#byExternal.clear();
    for (const { operator, directory, external_id, disabled_because } of rows) {
      this.#keep({ operator, directory, externalId: external_id, disabledBecause: disabled_because });
    }
  }

  of(operator: string): DirectoryAccount | undefined {
    return this.#byOperator.get(operator);
  }

  find({ directory, externalId }: Link): DirectoryAccount | undefined {
    const operator = this.#byExternal.get(keyOf(directory, externalId));
    return operator === undefined ? undefined : this.#byOperator.get(operator);
  }

  in(directory: string): DirectoryAccount[] {
    return [...this.#byOperator.values()].filter((one) => one.directory === directory);
  }

  /** Ids of all directories that somebody comes from. */
  directories(): string[] {
    return [...new Set(Array.from(this.#byOperator.values(), ({ directory }) => directory))];
  }

  link(batch: Batch, operator: string, { directory, externalId }: Link): void {
    if (this.#byOperator.has(operator)) throw new Fault("conflict", `'${operator}' comes from a directory already.`);
    batch.also("insert into core.directory_account (operator, directory, external_id) values ($1, $2, $3)", [
      operator,
      directory,
      externalId,
    ]);
    batch.afterwards(() => this.#keep({ operator, directory, externalId, disabledBecause: null }));
  }

  /** @param because null gives the right back */
  disabled(batch: Batch, operator: string, because: string | null): void {
    const account = this.#byOperator.get(operator);
    if (!account) return;
    batch.also("update core.directory_account set disabled_because = $2 where operator = $1", [operator, because]);
    batch.afterwards(() => this.#keep({ ...account, disabledBecause: because }));
  }

  #keep(account: DirectoryAccount): void {
    this.#byOperator.set(account.operator, account);
    this.#byExternal.set(keyOf(account.directory, account.externalId), account.operator);
  }
}

function keyOf(directory: string, externalId: string): string {
  return `${directory} ${externalId}`;
}
