import { randomUUID } from "node:crypto";
import type { Clock, Instant } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import { storable } from "#kernel/text.ts";
import type { Actor, Batch } from "#store/batch.ts";
import type { FailoverDesk, FailoverGround } from "./desk.ts";
import { type Drill, type DrillRecord, type DrillView, drillDueAt, drillTrouble, judgeDrill } from "./drill.ts";
import { addDrill, keepDrill, lastPassedAt, pairSince, readDrills, reportsSince } from "./drill-rows.ts";
import { DRILL, drillReport } from "./own-alarms.ts";

const LOOK_MS = 1000;
const REMIND_MS = 3_600_000;
const SHOWN = 20;
const TOCSIN: Actor = { id: "tocsin", via: "link" };

export interface DrillDeskParts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly failover: Pick<FailoverDesk, "node" | "status" | "handOver">;
  /** How people reach this core. */
  readonly address: string;
}

type Ground = Pick<FailoverGround, "pool" | "journal" | "standing" | "own" | "drillDays">;

/**
 * Hands the site over and back to see that it works, and keeps what was seen. How far a drill is lies in the database, for
 * it is the other core that goes on with it.
 */
export class DrillDesk {
  readonly #parts: DrillDeskParts;
  #ground: Ground | null = null;
  /** What was last said of drills: its priority; null: nothing stands. */
  #stands: string | null = null;
  #cancel = () => {};
  #cancelReminder = () => {};

  constructor(parts: DrillDeskParts) {
    this.#parts = parts;
  }

  /** When this core becomes the active one, perhaps as a part of a drill. */
  start(ground: Ground): void {
    this.#ground = ground;
    this.#stands = ground.standing.includes(DRILL) ? "of before" : null;
    this.#lookAt(this.#parts.clock.now());
    this.#remindAt(this.#parts.clock.now() + LOOK_MS);
  }

  stop(): void {
    this.#ground = null;
    this.#cancel();
    this.#cancelReminder();
  }

  /** Throws a `Fault` (`conflict`) while another drill goes on, or when the standby doesn't have everything. */
  async begin(reason: string, stays: boolean, actor: Actor): Promise<void> {
    const { failover, address, clock } = this.#parts;
    const { pool } = this.#active();
    const [last] = await readDrills(pool, 1);
    if (last?.outcome === null)
      throw new Fault("conflict", `The drill that ${last.by} began at ${timeOf(last.begunAt)} is not over yet.`);
    const drill: Drill = {
      id: randomUUID(),
      begunAt: clock.now(),
      by: actor.id,
      reason,
      stays,
      from: failover.node,
      fromAddress: address,
      toAddress: null,
      thereAt: null,
      backBegunAt: null,
      endedAt: null,
      outcome: null,
      because: "",
      reports: null,
    };
    const way = stays ? "goes to the other core and stays there" : "goes to the other core and comes back";
    await failover.handOver(`a drill: ${reason}`, actor, (batch) => {
      addDrill(batch, drill);
      audit(batch, actor, "failover.drill-begun", `${actor.id} began a drill, in which the site ${way}: ${reason}.`);
    });
  }

  async view(): Promise<DrillView> {
    const { clock } = this.#parts;
    const ground = this.#active();
    const [items, record] = await Promise.all([readDrills(ground.pool, SHOWN), recordOf(ground)]);
    const trouble = drillTrouble(record, clock.now())?.because ?? null;
    return { everyDays: record.everyDays, dueAt: drillDueAt(record), trouble, items };
  }

  #active(): Ground {
    if (this.#ground) return this.#ground;
    throw new Fault("not-active", "This core is not the active one.", { transient: true });
  }

