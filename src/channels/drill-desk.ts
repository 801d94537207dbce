import type { Pool } from "pg";
import type { Notification } from "#escalation/callout.ts";
import type { Report } from "#events/event.ts";
import type { Clock, Instant } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import { Timetable } from "#kernel/timetable.ts";
import { type Site, settingsOf } from "#site/site.ts";
import type { Actor, Batch, Journal } from "#store/batch.ts";
import { type Drill, latestDrill, nextDrill, overdue, type Shown, shownBy } from "./drill.ts";
import { type DrillRun, insertRun, readLatestRuns, readOpenRuns, updateRun } from "./drill-rows.ts";
import type { Outbox } from "./outbox.ts";

export interface DrillDeskHost {
  readonly journal: Journal;
  /** Reads only. */
  readonly pool: Pool;
  readonly clock: Clock;
  readonly log: Logger;
  readonly site: () => Site;
  readonly send: Outbox["send"];
  readonly verified: (person: string, channel: string, address: string) => boolean;
  /** Whether a channel of this kind tells of delivery. */
  readonly confirms: (channelKind: string) => boolean;
  /** Tocsin's own condition, for the alarm engine. */
  readonly own: (report: Report) => void;
  /** Points of Tocsin's own alarms that are active. */
  readonly standing: () => readonly string[];
}

export interface DrillState {
  readonly id: string;
  /** null: it is switched off. */
  readonly nextAt: Instant | null;
  /** The latest run of each method. */
  readonly latest: readonly DrillRun[];
}

const POINT = "drill/";
const RETRY_MS = 30_000;
const TIMER: Actor = { id: "tocsin", via: "timer" };

/** Proves ways to people by test messages at their times; one that is not proven is an alarm. */
export class DrillDesk {
  readonly #host: DrillDeskHost;
  /** By notification: what waits for its proof. */
  readonly #open = new Map<number, DrillRun>();
  /** By drill, then by method. */
  readonly #latest = new Map<string, Map<string, DrillRun>>();
  readonly #begins: Timetable<string>;
  readonly #deadlines: Timetable<number>;

