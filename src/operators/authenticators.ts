import { randomBytes } from "node:crypto";
import type { Pool } from "pg";
import type { Instant } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import type { Batch } from "#store/batch.ts";
import type { Seal } from "#trust/seal.ts";
import { SECRET_BYTES, stepOf } from "./totp.ts";

export type Sealer = Pick<Seal, "seal" | "unseal">;

/** An authenticator app that has shown that it has the secret. One per operator. */
interface Authenticator {
  readonly sealed: string;
  readonly createdAt: Instant;
  usedAt: Instant | null;
  /** RFC 6238 §5.2: no code of this or an earlier step counts again, also after a restart. */
  lastStep: number;
}

/** Whose authenticator apps count. Secrets are sealed in memory too, and opened for each check. */
export class Authenticators {
  readonly #of = new Map<string, Authenticator>();
  readonly #sealer: Sealer;

  constructor(sealer: Sealer) {
    this.#sealer = sealer;
  }

  async load(pool: Pool): Promise<void> {
    const { rows } = await pool.query<{
      operator: string;
      secret: string;
      last_step: string;
      created_at: Date;
      used_at: Date | null;
    }>("select operator, secret, last_step, created_at, used_at from core.authenticator");
    this.#of.clear();
    for (const row of rows) {
      this.#of.set(row.operator, {
        sealed: row.secret,
        createdAt: row.created_at.getTime(),
        usedAt: row.used_at?.getTime() ?? null,
        lastStep: Number(row.last_step),
      });
    }
  }

  of(operator: string): Pick<Authenticator, "createdAt" | "usedAt"> | null {
    return this.#of.get(operator) ?? null;
  }

  /** Whether the code counts. It is used up at once, even when storing that should fail. */
  take(operator: string, code: string, now: Instant): boolean {
    const one = this.#of.get(operator);
    if (!one) return false;
    const step = stepOf(this.#secretOf(operator, one), code, now, one.lastStep);
    if (step === null) return false;
    one.lastStep = step;
    one.usedAt = now;
    return true;
  }

  /** Stores within `batch` that a code was taken. */
  keepUse(batch: Batch, operator: string): void {
    const one = this.#of.get(operator);
    if (!one) return;
    batch.also("update core.authenticator set last_step = greatest(last_step, $2), used_at = $3 where operator = $1", [
      operator,
      one.lastStep,
      new Date(one.usedAt ?? batch.now),
    ]);
  }

  /** The app of an operator; one that was there before counts no more. */
  set(batch: Batch, operator: string, secret: Buffer, lastStep: number): void {
    const sealed = this.#sealer.seal(placeOf(operator), secret.toString("base64"));
    const one: Authenticator = { sealed, createdAt: batch.now, usedAt: batch.now, lastStep };
    batch.also(
      `insert into core.authenticator (operator, secret, last_step, created_at, used_at) values ($1, $2, $3, $4, $4)
        on conflict (operator) do update set secret = $2, last_step = $3, created_at = $4, used_at = $4`,
      [operator, sealed, lastStep, new Date(batch.now)],
    );
    batch.afterwards(() => this.#of.set(operator, one));
  }

  remove(batch: Batch, operator: string): void {
    batch.also("delete from core.authenticator where operator = $1", [operator]);
    batch.afterwards(() => this.#of.delete(operator));
  }

  #secretOf(operator: string, { sealed }: Authenticator): Buffer {
    try {
      return Buffer.from(this.#sealer.unseal(placeOf(operator), sealed).open(), "base64");
    } catch (cause) {
      throw new Fault(
        "misconfigured",
        "The secret of this authenticator app can't be opened on this machine. Use a passkey or a recovery code, or have the app removed by somebody who manages operators.",
        { cause },
      );
    }
  }
}

export function newSecret(): Buffer {
  return randomBytes(SECRET_BYTES);
}

function placeOf(operator: string) {
  return { table: "authenticator", column: "secret", row: operator };
}