  #lookAt(at: Instant): void {
    const { clock, log } = this.#parts;
    const ground = this.#ground;
    this.#cancel();
    this.#cancel = clock.at(at, () => {
      if (!ground || this.#ground !== ground) return;
      this.#look(ground).then(
        (goesOn) => goesOn && this.#ground === ground && this.#lookAt(clock.now() + LOOK_MS),
        (thrown: unknown) => {
          if (this.#ground !== ground) return;
          log.warn({ because: saying(thrown) }, "a drill can't go on; trying again");
          this.#lookAt(clock.now() + LOOK_MS);
        },
      );
    });
  }

  /** @returns whether a drill goes on */
  async #look(ground: Ground): Promise<boolean> {
    const { failover, clock, address } = this.#parts;
    const [drill] = await readDrills(ground.pool, 1);
    if (!drill || drill.outcome !== null) return false;
    const now = clock.now();
    const { synchronous, because } = failover.status();
    const verdict = judgeDrill(drill, { node: failover.node, synchronous, because, now });
    switch (verdict.do) {
      case "wait":
        return true;
      case "arrived": {
        const there: Drill = { ...drill, toAddress: address, thereAt: now };
        const took = `In the drill the core at ${address} had taken over after ${secondsBetween(drill.begunAt, now)}`;
        if (drill.stays) return this.#end(ground, there, "passed", `${took}, where the site stays`);
        await this.#keep(
          ground,
          there,
          "failover.drill-arrived",
          `${took}; it comes back once the other one stands by.`,
        );
        return true;
      }
      case "hand-back":
        await failover.handOver(`a drill: ${drill.reason}`, TOCSIN, (batch) =>
          keepDrill(batch, { ...drill, backBegunAt: batch.now }),
        );
        return false;
      case "pass":
        return this.#end(ground, drill, "passed", whatWasSeen(drill, now));
      case "fail":
        return this.#end(ground, drill, "failed", verdict.because);
    }
  }

  async #end(ground: Ground, drill: Drill, outcome: "passed" | "failed", because: string): Promise<false> {
    const reports = await reportsSince(ground.pool, drill.begunAt);
    const ended: Drill = {
      ...drill,
      endedAt: this.#parts.clock.now(),
      outcome,
      because: storable(because, 500),
      reports,
    };
    const sentence = `The drill that ${drill.by} began at ${timeOf(drill.begunAt)} ${outcome}: ${because}. ${reports} reports were taken from its beginning to its end.`;
    await this.#keep(ground, ended, `failover.drill-${outcome}`, sentence);
    await this.#remind(ground);
    return false;
  }

  async #keep(ground: Ground, drill: Drill, action: string, sentence: string): Promise<void> {
    await ground.journal.submit("operator", (batch) => {
      keepDrill(batch, drill);
      audit(batch, TOCSIN, action, sentence);
    });
  }

  #remindAt(at: Instant): void {
    const { clock, log } = this.#parts;
    const ground = this.#ground;
    this.#cancelReminder();
    this.#cancelReminder = clock.at(at, () => {
      if (!ground || this.#ground !== ground) return;
      this.#remind(ground).catch((thrown: unknown) => {
        log.warn({ because: saying(thrown) }, "whether a drill is overdue could not be seen");
      });
      this.#remindAt(clock.now() + REMIND_MS);
    });
  }

  /** Only what is new is worth an event. */
  async #remind(ground: Ground): Promise<void> {
    const trouble = drillTrouble(await recordOf(ground), this.#parts.clock.now());
    const stands = trouble?.priority ?? null;
    if (this.#ground !== ground || stands === this.#stands) return;
    this.#stands = stands;
    ground.own(drillReport(trouble));
  }
}

async function recordOf({ pool, drillDays }: Ground): Promise<DrillRecord> {
  const [drills, passedAt, since] = await Promise.all([readDrills(pool, 2), lastPassedAt(pool), pairSince(pool)]);
  const last = drills.find(({ outcome }) => outcome !== null) ?? null;
  return { last, passedAt, pairSince: since, everyDays: drillDays() };
}

/** By the clocks of both machines. */
function whatWasSeen({ begunAt, thereAt, backBegunAt }: Drill, now: Instant): string {
  const there = secondsBetween(begunAt, thereAt ?? now);
  return `the other core had taken over after ${there}, and this one again after ${secondsBetween(backBegunAt ?? now, now)}`;
}

function secondsBetween(from: Instant, until: Instant): string {
  return `${(Math.max(0, until - from) / 1000).toFixed(1)} s`;
}

function timeOf(at: Instant): string {
  return new Date(at).toISOString();
}

function audit(batch: Batch, actor: Actor, action: string, sentence: string): void {
  batch.audit({ actor, action, object: "failover", sentence });
}
