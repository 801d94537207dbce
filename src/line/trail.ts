import type pg from "pg";
import { Notary } from "#audit/notary.ts";
import { Retention } from "#audit/retention-desk.ts";
import { TrailCheck } from "#audit/trail-check.ts";
import type { WitnessNodes } from "#audit/witness-nodes.ts";
import { Witnesses } from "#audit/witnesses.ts";
import type { Clock } from "#kernel/clock.ts";
import type { Logger } from "#kernel/log.ts";
import { judgeNotary, judgeRetained, judgeWitness, witnessGone, witnessPoint } from "#self/judge-trail.ts";
import { TrailWatch } from "#self/trail-watch.ts";
import { calledIn } from "#site/called.ts";
import { type Site, settingsOf } from "#site/site.ts";
import type { LeasedJournal } from "#store/journal.ts";
import type { Seal } from "#trust/seal.ts";
import type { OwnReports } from "./own-reports.ts";

export interface TrailParts {
  readonly pool: pg.Pool;
  readonly journal: LeasedJournal;
  readonly clock: Clock;
  readonly log: Logger;
  readonly seal: Seal;
  readonly dataFolder: string;
  readonly site: () => Site;
  readonly nodes: WitnessNodes;
  readonly own: OwnReports;
}

/** The audit trail once it is written: signed by the notary, copied by witnesses, verified every day, archived in the end. */
export class Trail {
  readonly witnesses: Witnesses;
  readonly retention: Retention;
  readonly #parts: TrailParts;
  readonly #notary: Notary;
  readonly #watch: TrailWatch;
  readonly #parted = new AsyncDisposableStack();

  constructor(parts: TrailParts) {
    const { pool, journal, clock, log, seal, dataFolder, site, nodes, own } = parts;
    this.#parts = parts;
    const named = (id: string) => ({ id, name: calledIn(site())("witness", id) });
    const ground = { pool, journal, clock, log, written: () => journal.lastAudit, busy: () => journal.busy };
    this.witnesses = new Witnesses({
      ...ground,
      dataFolder,
      nodes,
      trouble: (witness, because) => own.change(judgeWitness(named(witness), because)),
    });
    this.#notary = new Notary({
      ...ground,
      seal,
      signed: () => this.witnesses.wake(),
      trouble: (because) => own.change(judgeNotary(because)),
    });
    this.retention = new Retention({
      ...ground,
      settings: () => settingsOf(site()).audit,
      witnesses: () => this.witnesses.health(),
      trouble: (because) => own.change(judgeRetained(because)),
    });
    const check = new TrailCheck(pool, clock);
    this.#watch = new TrailWatch({
      pool,
      clock,
      log,
      witnesses: () => this.witnesses.health().map((health) => ({ ...health, ...named(health.id) })),
      verify: () => check.run(),
      change: own.change,
    });
    this.#parted.defer(() => this.witnesses.stop());
    this.#parted.defer(() => this.#notary.stop());
    this.#parted.defer(() => this.retention.stop());
    this.#parted.defer(() => this.#watch.stop());
  }

  async start(): Promise<void> {
    await this.applyWitnesses();
    this.#parts.journal.onCommit = (_, rows) => {
      if (rows === 0) return;
      this.#notary.wake();
      this.witnesses.wake();
    };
    this.#notary.wake();
    this.retention.start();
    this.#watch.start();
  }

  /** The site may have other witnesses: nothing is said any more about those that are gone. */
  async applyWitnesses(): Promise<void> {
    const { site, own } = this.#parts;
    await this.witnesses.apply(Array.from(site().items.witness.values(), ({ body }) => body));
    const running = this.witnesses.health().map(({ id }) => witnessPoint(id));
    for (const { point, condition } of own.inAlarm()) {
      if (point.startsWith(witnessPoint("")) && !running.includes(point)) own.report(witnessGone(point, condition));
    }
  }

  stop(): Promise<void> {
    return this.#parted.disposeAsync();
  }
}
