import type { Pool } from "pg";
import type { Instant } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import type { Batch } from "#store/batch.ts";
import type { Assignment } from "./permissions.ts";

/** A person who signs in. Ids are never given to somebody else: the audit trail names them. */
export interface Operator {
  readonly id: string;
  readonly name: string;
  /** Id of the person in the site's directory that this operator is. */
  readonly person: string | null;
  readonly roles: readonly Assignment[];
  readonly disabledAt: Instant | null;
  readonly createdAt: Instant;
  /** When the right to sign in was last given back. */
  readonly enabledAt: Instant | null;
  readonly signedInAt: Instant | null;
}

interface Kept {
  operator: Operator;
  passwordHash: string;
}

/** All operators, in memory and in the database; their passwords as hashes. */
export class Operators {
  readonly #kept = new Map<string, Kept>();
  /** Screens learn that somebody may do something else now, not what. */
  changed: () => void = () => {};

  async load(pool: Pool): Promise<void> {
    const { rows } = await pool.query<{
      id: string;
      name: string;
      person: string | null;
      password_hash: string;
      roles: string;
      disabled_at: Date | null;
      created_at: Date;
      enabled_at: Date | null;
      signed_in_at: Date | null;
    }>("select * from core.operator order by created_at");
    this.#kept.clear();
    for (const row of rows) {
      this.#kept.set(row.id, {
        passwordHash: row.password_hash,
        operator: {
          id: row.id,
          name: row.name,
          person: row.person,
          roles: JSON.parse(row.roles) as Assignment[],
          disabledAt: row.disabled_at?.getTime() ?? null,
          createdAt: row.created_at.getTime(),
          enabledAt: row.enabled_at?.getTime() ?? null,
          signedInAt: row.signed_in_at?.getTime() ?? null,
        },
      });
    }
  }

  all(): Operator[] {
    return Array.from(this.#kept.values(), ({ operator }) => operator);
  }

  /** Nobody can sign in yet: the first administrator is enrolled with a code. */
  get none(): boolean {
    return this.#kept.size === 0;
  }

  /** One who may sign in. */
  enabled(id: string): Operator | undefined {
    const operator = this.#kept.get(id)?.operator;
    return operator && operator.disabledAt === null ? operator : undefined;
  }

  /** Empty of operators whose password a directory knows, and then none. */
  passwordHash(id: string): string | undefined {
    return this.enabled(id) && (this.#kept.get(id)?.passwordHash || undefined);
  }

  create(batch: Batch, wanted: Pick<Operator, "id" | "name" | "person" | "roles">, passwordHash: string): Operator {
    if (this.#kept.has(wanted.id)) {
      throw new Fault(
        "conflict",
        `The sign-in name '${wanted.id}' is or was somebody's already; choose another, for the audit trail names people by it.`,
      );
    }
    const operator: Operator = { ...wanted, disabledAt: null, createdAt: batch.now, enabledAt: null, signedInAt: null };
    batch.afterwards(() => this.#kept.set(operator.id, { operator, passwordHash }));
    batch.also(
      "insert into core.operator (id, name, person, password_hash, roles, created_at) values ($1, $2, $3, $4, $5, $6)",
      [operator.id, operator.name, operator.person, passwordHash, JSON.stringify(operator.roles), new Date(batch.now)],
    );
    return operator;
  }

  /** One who may sign in or might once. */
  known(id: string): Operator | undefined {
    return this.#kept.get(id)?.operator;
  }

  /** Another name, another person or other roles; in force on the next request of any session. */
  change(batch: Batch, id: string, facts: Partial<Pick<Operator, "name" | "person" | "roles">>): Operator {
    const kept = this.#found(id);
    const changed: Operator = { ...kept.operator, ...facts };
    batch.afterwards(() => {
      const before = JSON.stringify(kept.operator.roles);
      kept.operator = { ...kept.operator, ...facts };
      if (JSON.stringify(kept.operator.roles) !== before) this.changed();
    });
    batch.also("update core.operator set name = $2, person = $3, roles = $4 where id = $1", [
      id,
      changed.name,
      changed.person,
      JSON.stringify(changed.roles),
    ]);
    return changed;
  }

  /** Gives the right to sign in back. */
  enable(batch: Batch, id: string): Operator {
    const kept = this.#found(id);
    if (kept.operator.disabledAt === null) throw new Fault("conflict", `'${id}' can sign in already.`);
    batch.afterwards(() => {
      kept.operator = { ...kept.operator, disabledAt: null, enabledAt: batch.now };
    });
    batch.also("update core.operator set disabled_at = null, enabled_at = $2 where id = $1", [id, new Date(batch.now)]);
    return kept.operator;
  }

  #found(id: string): Kept {
    const kept = this.#kept.get(id);
    if (kept) return kept;
    throw new Fault("not-found", `There is no operator '${id}'; the list of operators shows who there is.`);
  }

  /** Ends the right to sign in. Who must stay is decided before. */
  disable(batch: Batch, id: string): Operator {
    const kept = this.#kept.get(id);
    if (!kept || kept.operator.disabledAt !== null) {
      throw new Fault("not-found", `There is no operator '${id}'; the list of operators shows who there is.`);
    }
    batch.afterwards(() => {
      kept.operator = { ...kept.operator, disabledAt: batch.now };
    });
    batch.also("update core.operator set disabled_at = $2 where id = $1", [id, new Date(batch.now)]);
    return kept.operator;
  }

  setPassword(batch: Batch, id: string, passwordHash: string): void {
    const kept = this.#kept.get(id);
    if (!kept) throw new Fault("not-found", `There is no operator '${id}'.`);
    batch.afterwards(() => {
      kept.passwordHash = passwordHash;
    });
    batch.also("update core.operator set password_hash = $2 where id = $1", [id, passwordHash]);
  }

  signedIn(batch: Batch, id: string): void {
    batch.afterwards(() => {
      const kept = this.#kept.get(id);
      if (kept) kept.operator = { ...kept.operator, signedInAt: batch.now };
    });
    batch.also("update core.operator set signed_in_at = $2 where id = $1", [id, new Date(batch.now)]);
  }
}
