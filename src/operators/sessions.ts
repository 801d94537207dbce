import type { Pool } from "pg";
import type { Instant } from "#kernel/clock.ts";
import type { Batch } from "#store/batch.ts";
import { hashBytes, opaqueToken, tokenHash } from "./opaque.ts";

const PER_OPERATOR = 20;
/** How exactly `seen_at` is kept. */
export const SEEN_EVERY_MS = 5 * 60_000;

/** Of a session's last action no more than this is forgotten when the server falls: it then locks a little early. */
const ACTIVE_EVERY_MS = 60_000;

export interface Session {
  /** Of the token; changes with it. */
  hash: string;
  /** For lists and links; opens nothing. */
  readonly id: string;
  readonly operator: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  /** The browser and the address, for the list of sessions. */
  readonly client: string;
  readonly address: string;
  /** Id of the client machine that the browser is bound to. */
  workstation: string | null;
  seenAt: Instant;
  /** When the operator last did something; what a page does by itself doesn't count. */
  activeAt: Instant;
  /** When the operator last proved who they are, with everything they have: at sign-in and by stepping up. */
  provenAt: Instant;
  /** Since when it is locked in the rows; `lockedSince` says whether it is. */
  lockedAt: Instant | null;
}

/** What is known of the browser that a session is opened for. */
export interface Client {
  readonly client: string;
  readonly address: string;
  readonly workstation: string | null;
}

/**
 * Who is signed in. All sessions are held in memory, since only the active core opens or ends one; tokens are stored as
 * hashes. They end absolutely after some hours, whatever is done meanwhile.
 */
export class Sessions {
  readonly #byHash = new Map<string, Session>();
  /** Hashes of tokens that were replaced → the present one's; for streams, never for cookies. */
  readonly #renamed = new Map<string, string>();
  readonly #listeners = new Set<() => void>();
  readonly #activeStored = new WeakMap<Session, Instant>();

  /** Told whenever a session is opened, locked, unlocked or ended. Must not throw. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  changed(): void {
    for (const listener of this.#listeners) listener();
  }

  async load(pool: Pool): Promise<void> {
    const { rows } = await pool.query<{
      token_hash: Buffer;
      operator: string;
      created_at: Date;
      expires_at: Date;
      seen_at: Date;
      client: string;
      id: string;
      address: string;
      workstation: string | null;
      active_at: Date;
      proven_at: Date;
      locked_at: Date | null;
    }>("select * from core.session where expires_at > now()");
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
        id: row.id,
        address: row.address,
        workstation: row.workstation,
        activeAt: row.active_at.getTime(),
        provenAt: row.proven_at.getTime(),
        lockedAt: row.locked_at?.getTime() ?? null,
      });
    }
  }

  /** The session of a cookie's token, unless it has ended. */
  find(token: string, now: Instant): Session | undefined {
    const session = this.#byHash.get(tokenHash(token));
    return session && session.expiresAt > now ? session : undefined;
  }

  /** By what a request or a stream was once known by, also when the token has changed since. */
  byHash(hash: string, now: Instant): Session | undefined {
    const session = this.#byHash.get(this.#renamed.get(hash) ?? hash);
    return session && session.expiresAt > now ? session : undefined;
  }

