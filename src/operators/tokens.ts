import { randomBytes } from "node:crypto";
import type { Pool } from "pg";
import type { Instant } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import type { Batch } from "#store/batch.ts";
import { hashBytes, opaqueToken, tokenHash } from "./opaque.ts";
import { effectiveRights, type Rights } from "./permissions.ts";
import type { Who } from "./roles.ts";
import { SCOPE_RIGHTS, type Scope } from "./shipped-roles.ts";

/** What may be shown of a bearer token; the token itself is given out once and kept as a hash. */
export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdBy: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant | null;
  readonly usedAt: Instant | null;
  readonly revokedAt: Instant | null;
}

interface Held {
  token: ApiToken;
  readonly who: Who & { kind: "token" };
  readonly hash: string;
  storedUseAt: Instant;
}

/** Bearer tokens for machines: `tocsin_<id>_<secret>`, with scopes, an end and revocation. */
export class Tokens {
  readonly #byHash = new Map<string, Held>();
  readonly #byId = new Map<string, Held>();

  async load(pool: Pool): Promise<void> {
    const { rows } = await pool.query<{
      id: string;
      token_hash: Buffer;
      name: string;
      scopes: string;
      created_by: string;
      created_at: Date;
      expires_at: Date | null;
      used_at: Date | null;
      revoked_at: Date | null;
    }>("select * from core.api_token order by created_at");
    this.#byHash.clear();
    this.#byId.clear();
    for (const row of rows) {
      this.#hold(row.token_hash.toString("base64"), {
        id: row.id,
        name: row.name,
        scopes: JSON.parse(row.scopes) as Scope[],
        createdBy: row.created_by,
        createdAt: row.created_at.getTime(),
        expiresAt: row.expires_at?.getTime() ?? null,
        usedAt: row.used_at?.getTime() ?? null,
        revokedAt: row.revoked_at?.getTime() ?? null,
      });
    }
  }

  all(): ApiToken[] {
    return Array.from(this.#byId.values(), (held) => held.token);
  }

  /** Whose token this is, unless it was revoked or has run out: one look into a map. */
  find(token: string, now: Instant): (Who & { kind: "token" }) | undefined {
    const held = this.#byHash.get(tokenHash(token));
    if (!held || held.token.revokedAt !== null) return undefined;
    if (held.token.expiresAt !== null && held.token.expiresAt <= now) return undefined;
    if (now - (held.token.usedAt ?? 0) > 1000) held.token = { ...held.token, usedAt: now };
    return held.who;
  }

  /** Whom a token speaks for by its id, while it stands. */
  who(id: string, now: Instant): (Who & { kind: "token" }) | undefined {
    return this.stands(id, now) ? this.#byId.get(id)?.who : undefined;
  }

  /** Whether a token that was good when a stream began still is. */
  stands(id: string, now: Instant): boolean {
    const token = this.#byId.get(id)?.token;
    return token !== undefined && token.revokedAt === null && (token.expiresAt ?? Infinity) > now;
  }

  create(
    batch: Batch,
    wanted: { name: string; scopes: readonly Scope[]; expiresAt: Instant | null; createdBy: string },
  ): { token: string; id: string } {
    const id = randomBytes(5).toString("hex");
    const token = `tocsin_${id}_${opaqueToken()}`;
    const hash = tokenHash(token);
    batch.also(
      "insert into core.api_token (id, token_hash, name, scopes, created_by, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7)",
      [
        id,
        hashBytes(hash),
        wanted.name,
        JSON.stringify(wanted.scopes),
        wanted.createdBy,
        new Date(batch.now),
        wanted.expiresAt === null ? null : new Date(wanted.expiresAt),
      ],
    );
    const kept: ApiToken = { ...wanted, id, createdAt: batch.now, usedAt: null, revokedAt: null };
    batch.afterwards(() => this.#hold(hash, kept));
    return { token, id };
  }

  /** In force at once, on the next request of any connection. */
  revoke(batch: Batch, id: string): ApiToken {
    const held = this.#byId.get(id);
    if (!held) throw new Fault("not-found", `There is no token '${id}'; the list of tokens shows which there are.`);
    if (held.token.revokedAt === null) {
      held.token = { ...held.token, revokedAt: batch.now };
      batch.also("update core.api_token set revoked_at = $2 where id = $1", [id, new Date(batch.now)]);
    }
    return held.token;
  }

  /** Stores when tokens were last used, of those where it changed. */
  keepUses(batch: Batch): void {
    for (const held of this.#byId.values()) {
      const { usedAt } = held.token;
      if (usedAt === null || usedAt === held.storedUseAt) continue;
      held.storedUseAt = usedAt;
      batch.also("update core.api_token set used_at = $2 where id = $1", [held.token.id, new Date(usedAt)]);
    }
  }

  #hold(hash: string, token: ApiToken): void {
    const { id, name, scopes } = token;
    const who = { kind: "token", id, name, scopes: new Set(scopes), rights: scopeRights(scopes) } as const;
    const held: Held = { token, who, hash, storedUseAt: token.usedAt ?? 0 };
    this.#byHash.set(hash, held);
    this.#byId.set(token.id, held);
  }
}

/** What a token with these scopes may, everywhere. */
export function scopeRights(scopes: readonly Scope[]): Rights {
  const grants = [...new Set(scopes.flatMap((scope) => SCOPE_RIGHTS[scope] ?? []))].map((right) => ({ right }));
  return effectiveRights([{ role: "integration", partitions: [] }], () => ({ grants, denials: [] }));
}
