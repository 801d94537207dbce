import { hash, randomBytes } from "node:crypto";
import type { Pool } from "pg";
import type { Clock, Instant } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import type { Actor, Journal } from "#store/batch.ts";

/** Somebody's secret in the addresses of calendars; it is given out once and kept as a hash. */
export interface CalendarAddress {
  readonly createdAt: Instant;
}

interface Parts {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly pool: Pool;
}

/** Secrets by which calendar programs, which can't sign in, read duty on behalf of somebody: one each, revocable. */
export class CalendarAddresses {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** null: there is none that opens anything. */
  async of(operator: string): Promise<CalendarAddress | null> {
    const { rows } = await this.#parts.pool.query<{ created_at: Date }>(
      "select created_at from core.calendar_address where operator = $1 and revoked_at is null",
      [operator],
    );
    return rows[0] ? { createdAt: rows[0].created_at.getTime() } : null;
  }

  /** Whose secret this is; null: nobody's, or not any more. */
  async operatorOf(key: string): Promise<string | null> {
    const { rows } = await this.#parts.pool.query<{ operator: string }>(
      "select operator from core.calendar_address where key_hash = $1 and revoked_at is null",
      [hashOf(key)],
    );
    return rows[0]?.operator ?? null;
  }

  /** Makes a secret; an earlier one opens nothing any more. */
  make(operator: string, name: string, actor: Actor): Promise<{ key: string }> {
    return this.#parts.journal.submit("operator", (batch) => {
      const key = randomBytes(32).toString("base64url");
      const now = new Date(batch.now);
      batch.also("update core.calendar_address set revoked_at = $2 where operator = $1 and revoked_at is null", [
        operator,
        now,
      ]);
      batch.also("insert into core.calendar_address (key_hash, operator, created_at) values ($1, $2, $3)", [
        hashOf(key),
        operator,
        now,
      ]);
      batch.audit({
        actor,
        action: "calendar.opened",
        object: `operator:${operator}`,
        sentence: `${name} made a secret address by which calendar programs read who is on duty; an earlier one opens nothing any more.`,
      });
      return { key };
    });
  }

  async revoke(operator: string, name: string, actor: Actor): Promise<void> {
    if (!(await this.of(operator))) {
      throw new Fault("not-found", "You have no secret address for calendars; there is nothing to revoke.");
    }
    await this.#parts.journal.submit("operator", (batch) => {
      batch.also("update core.calendar_address set revoked_at = $2 where operator = $1 and revoked_at is null", [
        operator,
        new Date(batch.now),
      ]);
      batch.audit({
        actor,
        action: "calendar.closed",
        object: `operator:${operator}`,
        sentence: `${name} revoked the secret address by which calendar programs read who is on duty.`,
      });
    });
  }
}

function hashOf(key: string): Buffer {
  return hash("sha256", key, "buffer");
}