  all(now: Instant): Session[] {
    return [...this.#byHash.values()].filter((session) => session.expiresAt > now);
  }

  /** By the id that lists show. */
  byId(id: string, now: Instant): Session | undefined {
    return this.all(now).find((session) => session.id === id);
  }

  of(operator: string): Session[] {
    return [...this.#byHash.values()].filter((session) => session.operator === operator);
  }

  get size(): number {
    return this.#byHash.size;
  }

  /** Opens a session within `batch`; the answer's token is known to nobody else and is not stored. */
  open(batch: Batch, operator: string, from: Client, hours: number): { token: string; session: Session } {
    const token = opaqueToken();
    const now = batch.now;
    const session: Session = {
      hash: tokenHash(token),
      operator,
      createdAt: now,
      expiresAt: now + hours * 3_600_000,
      seenAt: now,
      id: opaqueToken().slice(0, 22),
      client: from.client.slice(0, 300),
      address: from.address,
      workstation: from.workstation,
      activeAt: now,
      provenAt: now,
      lockedAt: null,
    };
    const gone = this.of(operator)
      .sort((a, b) => b.createdAt - a.createdAt)
      .slice(PER_OPERATOR - 1)
      .map((old) => old.hash);
    const expired = [...this.#byHash.values()].filter((old) => old.expiresAt <= now).map((old) => old.hash);
    this.end(batch, [...gone, ...expired]);
    batch.also(
      `insert into core.session (token_hash, id, operator, created_at, expires_at, seen_at, active_at, proven_at, client, address, workstation)
        values ($1, $2, $3, $4, $5, $4, $4, $4, $6, $7, $8)`,
      [
        hashBytes(session.hash),
        session.id,
        operator,
        new Date(now),
        new Date(session.expiresAt),
        session.client,
        session.address,
        session.workstation,
      ],
    );
    batch.afterwards(() => {
      this.#byHash.set(session.hash, session);
      this.changed();
    });
    return { token, session };
  }

  /**
   * The operator proved again who they are: the session goes on under a new token, and whoever else holds the old one has
   * nothing. Streams that were opened before go on.
   */
  rotate(batch: Batch, session: Session): string {
    const token = opaqueToken();
    const old = session.hash;
    const hash = tokenHash(token);
    batch.also("update core.session set token_hash = $2, proven_at = $3 where token_hash = $1", [
      hashBytes(old),
      hashBytes(hash),
      new Date(batch.now),
    ]);
    batch.afterwards(() => {
      if (!this.#byHash.delete(old)) return; // it was ended meanwhile
      session.hash = hash;
      session.provenAt = batch.now;
      this.#byHash.set(hash, session);
      for (const [earlier, later] of this.#renamed) if (later === old) this.#renamed.set(earlier, hash);
      this.#renamed.set(old, hash);
    });
    return token;
  }

  /** Ends sessions at once, even when storing that should fail; the stored rows go with the batch. */
  end(batch: Batch, hashes: readonly string[]): void {
    if (hashes.length === 0) return;
    const present = hashes.map((hash) => this.#renamed.get(hash) ?? hash);
    const ids = present.flatMap((hash) => this.#byHash.get(hash)?.id ?? []);
    for (const hash of present) this.#byHash.delete(hash);
    for (const [earlier, later] of this.#renamed) if (present.includes(later)) this.#renamed.delete(earlier);
    // By id too: the token may be changing in a batch that is on its way.
    batch.also("delete from core.session where token_hash = any($1) or id = any($2)", [present.map(hashBytes), ids]);
    this.changed();
  }

  /** Ends all of an operator's but this one, and also those that are being stored at this moment. Answers how many there were. */
  endOthers(batch: Batch, { id, operator }: Session): number {
    const others = () =>
      this.of(operator)
        .filter((session) => session.id !== id)
        .map(({ hash }) => hash);
    const { length } = others();
    this.end(batch, others());
    batch.also("delete from core.session where operator = $1 and id <> $2", [operator, id]);
    batch.afterwards(() => {
      for (const hash of others()) this.#byHash.delete(hash);
      this.changed();
    });
    return length;
  }

  seen(batch: Batch, session: Session): void {
    batch.also("update core.session set seen_at = $2 where token_hash = $1", [
      hashBytes(session.hash),
      new Date(session.seenAt),
    ]);
  }

  /** The operator did something. Answers whether that is worth a row: once a minute. */
  acted(session: Session, now: Instant): boolean {
    session.activeAt = now;
    if (now - (this.#activeStored.get(session) ?? session.createdAt) < ACTIVE_EVERY_MS) return false;
    this.#activeStored.set(session, now);
    return true;
  }

  /** Stores the last action and the lock as they are in memory. */
  keep(batch: Batch, session: Session): void {
    batch.also("update core.session set active_at = $2, locked_at = $3, workstation = $4 where id = $1", [
      session.id,
      new Date(session.activeAt),
      session.lockedAt === null ? null : new Date(session.lockedAt),
      session.workstation,
    ]);
  }
}
