import type { Pool } from "pg";
import type { Instant } from "#kernel/clock.ts";
import type { Batch } from "#store/batch.ts";
import { hashBytes, spokenCode, tokenHash, typedCode } from "./opaque.ts";

const IN_A_SET = 10;

interface CodeSet {
  readonly createdAt: Instant;
  /** Hashes of those that still count. A hash needs no salt: a code has 80 random bits. */
  readonly left: Set<string>;
}

/** Codes on paper for whoever lost the other factors: ten in a set, each good once, shown once, kept as hashes. */
export class RecoveryCodes {
  readonly #of = new Map<string, CodeSet>();

  async load(pool: Pool): Promise<void> {
    const { rows } = await pool.query<{ operator: string; code_hash: Buffer; created_at: Date; used_at: Date | null }>(
      "select operator, code_hash, created_at, used_at from core.recovery_code",
    );
    this.#of.clear();
    for (const row of rows) {
      const set = this.#of.get(row.operator) ?? { createdAt: row.created_at.getTime(), left: new Set<string>() };
      if (row.used_at === null) set.left.add(row.code_hash.toString("base64"));
      this.#of.set(row.operator, set);
    }
  }

  of(operator: string): { readonly createdAt: Instant; readonly left: number } | null {
    const set = this.#of.get(operator);
    return set ? { createdAt: set.createdAt, left: set.left.size } : null;
  }

  /** Whether the code counts: its hash, then. It is used up at once, even when storing that should fail. */
  take(operator: string, code: string): string | null {
    const hash = tokenHash(typedCode(code));
    return this.#of.get(operator)?.left.delete(hash) ? hash : null;
  }

  keepUse(batch: Batch, hash: string): void {
    batch.also("update core.recovery_code set used_at = $2 where code_hash = $1", [
      hashBytes(hash),
      new Date(batch.now),
    ]);
  }

  /** A new set; the codes of the one before count no more. */
  renew(batch: Batch, operator: string): string[] {
    const codes = Array.from({ length: IN_A_SET }, spokenCode);
    const hashes = codes.map(tokenHash);
    batch.also("delete from core.recovery_code where operator = $1", [operator]);
    batch.also(
      "insert into core.recovery_code (code_hash, operator, created_at) select hash, $2, $3 from unnest($1::bytea[]) as hash",
      [hashes.map(hashBytes), operator, new Date(batch.now)],
    );
    batch.afterwards(() => this.#of.set(operator, { createdAt: batch.now, left: new Set(hashes) }));
    return codes;
  }

  remove(batch: Batch, operator: string): void {
    batch.also("delete from core.recovery_code where operator = $1", [operator]);
    batch.afterwards(() => this.#of.delete(operator));
  }
}
