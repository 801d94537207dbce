import type { Pool } from "pg";
import type { Instant } from "#kernel/clock.ts";
import type { Batch } from "#store/batch.ts";

/** A password that somebody has or had. */
interface Kept {
  readonly hash: string;
  readonly setAt: Instant;
  /** Whether it came from another product, and nobody has signed in with it since. */
  readonly imported: boolean;
}

/** The present one and the policy's number of former ones; the policy may ask for 24. */
const MOST_KEPT = 25;

/** Which passwords people had and since when, as hashes, the newest first. */
export class PasswordRecords {
  readonly #kept = new Map<string, readonly Kept[]>();

  async load(pool: Pool): Promise<void> {
    const { rows } = await pool.query<{ operator: string; set_at: Date; hash: string; imported: boolean }>(
      "select operator, set_at, hash, imported from core.password order by operator, set_at desc",
    );
    this.#kept.clear();
    for (const { operator, set_at, hash, imported } of rows) {
      const before = this.#kept.get(operator) ?? [];
      this.#kept.set(operator, [...before, { hash, setAt: set_at.getTime(), imported }]);
    }
  }

  /** Hashes of the present and former passwords. */
  hashes(operator: string): string[] {
    return (this.#kept.get(operator) ?? []).map(({ hash }) => hash);
  }

  /** When the present password was chosen. */
  setAt(operator: string): Instant | undefined {
    return this.#kept.get(operator)?.[0]?.setAt;
  }

  /** Since when an imported account waits for its first sign-in, or null. */
  importedAt(operator: string): Instant | null {
    const present = this.#kept.get(operator)?.[0];
    return present?.imported ? present.setAt : null;
  }

  /** A new password, within the batch that gives it to the operator. */
  set(batch: Batch, operator: string, hash: string, imported = false): void {
    const kept = [{ hash, setAt: batch.now, imported }, ...(this.#kept.get(operator) ?? [])].slice(0, MOST_KEPT);
    batch.also("insert into core.password (operator, set_at, hash, imported) values ($1, $2, $3, $4)", [
      operator,
      new Date(batch.now),
      hash,
      imported,
    ]);
    if (kept.length === MOST_KEPT) {
      batch.also("delete from core.password where operator = $1 and set_at < $2", [
        operator,
        new Date(kept.at(-1)?.setAt ?? 0),
      ]);
    }
    batch.afterwards(() => this.#kept.set(operator, kept));
  }

  /** The same password, kept better. Also says that somebody has signed in with it. */
  renew(batch: Batch, operator: string, hash: string): void {
    const [present, ...former] = this.#kept.get(operator) ?? [];
    if (!present) return;
    batch.also("update core.password set hash = $3, imported = false where operator = $1 and set_at = $2", [
      operator,
      new Date(present.setAt),
      hash,
    ]);
    batch.afterwards(() => this.#kept.set(operator, [{ ...present, hash, imported: false }, ...former]));
  }
}
