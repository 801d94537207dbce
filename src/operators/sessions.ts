import type { Pool } from "pg";
import type { Instant } from "#kernel/clock.ts";
import type { Batch } from "#store/batch.ts";
import { hashBytes, opaqueToken, tokenHash } from "./opaque.ts";

const PER_OPERATOR = 20;
/** How exactly `seen_at` is kept. */
export const SEEN_EVERY_MS = 5 * 60_000;

export interface Session {
  readonly hash: string;
  readonly operator: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  /** The browser and the address, for the list of sessions. */
  readonly client: string;
  seenAt: Instant;
}

/**
 * Who is signed in. All sessions are held in memory, since only the active core opens or ends one; tokens are stored as
 * hashes. They end absolutely after some hours, whatever is done meanwhile.
 */
export class Sessions {
  readonly #byHash = new Map<string, Session>();

  async load(pool: Pool): Promise<void> {
    const { rows } = await pool.query<{
      token_hash: Buffer;
      operator: string;
      created_at: Date;
      expires_at: Date;
      seen_at: Date;
      client: string;
    }>(
      "select token_hash, operator, created_at, expires_at, seen_at, client from core.session where expires_at > now()",
    );
    this.#byHash.clear();
    for (const row of rows) {
      const hash = row.token_hash.toString("base64");
      this.#byHash.set(hash, {
        hash,
        operator: row.operator,
        createdAt: row.created_at.getTime(),
        expiresAt: row.expires_at.getTime(),
        seenAt: row.seen_at.getTime(),
        client: row.client,
      });
    }
  }

  /** The session of a cookie's token, unless it has ended. */
  find(token: string, now: Instant): Session | undefined {
    return this.byHash(tokenHash(token), now);
  }

  byHash(hash: string, now: Instant): Session | undefined {
    const session = this.#byHash.get(hash);
    return session && session.expiresAt > now ? session : undefined;
  }

  of(operator: string): Session[] {
    return [...this.#byHash.values()].filter((session) => session.operator === operator);
  }

  get size(): number {
    return this.#byHash.size;
  }

  /** Opens a session within `batch`; the answer's token is known to nobody else and is not stored. */
  open(batch: Batch, operator: string, client: string, hours: number): { token: string; session: Session } {
    const token = opaqueToken();
    const now = batch.now;
    const session: Session = {
      hash: tokenHash(token),
      operator,
      createdAt: now,
      expiresAt: now + hours * 3_600_000,
      seenAt: now,
      client: client.slice(0, 300),
    };
    const gone = this.of(operator)
      .sort((a, b) => b.createdAt - a.createdAt)
      .slice(PER_OPERATOR - 1)
      .map((old) => old.hash);
    const expired = [...this.#byHash.values()].filter((old) => old.expiresAt <= now).map((old) => old.hash);
    this.end(batch, [...gone, ...expired]);
    batch.also(
      "insert into core.session (token_hash, operator, created_at, expires_at, seen_at, client) values ($1, $2, $3, $4, $3, $5)",
      [hashBytes(session.hash), operator, new Date(now), new Date(session.expiresAt), session.client],
    );
    batch.afterwards(() => this.#byHash.set(session.hash, session));
    return { token, session };
  }

  /** Ends sessions at once, even when storing that should fail; the stored rows go with the batch. */
  end(batch: Batch, hashes: readonly string[]): void {
    if (hashes.length === 0) return;
    for (const hash of hashes) this.#byHash.delete(hash);
    batch.also("delete from core.session where token_hash = any($1)", [hashes.map(hashBytes)]);
  }

  seen(batch: Batch, session: Session): void {
    batch.also("update core.session set seen_at = $2 where token_hash = $1", [
      hashBytes(session.hash),
      new Date(session.seenAt),
    ]);
  }
}
