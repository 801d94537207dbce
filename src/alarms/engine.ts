import { type Event, OWN_SOURCE, type Report } from "#events/event.ts";
import type { Feed } from "#events/feed.ts";
import { nameOr } from "#kernel/actor.ts";
import type { Clock } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import { storable } from "#kernel/text.ts";
import { Timetable } from "#kernel/timetable.ts";
import type { Site } from "#site/site.ts";
import type { Batch, Journal } from "#store/batch.ts";
import type { Alarm } from "./alarm.ts";
import { Changes, OURSELVES, TIMER } from "./changes.ts";
import { Conditioning } from "./conditioning.ts";
import { timersDue } from "./life-cycle.ts";
import { Meaning } from "./meaning.ts";
import { type Answers, OrderDesk } from "./order-desk.ts";
import type { AlarmListener } from "./orders.ts";
import { PointRulebook } from "./point-rules.ts";
import { title } from "./sentence.ts";
import { SourceLinks } from "./source-links.ts";
import { Suppressor } from "./suppressor.ts";

export interface EngineParts {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Logger;
  readonly feed: Feed;
  readonly site: () => Site;
  /** What is called who did something; null: nobody who is known. */
  readonly called: (actor: string) => string | null;
}

export interface StoredMemory {
  readonly source: string;
  readonly point: string;
  readonly condition: string;
  readonly memory: unknown;
}

/**
 * Holds every alarm in memory, so that deciding reads nothing from the database; gives it what events mean, what people
 * order, what is due and what is suppressed, and puts each change into the batch of its cause.
 */
