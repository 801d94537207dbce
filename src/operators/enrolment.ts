import type { Pool } from "pg";
import type { Instant } from "#kernel/clock.ts";
import type { Batch } from "#store/batch.ts";
import { hashBytes, spokenCode, tokenHash, typedCode } from "./opaque.ts";

const LIVES_MS = 60 * 60_000;

interface Open {
  readonly hash: string;
  readonly expiresAt: Instant;
}

/** The operator whose first second factor a code lets set up; null: it makes its holder an administrator. */
type Whose = string | null;

/**
 * One-time codes, good for 60 minutes and for one use, stored as hashes. A new one ends every earlier one for the same
 * purpose. The session in which one was used may set up its operator's first second factor.
 */
export class Enrolment {
  readonly #open = new Map<Whose, Open>();
  /** Being used at this moment. */
  readonly #taken = new Set<Whose>();
  /** Public ids of sessions, by operator. */
  readonly #sessions = new Map<string, string>();

  async load(pool: Pool): Promise<void> {
    const { rows } = await pool.query<{
      code_hash: Buffer;
      operator: Whose;
      session: string | null;
      expires_at: Date;
      used_at: Date | null;
    }>(
      `select code_hash, operator, session, expires_at, used_at from core.enrolment
        where session is not null or (used_at is null and expires_at > now()) order by created_at`,
    );
    this.#open.clear();
    this.#taken.clear();
    this.#sessions.clear();
    for (const { code_hash, operator, session, expires_at, used_at } of rows) {
      if (operator !== null && session !== null) this.#sessions.set(operator, session);
      if (used_at !== null) continue;
      this.#open.set(operator, { hash: code_hash.toString("base64"), expiresAt: expires_at.getTime() });
    }
  }

  renew(batch: Batch, whose: Whose): { code: string; expiresAt: Instant } {
    const code = spokenCode();
    const open = { hash: tokenHash(code), expiresAt: batch.now + LIVES_MS };
    batch.also("delete from core.enrolment where used_at is null and operator is not distinct from $1", [whose]);
    batch.also("insert into core.enrolment (code_hash, operator, created_at, expires_at) values ($1, $2, $3, $4)", [
      hashBytes(open.hash),
      whose,
      new Date(batch.now),
      new Date(open.expiresAt),
    ]);
    this.#open.delete(whose);
    batch.afterwards(() => {
      this.#open.set(whose, open);
      this.#taken.delete(whose);
    });
    return { code, expiresAt: open.expiresAt };
  }

  /** Whether the code is the open one; then nobody else can use it until `giveBack` or `use`. */
  take(code: string, now: Instant, whose: Whose): boolean {
    const open = this.#open.get(whose);
    if (!open || this.#taken.has(whose) || open.expiresAt <= now || tokenHash(typedCode(code)) !== open.hash) {
      return false;
    }
    this.#taken.add(whose);
    return true;
  }

  giveBack(whose: Whose): void {
    this.#taken.delete(whose);
  }

  /** @param session public id of the one that may set up the operator's first second factor from now on */
  use(batch: Batch, whose: Whose, operator: string, session: string): void {
    const open = this.#open.get(whose);
    if (!open) return;
    batch.also("update core.enrolment set session = null where operator = $1 and session is not null", [operator]);
    batch.also("update core.enrolment set used_at = $2, operator = $3, session = $4 where code_hash = $1", [
      hashBytes(open.hash),
      new Date(batch.now),
      operator,
      session,
    ]);
    batch.afterwards(() => {
      this.#open.delete(whose);
      this.#taken.delete(whose);
      this.#sessions.set(operator, session);
    });
  }

  /** Whether a code was used in that session, and the operator has set up no second factor since. */
  leads(operator: string, session: string): boolean {
    return this.#sessions.get(operator) === session;
  }

  /** The operator has set up a second factor: whoever is to do so without having one again needs another code. */
  reached(batch: Batch, operator: string): void {
    if (!this.#sessions.has(operator) && !this.#open.has(operator)) return;
    batch.also("update core.enrolment set session = null where operator = $1 and session is not null", [operator]);
    batch.also("delete from core.enrolment where operator = $1 and used_at is null", [operator]);
    batch.afterwards(() => {
      this.#sessions.delete(operator);
      this.#open.delete(operator);
    });
  }
}
