import type { Pool } from "pg";
import type { Instant } from "#kernel/clock.ts";
import type { Batch } from "#store/batch.ts";

/** A key pair of which the operator's device holds the private half (WebAuthn Level 3 §4). */
export interface Passkey {
  /** Credential id, base64url. */
  readonly id: string;
  readonly operator: string;
  /** As the operator calls the device. */
  readonly name: string;
  /** COSE (RFC 9052 §7). */
  readonly publicKey: Buffer;
  readonly transports: readonly string[];
  readonly createdAt: Instant;
  usedAt: Instant | null;
  /** How often the device says it has signed; a number that doesn't rise betrays a copy. 0: the device doesn't count. */
  counter: number;
}

/** All passkeys, in memory and in the database; nothing of them is secret. */
export class Passkeys {
  readonly #byId = new Map<string, Passkey>();

  async load(pool: Pool): Promise<void> {
    const { rows } = await pool.query<{
      id: string;
      operator: string;
      name: string;
      public_key: Buffer;
      counter: string;
      transports: string;
      created_at: Date;
      used_at: Date | null;
    }>("select * from core.passkey order by created_at");
    this.#byId.clear();
    for (const row of rows) {
      this.#byId.set(row.id, {
        id: row.id,
        operator: row.operator,
        name: row.name,
        publicKey: row.public_key,
        transports: JSON.parse(row.transports) as string[],
        createdAt: row.created_at.getTime(),
        usedAt: row.used_at?.getTime() ?? null,
        counter: Number(row.counter),
      });
    }
  }

  of(operator: string): Passkey[] {
    return [...this.#byId.values()].filter((passkey) => passkey.operator === operator);
  }

  find(id: string): Passkey | undefined {
    return this.#byId.get(id);
  }

  add(batch: Batch, wanted: Omit<Passkey, "createdAt" | "usedAt">): Passkey {
    const passkey: Passkey = { ...wanted, createdAt: batch.now, usedAt: null };
    batch.also(
      "insert into core.passkey (id, operator, name, public_key, counter, transports, created_at) values ($1, $2, $3, $4, $5, $6, $7)",
      [
        passkey.id,
        passkey.operator,
        passkey.name,
        passkey.publicKey,
        passkey.counter,
        JSON.stringify(passkey.transports),
        new Date(batch.now),
      ],
    );
    batch.afterwards(() => this.#byId.set(passkey.id, passkey));
    return passkey;
  }

  /** Stores the last use and the counter as they are in memory. */
  keepUse(batch: Batch, { id, counter, usedAt }: Passkey): void {
    batch.also("update core.passkey set counter = $2, used_at = $3 where id = $1", [
      id,
      counter,
      new Date(usedAt ?? batch.now),
    ]);
  }

  remove(batch: Batch, id: string): void {
    batch.also("delete from core.passkey where id = $1", [id]);
    batch.afterwards(() => this.#byId.delete(id));
  }
}