export class Engine {
  /** What people may order. */
  readonly orders: OrderDesk;
  /** Told how the connections to sources fare. */
  readonly links: SourceLinks;
  readonly #parts: EngineParts;
  readonly #changes: Changes;
  readonly #rulebook: PointRulebook;
  readonly #conditioning: Conditioning;
  readonly #suppressor: Suppressor;
  readonly #meaning: Meaning;
  /** Numbers are alarms, texts are conditions on values, and the calendar of suppression is "calendar". */
  readonly #timers: Timetable<number | string>;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.#changes = new Changes(parts.feed);
    this.#rulebook = new PointRulebook(parts.site);
    this.orders = new OrderDesk(parts.journal, this.#changes, this.#rulebook, parts.site);
    this.#conditioning = new Conditioning();
    this.links = new SourceLinks({
      ...parts,
      changes: this.#changes,
      rulebook: this.#rulebook,
      freezeConditions: (batch, source, part) => this.#meaning.freezeConditions(batch, source, part),
      own: (batch, report) => this.own(batch, report),
    });
    this.#suppressor = new Suppressor(parts.site, ({ source, point, condition }) => {
      return this.#changes.register.find(source, point, condition)?.active === true;
    });
    this.#meaning = new Meaning({
      changes: this.#changes,
      rulebook: this.#rulebook,
      conditioning: this.#conditioning,
      suppressor: this.#suppressor,
      site: parts.site,
      judgeAt: (condition, at) => this.#timers.set(condition, at),
    });
    this.#timers = new Timetable(parts.clock, (due) => this.#ring(due));
    this.#changes.onDue = ({ id, dueAt }) => this.#timers.set(id, dueAt);
    this.#changes.onActive = (batch, alarm) => {
      if (!this.#suppressor.causes(alarm)) return;
      for (const other of Array.from(this.#changes.register.all()))
        if (other !== alarm) this.#suppressOne(batch, other);
    };
  }

  /** Escalation hangs itself here. */
  listen(listener: AlarmListener & Answers): void {
    this.#changes.listener = listener;
    this.orders.answers = listener;
  }

  /** Alarms as the database has them, in any number of portions. Timers that are overdue ring at once, in order. */
  load(alarms: Iterable<Alarm>): void {
    for (const alarm of alarms) {
      this.#changes.register.put(alarm);
      if (alarm.dueAt !== null) this.#timers.set(alarm.id, alarm.dueAt);
    }
  }

  /** What is remembered besides alarms, as the database has it. */
  remember(memories: Iterable<StoredMemory>, links: Iterable<{ source: string; part: string; state: string }>): void {
    for (const { source, point, condition, memory } of memories) {
      this.#conditioning.remember(source, point, condition, memory);
    }
    this.links.load(links);
  }

  /** Sets deadlines of conditions and compares what should be suppressed with what is; once the site is known. */
  async start(): Promise<void> {
    this.#watchPoints();
    await this.#parts.journal.submit("alarm", (batch) => this.#suppressAnew(batch));
  }

  stop(): void {
    this.links.stop();
    this.#timers.stop();
  }

  all(): IterableIterator<Alarm> {
    return this.#changes.register.all();
  }

  get size(): number {
    return this.#changes.register.size;
  }

  alarm(id: number): Alarm | undefined {
    return this.#changes.register.get(id);
  }

  /** A document of the site has changed. */
  async siteChanged(): Promise<void> {
    this.#rulebook.forget();
    await this.start();
  }

  #watchPoints(): void {
    const now = this.#parts.clock.now();
    for (const { body } of this.#parts.site().items.point.values()) {
      if (body.conditions.length === 0) continue;
      for (const { key, dueAt } of this.#conditioning.due(body, now)) this.#timers.set(key, dueAt);
    }
  }

  partitionOf(source: string, point: string): string {
    return this.#rulebook.of(source, point).partition;
  }

  /** Decides what a stored event means, within its batch. */
  take(batch: Batch, event: Event): void {
    this.#meaning.take(batch, event);
  }

  /** Tocsin reports about itself within a batch that is being decided. */
  own(batch: Batch, report: Report): void {
    const event: Event = {
      ...report,
      id: batch.nextId("event"),
      receivedAt: batch.now,
      source: OWN_SOURCE,
      text: report.text === undefined ? undefined : storable(report.text, 500),
    };
    batch.event(event);
    this.take(batch, event);
  }

  /** Annunciates an acknowledged alarm again, because its acknowledgement has expired. False when it can't be. */
  reAlarm(batch: Batch, id: number, because: string): boolean {
    const alarm = this.#changes.register.get(id);
    if (!alarm) return false;
    const rules = this.#rulebook.of(alarm.source, alarm.point);
    return this.#changes.step(batch, alarm, "re-alarm", rules, TIMER, { detail: because }) !== alarm;
  }

  #ring(due: (number | string)[]): void {
    this.#parts.journal
      .submit(
        "alarm",
        (batch) => {
          for (const key of due) {
            if (typeof key === "number") this.#alarmDue(batch, key);
            else if (key === "calendar") this.#suppressAnew(batch);
            else this.#meaning.conditionDue(batch, key);
          }
        },
        due.length,
      )
      .catch((thrown: unknown) => {
        // Nothing was decided; the deadlines stand, so they come up again.
        this.#parts.log.warn({ because: saying(thrown) }, "timers could not be stored; trying again");
        for (const key of due) this.#timers.set(key, this.#parts.clock.now() + 1000);
      });
  }

  #alarmDue(batch: Batch, id: number): void {
    let alarm = this.#changes.register.get(id);
    if (!alarm) return;
    const rules = this.#rulebook.of(alarm.source, alarm.point);
    for (const input of timersDue(alarm, rules.lifeCycle, batch.now)) {
      if (input === "remove") this.#remind(batch, alarm);
      alarm = this.#changes.step(batch, alarm, input, rules, TIMER, {});
    }
    if (alarm.dueAt !== null) this.#timers.set(alarm.id, alarm.dueAt);
  }

  #remind(batch: Batch, alarm: Alarm): void {
    const { by = "", reason = "" } = alarm.outOfService ?? {};
    this.own(batch, {
      point: `out-of-service/${alarm.id}`,
      kind: "raise",
      category: "system",
      condition: "reminder",
      priority: "low",
      text: `${title(alarm)} is still out of service: ${reason} (${nameOr(by, this.#parts.called)}).`,
      raw: "",
    });
  }

  #suppressAnew(batch: Batch): void {
    for (const alarm of Array.from(this.#changes.register.all())) this.#suppressOne(batch, alarm);
    this.#timers.set("calendar", this.#suppressor.nextChange(batch.now));
  }

  #suppressOne(batch: Batch, alarm: Alarm): void {
    const wanted = this.#suppressor.reasonsFor(alarm, batch.now);
    const there = alarm.suppressedBy.filter((reason) => reason !== "inhibit");
    if (wanted.length === 0 && there.length === 0) return;
    const rules = this.#rulebook.of(alarm.source, alarm.point);
    let changed = alarm;
    for (const reason of wanted) {
      if (!there.includes(reason))
        changed = this.#changes.step(batch, changed, "suppress", rules, OURSELVES, { reason });
    }
    for (const reason of there) {
      if (wanted.includes(reason)) continue;
      const { point } = rules;
      const delayAgain = point !== undefined && this.#conditioning.isDelayed(point, alarm.condition);
      changed = this.#changes.step(batch, changed, "unsuppress", rules, OURSELVES, { reason, delayAgain });
      if (delayAgain && changed.suppressedBy.length === 0) this.#meaning.proveAgain(batch, alarm, rules);
    }
  }
}
