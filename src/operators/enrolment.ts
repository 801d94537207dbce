import type { Pool } from "pg";
import type { Instant } from "#kernel/clock.ts";
import type { Batch } from "#store/batch.ts";
import { hashBytes, spokenCode, tokenHash, typedCode } from "./opaque.ts";

const LIVES_MS = 60 * 60_000;

/**
 * The one-time code that makes its holder an administrator: shown on the machine, good for 60 minutes and for one use,
 * stored as a hash. A new one ends every earlier one.
 */
export class Enrolment {
  #open: { readonly hash: string; readonly expiresAt: Instant } | null = null;
  #taken = false;

  async load(pool: Pool): Promise<void> {
    const { rows } = await pool.query<{ code_hash: Buffer; expires_at: Date }>(
      "select code_hash, expires_at from core.enrolment where used_at is null and expires_at > now() order by created_at desc limit 1",
    );
    const row = rows[0];
    this.#open = row ? { hash: row.code_hash.toString("base64"), expiresAt: row.expires_at.getTime() } : null;
    this.#taken = false;
  }

  renew(batch: Batch): { code: string; expiresAt: Instant } {
    const code = spokenCode();
    const open = { hash: tokenHash(code), expiresAt: batch.now + LIVES_MS };
    batch.also("delete from core.enrolment where used_at is null", []);
    batch.also("insert into core.enrolment (code_hash, created_at, expires_at) values ($1, $2, $3)", [
      hashBytes(open.hash),
      new Date(batch.now),
      new Date(open.expiresAt),
    ]);
    this.#open = null;
    batch.afterwards(() => {
      this.#open = open;
      this.#taken = false;
    });
    return { code, expiresAt: open.expiresAt };
  }

  /** Whether the code is the open one; then nobody else can use it until `giveBack` or `use`. */
  take(code: string, now: Instant): boolean {
    const open = this.#open;
    if (!open || this.#taken || open.expiresAt <= now || tokenHash(typedCode(code)) !== open.hash) return false;
    this.#taken = true;
    return true;
  }

  giveBack(): void {
    this.#taken = false;
  }

  use(batch: Batch): void {
    if (!this.#open) return;
    batch.also("update core.enrolment set used_at = $2 where code_hash = $1", [
      hashBytes(this.#open.hash),
      new Date(batch.now),
    ]);
    batch.afterwards(() => {
      this.#open = null;
      this.#taken = false;
    });
  }
}
