import type { Pool } from "pg";
import type { Instant } from "#kernel/clock.ts";
import type { Batch } from "#store/batch.ts";

/**
 * Who has ever set the way into an account: made it, or set its password, or took its second factors away. They could
 * sign in as it, so they and the account may be one person. Actor ids; the operator's own is among them once they have
 * chosen a password themselves.
 */
export class AccountMakers {
  readonly #byOperator = new Map<string, Map<string, Instant>>();

  async load(pool: Pool): Promise<void> {
    const { rows } = await pool.query<{ operator: string; maker: string; at: Date }>(
      "select operator, maker, at from core.account_maker",
    );
    this.#byOperator.clear();
    for (const { operator, maker, at } of rows) this.#keep(operator, maker, at.getTime());
  }

  /** Within the batch that sets it. */
  note(batch: Batch, operator: string, maker: string): void {
    const at = batch.now;
    batch.also(
      `insert into core.account_maker (operator, maker, at) values ($1, $2, $3)
        on conflict (operator, maker) do update set at = excluded.at`,
      [operator, maker, new Date(at)],
    );
    batch.afterwards(() => this.#keep(operator, maker, at));
  }

  /** Everybody who ever did, other than the operator. */
  ever(operator: string): string[] {
    return [...(this.#byOperator.get(operator)?.keys() ?? [])].filter((maker) => maker !== `operator:${operator}`);
  }

  /** Those of them since when the operator has not chosen a password themselves. */
  present(operator: string): string[] {
    const makers = this.#byOperator.get(operator);
    const own = makers?.get(`operator:${operator}`) ?? -Infinity;
    return this.ever(operator).filter((maker) => (makers?.get(maker) ?? 0) >= own);
  }

  #keep(operator: string, maker: string, at: Instant): void {
    const makers = this.#byOperator.get(operator) ?? new Map<string, Instant>();
    makers.set(maker, at);
    this.#byOperator.set(operator, makers);
  }
}
