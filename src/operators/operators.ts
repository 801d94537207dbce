import type { Pool } from "pg";
import type { Instant } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import type { Batch } from "#store/batch.ts";
import type { Role } from "./roles.ts";

/** A person who signs in. Ids are never given to somebody else: the audit trail names them. */
export interface Operator {
  readonly id: string;
  readonly name: string;
  /** Id of the person in the site's directory that this operator is. */
  readonly person: string | null;
  readonly role: Role;
  /** Empty: all. */
  readonly partitions: readonly string[];
  readonly disabledAt: Instant | null;
  readonly createdAt: Instant;
  readonly signedInAt: Instant | null;
}

interface Kept {
  operator: Operator;
  passwordHash: string;
}

/** All operators, in memory and in the database; their passwords as hashes. */
export class Operators {
  readonly #kept = new Map<string, Kept>();

  async load(pool: Pool): Promise<void> {
    const { rows } = await pool.query<{
      id: string;
      name: string;
      person: string | null;
      password_hash: string;
      role: Role;
      partitions: string;
      disabled_at: Date | null;
      created_at: Date;
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
          role: row.role,
          partitions: JSON.parse(row.partitions) as string[],
          disabledAt: row.disabled_at?.getTime() ?? null,
          createdAt: row.created_at.getTime(),
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

  passwordHash(id: string): string | undefined {
    return this.enabled(id) && this.#kept.get(id)?.passwordHash;
  }

  create(
    batch: Batch,
    wanted: Pick<Operator, "id" | "name" | "person" | "role" | "partitions">,
    passwordHash: string,
  ): Operator {
    if (this.#kept.has(wanted.id)) {
      throw new Fault(
        "conflict",
        `The sign-in name '${wanted.id}' is or was somebody's already; choose another, for the audit trail names people by it.`,
      );
    }
    const operator: Operator = { ...wanted, disabledAt: null, createdAt: batch.now, signedInAt: null };
    batch.afterwards(() => this.#kept.set(operator.id, { operator, passwordHash }));
    batch.also(
      "insert into core.operator (id, name, person, password_hash, role, partitions, created_at) values ($1, $2, $3, $4, $5, $6, $7)",
      [
        operator.id,
        operator.name,
        operator.person,
        passwordHash,
        operator.role,
        JSON.stringify(operator.partitions),
        new Date(batch.now),
      ],
    );
    return operator;
  }

  /** Ends the right to sign in. The last administrator stays. */
  disable(batch: Batch, id: string): Operator {
    const kept = this.#kept.get(id);
    if (!kept || kept.operator.disabledAt !== null) {
      throw new Fault("not-found", `There is no operator '${id}'; the list of operators shows who there is.`);
    }
    const others = this.all().some(
      (other) => other.id !== id && other.role === "administrator" && other.disabledAt === null,
    );
    if (kept.operator.role === "administrator" && !others) {
      throw new Fault("conflict", `'${id}' is the last administrator; create another one first.`);
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
    const kept = this.#kept.get(id);
    if (!kept) return;
    batch.afterwards(() => {
      kept.operator = { ...kept.operator, signedInAt: batch.now };
    });
    batch.also("update core.operator set signed_in_at = $2 where id = $1", [id, new Date(batch.now)]);
  }
}