  constructor(host: DrillDeskHost) {
    this.#host = host;
    this.#begins = new Timetable(host.clock, (due) => {
      for (const id of due) this.#due(id);
    });
    this.#deadlines = new Timetable(host.clock, (due) => {
      for (const notification of due) this.#overdue(notification);
    });
  }

  /** What was begun before a restart is waited for; what was missed meanwhile is done once. */
  async load(): Promise<void> {
    const { pool } = this.#host;
    for (const run of await readLatestRuns(pool)) this.#remember(run);
    for (const run of await readOpenRuns(pool)) this.#waitFor(run);
    this.apply();
  }

  /** Call it when the site's drills or persons may have changed. */
  apply(): void {
    const { clock, site, standing, own } = this.#host;
    const drills = site().items.drill;
    for (const id of this.#latest.keys()) if (!drills.has(id)) this.#begins.set(id, null);
    const points = new Set<string>();
    for (const { body: drill } of drills.values()) {
      this.#begins.set(drill.id, drill.enabled ? this.#nextAt(drill, clock.now()) : null);
      if (drill.enabled) for (const { id } of this.#methodsOf(drill)) points.add(pointOf(drill.id, id));
    }
    for (const point of standing()) {
      if (point.startsWith(POINT) && !points.has(point)) own(report(point, null, "The drill is not done any more."));
    }
  }

  stop(): void {
    this.#begins.stop();
    this.#deadlines.stop();
  }

  state(): DrillState[] {
    const now = this.#host.clock.now();
    return Array.from(this.#host.site().items.drill.values(), ({ body }) => ({
      id: body.id,
      nextAt: body.enabled ? this.#nextAt(body, now) : null,
      latest: [...(this.#latest.get(body.id)?.values() ?? [])],
    }));
  }

  /** Does it now, besides its times. Resolves once the test messages are stored. */
  async run(id: string, actor: Actor): Promise<void> {
    const drill = this.#host.site().items.drill.get(id)?.body;
    if (!drill) throw new Fault("not-found", `There is no drill '${id}'.`);
    await this.#begin(drill, this.#host.clock.now(), actor);
  }

  /** Told within the batch that records what became of a test message. */
  concluded(batch: Batch, notification: Notification): void {
    // What was taken, and so proven, may still come back.
    const run = this.#open.get(notification.id) ?? this.#latestOf(notification.id);
    if (!run) return;
    this.#show(batch, run, shownBy(notification, this.#confirms(run.channel)));
  }

  // -- doing it ----------------------------------------------------------------------------------------------------------

  #due(id: string): void {
    const { site, clock, log } = this.#host;
    const drill = site().items.drill.get(id)?.body;
    if (!drill?.enabled) return;
    const slot = latestDrill(drill, this.#zoneOf(drill), clock.now()) ?? clock.now();
    this.#begin(drill, slot, TIMER).then(
      () => this.#begins.set(id, nextDrill(drill, this.#zoneOf(drill), clock.now())),
      (thrown: unknown) => {
        log.warn({ drill: id }, `a drill waits, because it could not be stored: ${saying(thrown)}`);
        this.#begins.set(id, clock.now() + RETRY_MS);
      },
    );
  }

  async #begin(drill: Drill, slot: Instant, actor: Actor): Promise<void> {
    for (const method of this.#methodsOf(drill)) {
      const known = this.#latest.get(drill.id)?.get(method.id);
      // Begun before something failed in between.
      if (actor === TIMER && known?.dueAt === slot) continue;
      const why = this.#whyNot(drill, method);
      if (why === null) await this.#send(drill, method, slot, actor);
      else await this.#cannot(drill, method, slot, actor, why);
    }
  }

  async #send(drill: Drill, method: Method, slot: Instant, actor: Actor): Promise<void> {
    const { send } = this.#host;
    const { id, channel, address } = method;
    await send(
      {
        kind: "test",
        // The mildest: nothing that rings or vibrates for alarms shall take it for one.
        priority: "low",
        person: drill.person,
        method: id,
        channel,
        address,
        text: null,
        because: `the drill ${drill.name} proves this way`,
      },
      (batch, notification) => {
        const run = runOf(drill, method, slot, batch.now, notification.id);
        insertRun(batch, run);
        this.#audit(
          batch,
          drill,
          actor,
          `sent ${this.#nameOf(drill.person)} the test message of the drill ${drill.name} by ${id}`,
        );
        batch.afterwards(() => {
          this.#remember(run);
          this.#waitFor(run);
        });
      },
    );
  }

  /** There is nothing to send: that is found out as well. */
  async #cannot(drill: Drill, method: Method, slot: Instant, actor: Actor, why: string): Promise<void> {
    await this.#host.journal.submit("operator", (batch) => {
      const run = { ...runOf(drill, method, slot, batch.now, null), outcome: "failed", because: why } as const;
      const ended = { ...run, endedAt: batch.now };
      insertRun(batch, ended);
      this.#audit(
        batch,
        drill,
        actor,
        `could not send the test message of the drill ${drill.name} by ${method.id}: ${why}`,
      );
      batch.afterwards(() => {
        this.#remember(ended);
        this.#tell(ended);
      });
    });
  }

  #overdue(notification: number): void {
    const run = this.#open.get(notification);
    if (!run) return;
    const { journal, site, log, clock } = this.#host;
    const within = site().items.drill.get(run.drill)?.body.withinSec ?? (run.deadline - run.begunAt) / 1000;
    journal
      .submit("background", (batch) => {
        const still = this.#open.get(notification);
        if (still) this.#show(batch, still, overdue({ outcome: still.outcome, because: still.because }, within));
      })
      .catch((thrown: unknown) => {
        log.warn({ drill: run.drill }, `that a drill is overdue could not be stored: ${saying(thrown)}`);
        this.#deadlines.set(notification, clock.now() + RETRY_MS);
      });
  }

  #show(batch: Batch, before: DrillRun, { outcome, because }: Shown): void {
    const run: DrillRun = { ...before, outcome, because, endedAt: outcome === "pending" ? null : batch.now };
    updateRun(batch, run);
    if (outcome !== "pending") {
      const about = { actor: TIMER, object: `drill:${run.drill}`, details: { ...run } };
      const proof = outcome === "proven" ? "proved" : "did not prove";
      const sentence = `The drill ${run.drill} ${proof} the way to ${this.#nameOf(run.person)} by ${run.method}: ${because}.`;
      batch.audit({ ...about, action: `drill.${outcome}`, sentence });
    }
    batch.afterwards(() => {
      this.#remember(run);
      if (outcome === "pending") this.#open.set(run.notification ?? 0, run);
      else {
        this.#open.delete(run.notification ?? 0);
        this.#deadlines.set(run.notification ?? 0, null);
        this.#tell(run);
      }
    });
  }

  #tell(run: DrillRun): void {
    const { own, standing, site } = this.#host;
    const point = pointOf(run.drill, run.method);
    if (run.outcome === "proven") {
      if (standing().includes(point)) own(report(point, null, run.because));
      return;
    }
    const name = site().items.drill.get(run.drill)?.body.name ?? run.drill;
    const whom = `${this.#nameOf(run.person)} by ${run.method} (${run.address})`;
    own(report(point, `The drill ${name} did not reach ${whom}: ${run.because}`, run.because));
  }

  // -- what it knows -----------------------------------------------------------------------------------------------------

  #remember(run: DrillRun): void {
    const methods = this.#latest.get(run.drill) ?? new Map<string, DrillRun>();
    const known = methods.get(run.method);
    if (!known || known.begunAt <= run.begunAt) methods.set(run.method, run);
    this.#latest.set(run.drill, methods);
  }

  #latestOf(notification: number): DrillRun | undefined {
    for (const methods of this.#latest.values()) {
      for (const run of methods.values()) if (run.notification === notification) return run;
    }
    return undefined;
  }

  #waitFor(run: DrillRun): void {
    if (run.notification === null) return;
    this.#open.set(run.notification, run);
    this.#deadlines.set(run.notification, run.deadline);
  }

  #nextAt(drill: Drill, now: Instant): Instant {
    const zone = this.#zoneOf(drill);
    const done = Array.from(this.#latest.get(drill.id)?.values() ?? [], ({ dueAt }) => dueAt);
    const missed = done.length > 0 ? latestDrill(drill, zone, now) : null;
    return missed !== null && missed > Math.max(...done) ? missed : nextDrill(drill, zone, now);
  }

  #methodsOf({ person, methods }: Drill): Method[] {
    const all = this.#host.site().items.person.get(person)?.body.methods ?? [];
    return methods ? all.filter(({ id }) => methods.includes(id)) : [...all];
  }

  #whyNot({ person }: Drill, { channel, address }: Method): string | null {
    const { site, verified } = this.#host;
    const item = site().items.channel.get(channel)?.body;
    if (!item?.enabled) return `channel ${item?.name ?? channel} is off or does not exist`;
    return verified(person, channel, address) ? null : `${address} has not been confirmed by its owner`;
  }

  #confirms(channel: string): boolean {
    return this.#host.confirms(this.#host.site().items.channel.get(channel)?.body.kind ?? "");
  }

  #zoneOf({ person }: Drill): string {
    const site = this.#host.site();
    return site.items.person.get(person)?.body.timeZone ?? settingsOf(site).timeZone;
  }

  #nameOf(person: string): string {
    return this.#host.site().items.person.get(person)?.body.name ?? person;
  }

  #audit(batch: Batch, drill: Drill, actor: Actor, what: string): void {
    const who = actor === TIMER ? "Tocsin" : actor.id;
    batch.audit({ actor, action: "drill.begun", object: `drill:${drill.id}`, sentence: `${who} ${what}.` });
  }
}

interface Method {
  readonly id: string;
  readonly channel: string;
  readonly address: string;
}

function runOf(
  { id, person, withinSec }: Drill,
  { id: method, channel, address }: Method,
  dueAt: Instant,
  begunAt: Instant,
  notification: number | null,
): DrillRun {
  return {
    drill: id,
    person,
    method,
    channel,
    address,
    dueAt,
    begunAt,
    deadline: begunAt + withinSec * 1000,
    notification,
    outcome: "pending",
    because: "sent to the outbox",
    endedAt: null,
  };
}

function pointOf(drill: string, method: string): string {
  return `${POINT}${drill}/${method}`;
}

function report(point: string, trouble: string | null, raw: string): Report {
  return {
    point,
    kind: trouble === null ? "clear" : "raise",
    category: "communication",
    condition: "failed",
    priority: "high",
    text: (trouble ?? "The drill reached its person again").slice(0, 300),
    raw,
  };
}
