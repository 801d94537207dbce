import type { Pool } from "pg";
import type { Clock, Instant } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import type { Actor, Batch, Journal } from "#store/batch.ts";
import { opaqueToken } from "./opaque.ts";

const AGAIN_MS = 10_000;
export const ELEVATION_MINUTES = { least: 5, usual: 60, most: 480 } as const;

/** A role that somebody has for a limited time beside their own. */
export interface Elevation {
  readonly id: string;
  readonly operator: string;
  readonly role: string;
  /** Empty: all. */
  readonly partitions: readonly string[];
  readonly reason: string;
  /** Actor id of the second person. */
  readonly approvedBy: string;
  readonly beganAt: Instant;
  readonly endsAt: Instant;
  readonly endedAt: Instant | null;
}

/** Whether it gives rights at that time: asked for every request, so that it ends by the clock and not by a timer. */
export function runs({ endsAt, endedAt }: Elevation, now: Instant): boolean {
  return endedAt === null && endsAt > now;
}

/** All elevations that run, in memory and in the database, with their absolute ends. */
export class Elevations {
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #byId = new Map<string, Elevation>();
  #cancel = () => {};
  /** Told after one begins or ends: screens ask anew who they are. */
  changed: (operator: string) => void = () => {};

  constructor(journal: Journal, clock: Clock) {
    this.#journal = journal;
    this.#clock = clock;
  }

  async load(pool: Pool): Promise<void> {
    const { rows } = await pool.query<{
      id: string;
      operator: string;
      role: string;
      partitions: string;
      reason: string;
      approved_by: string;
      began_at: Date;
      ends_at: Date;
    }>("select * from core.elevation where ended_at is null");
    this.#byId.clear();
    for (const row of rows) {
      this.#byId.set(row.id, {
        id: row.id,
        operator: row.operator,
        role: row.role,
        partitions: JSON.parse(row.partitions) as string[],
        reason: row.reason,
        approvedBy: row.approved_by,
        beganAt: row.began_at.getTime(),
        endsAt: row.ends_at.getTime(),
        endedAt: null,
      });
    }
    this.#watch();
  }

  /** Those of somebody that run now. */
  of(operator: string, now: Instant): Elevation[] {
    if (this.#byId.size === 0) return [];
    return [...this.#byId.values()].filter((one) => one.operator === operator && runs(one, now));
  }

  all(now: Instant): Elevation[] {
    return [...this.#byId.values()].filter((one) => runs(one, now));
  }

  /** Begins within `batch`. @param minutes at most eight hours */
  begin(
    batch: Batch,
    wanted: Pick<Elevation, "operator" | "role" | "partitions" | "reason" | "approvedBy"> & { minutes: number },
    actor: Actor,
  ): Elevation {
    const { minutes, ...facts } = wanted;
    const lasting = Math.min(minutes, ELEVATION_MINUTES.most);
    const elevation: Elevation = {
      ...facts,
      id: opaqueToken().slice(0, 22),
      beganAt: batch.now,
      endsAt: batch.now + lasting * 60_000,
      endedAt: null,
    };
    batch.also(
      `insert into core.elevation (id, operator, role, partitions, reason, approved_by, began_at, ends_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        elevation.id,
        elevation.operator,
        elevation.role,
        JSON.stringify(elevation.partitions),
        elevation.reason,
        elevation.approvedBy,
        new Date(elevation.beganAt),
        new Date(elevation.endsAt),
      ],
    );
    const where = elevation.partitions.length > 0 ? ` in ${elevation.partitions.join(", ")}` : "";
    batch.audit({
      actor,
      action: "elevation.began",
      object: `operator:${elevation.operator}`,
      sentence: `${elevation.operator} has the role ${elevation.role}${where} for ${lasting} minutes, approved by ${elevation.approvedBy}: ${elevation.reason}`,
      details: { elevation: elevation.id, endsAt: elevation.endsAt },
    });
    batch.afterwards(() => {
      this.#byId.set(elevation.id, elevation);
      this.changed(elevation.operator);
      this.#watch();
    });
    return elevation;
  }

  /** Ends one before its time. */
  end(id: string, actor: Actor): Promise<void> {
    return this.#journal.submit("operator", (batch) => {
      const elevation = this.#byId.get(id);
      if (!elevation || !runs(elevation, batch.now)) {
        throw new Fault("not-found", "This elevation has ended already.");
      }
      this.#ended(batch, elevation, actor);
    });
  }

  stop(): void {
    this.#cancel();
  }

  #ended(batch: Batch, elevation: Elevation, actor: Actor): void {
    const { id, operator, role } = elevation;
    // At once, even when storing it should fail: a right that nobody wants any more must not go on.
    this.#byId.set(id, { ...elevation, endedAt: batch.now });
    batch.also("update core.elevation set ended_at = $2, ended_by = $3 where id = $1", [
      id,
      new Date(batch.now),
      actor.id,
    ]);
    const early = actor.id === "tocsin" ? "" : ` before its time, by ${actor.id}`;
    batch.audit({
      actor,
      action: "elevation.ended",
      object: `operator:${operator}`,
      sentence: `${operator} no longer has the role ${role} that was given for a limited time; it ended${early || " as approved"}.`,
      details: { elevation: id },
    });
    batch.afterwards(() => {
      this.#byId.delete(id);
      this.changed(operator);
    });
  }

  #watch(): void {
    this.#cancel();
    const ends = Array.from(this.#byId.values(), ({ endsAt }) => endsAt);
    if (ends.length === 0) return;
    this.#later(Math.min(...ends));
  }

  /** Only the trail waits for this; the right itself has ended by the clock. */
  #later(at: Instant): void {
    this.#cancel = this.#clock.at(at, () => {
      this.#ring().catch(() => this.#later(this.#clock.now() + AGAIN_MS));
    });
  }

  async #ring(): Promise<void> {
    await this.#journal.submit("operator", (batch) => {
      for (const elevation of this.#byId.values()) {
        if (elevation.endsAt <= batch.now) this.#ended(batch, elevation, { id: "tocsin", via: "timer" });
      }
    });
    this.#watch();
  }
}
