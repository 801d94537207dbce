import { randomUUID } from "node:crypto";
import type { Pool } from "pg";
import type { Instant } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import type { Actor, Batch, Journal } from "#store/batch.ts";
import { holdsOf } from "./removals.ts";
import type { Hold } from "./retention.ts";

/** What somebody wants kept. */
export interface WishedHold {
  readonly reason: string;
  readonly since: Instant | null;
  readonly until: Instant | null;
}

/** Places and lifts legal holds. They are never rewritten: who placed one and who lifted it stays. */
export class Holds {
  readonly #pool: Pool;
  readonly #journal: Journal;

  constructor(pool: Pool, journal: Journal) {
    this.#pool = pool;
    this.#journal = journal;
  }

  all(): Promise<Hold[]> {
    return holdsOf(this.#pool);
  }

  /** Holds at once. @returns its id */
  place({ reason, since, until }: WishedHold, actor: Actor, name: string): Promise<string> {
    const id = randomUUID().slice(0, 8);
    return this.#journal.submit("operator", (batch) => {
      batch.also(
        "insert into audit.hold (id, reason, since, until, placed_at, placed_by) values ($1, $2, $3, $4, $5, $6)",
        [id, reason, dateOf(since), dateOf(until), new Date(batch.now), actor.id],
      );
      batch.audit({
        actor,
        action: "audit-trail.hold-placed",
        object: `hold:${id}`,
        sentence: `${name} placed the legal hold '${id}' on what was written ${timesOf(since, until)}: ${reason}`,
        details: { reason, since, until },
      });
      return id;
    });
  }

  /** One in force; throws a `Fault` (`not-found`, `conflict`) when there is none to lift. */
  async inForce(id: string): Promise<Hold> {
    const hold = (await this.all()).find((one) => one.id === id);
    if (!hold) throw new Fault("not-found", `There is no legal hold '${id}'.`);
    if (hold.liftedAt !== null) throw new Fault("conflict", `The legal hold '${id}' was lifted by ${hold.liftedBy}.`);
    return hold;
  }

  async lift(
    id: string,
    reason: string,
    { actor, name, alongside }: { actor: Actor; name: string; alongside?: ((batch: Batch) => void) | undefined },
  ): Promise<void> {
    const hold = await this.inForce(id);
    await this.#journal.submit("operator", (batch) => {
      alongside?.(batch);
      batch.also("update audit.hold set lifted_at = $2, lifted_by = $3, lifted_for = $4 where id = $1", [
        id,
        new Date(batch.now),
        actor.id,
        reason,
      ]);
      batch.audit({
        actor,
        action: "audit-trail.hold-lifted",
        object: `hold:${id}`,
        sentence: `${name} lifted the legal hold '${id}' that ${hold.placedBy} had placed: ${reason}`,
        details: { reason, placedBy: hold.placedBy, was: hold.reason },
      });
    });
  }
}

function dateOf(instant: Instant | null): Date | null {
  return instant === null ? null : new Date(instant);
}

function timesOf(since: Instant | null, until: Instant | null): string {
  const from = since === null ? "" : `from ${new Date(since).toISOString()} `;
  if (since === null && until === null) return "at any time";
  return until === null ? `${from}on` : `${from}up to ${new Date(until).toISOString()}`;
}
