import { type Event, OWN_SOURCE, type Report } from "#events/event.ts";
import type { Feed } from "#events/feed.ts";
import type { Clock, Instant } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import { storable } from "#kernel/text.ts";
import { Timetable } from "#kernel/timetable.ts";
import type { Site } from "#site/site.ts";
import type { Batch, Journal } from "#store/batch.ts";
import type { Alarm } from "./alarm.ts";
import { Changes, OURSELVES, TIMER } from "./changes.ts";
import { Conditioning, type Evaluation } from "./conditioning.ts";
import { newAlarm, timersDue } from "./life-cycle.ts";
import { type Answers, OrderDesk } from "./order-desk.ts";
import type { AlarmListener } from "./orders.ts";
import { PointRulebook, type PointRules, priorityOf, textOf } from "./point-rules.ts";
import { title } from "./sentence.ts";
import { SourceLinks } from "./source-links.ts";
import { Suppressor } from "./suppressor.ts";

export interface EngineParts {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Logger;
  readonly feed: Feed;
  readonly site: () => Site;
}

export interface StoredMemory {
  readonly source: string;
  readonly point: string;
  readonly condition: string;
  readonly memory: unknown;
}

/**
 * What events mean. Holds every alarm in memory, so that deciding reads nothing from the database, and puts each change
 * into the batch that stores the event which caused it.
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
      freezeConditions: (batch, source, part) => this.#freezeConditions(batch, source, part),
      own: (batch, report) => this.own(batch, report),
    });
    this.#suppressor = new Suppressor(parts.site, ({ source, point, condition }) => {
      return this.#changes.register.find(source, point, condition)?.active === true;
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

  // -- events ------------------------------------------------------------------------------------------------------------

  /** Decides what a stored event means, within its batch. */
  take(batch: Batch, event: Event): void {
    const rules = this.#rulebook.of(event.source, event.point);
    switch (event.kind) {
      case "raise":
        return this.#raise(batch, event, rules);
      case "present": {
        const alarm = this.#changes.register.find(event.source, event.point, event.condition);
        return alarm?.active ? undefined : this.#raise(batch, { ...event, foundActive: true }, rules);
      }
      case "clear":
        return this.#clear(batch, event);
      case "value":
        return this.#value(batch, event, rules);
      case "quality":
        return this.#quality(batch, event, rules);
      case "inhibit":
      case "uninhibit":
        return this.#inhibit(batch, event);
      case "test-begin":
      case "test-end":
        return this.#test(batch, event);
      case "cancel":
        return this.#cancel(batch, event);
      case "note":
        return undefined;
    }
  }

  #raise(batch: Batch, event: Event, rules: PointRules): void {
    if (this.#conditioning.inTest(event.source, event.point)) return;
    const alarm = this.#spokenFor(batch, event, rules);
    this.#changes.step(batch, alarm, "activate", rules, OURSELVES, { event });
  }

  /** The alarm of an event's point and condition with the event's facts, made when it is the first of its kind. */
  #spokenFor(batch: Batch, event: Event, rules: PointRules): Alarm {
    const { condition } = event;
    const there = this.#changes.register.find(event.source, event.point, condition);
    const facts = {
      partition: rules.partition,
      category: event.category,
      priority: priorityOf(event, rules),
      tags: rules.tags,
      text: textOf(event, rules),
      foundActive: event.foundActive ?? false,
      silent: event.silent ?? false,
      value: numeric(event.value),
    };
    if (!there) {
      const { source, point } = event;
      let alarm = newAlarm({ id: batch.nextId("alarm"), source, point, condition, ...facts, now: batch.now });
      const reasons = this.#suppressor.reasonsFor(alarm, batch.now);
      if (this.#conditioning.inhibited(source, point)) reasons.push("inhibit");
      this.#changes.register.put(alarm);
      for (const reason of reasons) alarm = this.#changes.step(batch, alarm, "suppress", rules, OURSELVES, { reason });
      return alarm;
    }
    // A device that speaks of the point can be heard again.
    const heard =
      there.quality === "good" ? there : this.#changes.step(batch, there, "regain", rules, OURSELVES, { event });
    return heard.active ? heard : { ...heard, ...facts };
  }

  #clear(batch: Batch, event: Event): void {
    const ended = this.#changes.register.find(event.source, event.point, event.condition);
    if (ended) this.#return(batch, ended, event);
    for (const { point, conditions } of event.alsoClears ?? []) {
      for (const alarm of Array.from(this.#changes.register.ofPoint(event.source, point))) {
        if (alarm !== ended && conditions.includes(alarm.condition)) this.#return(batch, alarm, event);
      }
    }
  }

  #return(batch: Batch, alarm: Alarm, event: Event, detail?: string): void {
    if (!alarm.active) return;
    const rules = this.#rulebook.of(alarm.source, alarm.point);
    const heard =
      alarm.quality === "good" ? alarm : this.#changes.step(batch, alarm, "regain", rules, OURSELVES, { event });
    this.#changes.step(batch, heard, "return", rules, OURSELVES, { event, detail });
  }

  #value(batch: Batch, event: Event, rules: PointRules): void {
    const { point } = rules;
    if (event.quality === undefined || event.quality === "good") this.#trust(batch, event, rules);
    if (!point || point.conditions.length === 0 || this.#conditioning.inTest(event.source, event.point)) return;
    this.#carryOut(batch, this.#conditioning.sample(point, event, batch.now), rules, event);
  }

  /** A good value ends the doubt about what is known of its point. */
  #trust(batch: Batch, event: Event, rules: PointRules): void {
    for (const alarm of Array.from(this.#changes.register.ofPoint(event.source, event.point))) {
      if (alarm.quality !== "good") this.#changes.step(batch, alarm, "regain", rules, OURSELVES, { event });
    }
  }

  /** Does what the conditions of a point have come to. */
  #carryOut(batch: Batch, evaluation: Evaluation, rules: PointRules, event: Event): void {
    for (const { key, name, memory, dueAt, store } of evaluation.memories) {
      if (store) batch.memory(event.source, event.point, name, memory);
      this.#timers.set(key, dueAt);
    }
    for (const verdict of evaluation.verdicts) {
      const there = this.#changes.register.find(event.source, event.point, verdict.condition);
      if (!verdict.active) {
        if (there?.active) this.#return(batch, there, event, verdict.because);
        continue;
      }
      const { priority, category, severity, because } = verdict;
      const told: Event = { ...event, priority, category, text: verdict.text ?? because, condition: verdict.condition };
      const alarm = this.#spokenFor(batch, told, rules);
      if (!alarm.active) {
        this.#changes.step(batch, alarm, "activate", rules, OURSELVES, { event, severity, detail: because });
      } else if (severity !== alarm.severity) {
        const facts = { priority: priorityOf(told, rules), text: textOf(told, rules), value: numeric(event.value) };
        const input = severity > alarm.severity ? "escalate" : "ease";
        this.#changes.step(batch, { ...alarm, ...facts }, input, rules, OURSELVES, {
          event,
          severity,
          detail: because,
        });
      }
    }
  }

  #quality(batch: Batch, event: Event, rules: PointRules): void {
    const good = event.quality === "good";
    if (!good && rules.point) this.#carryOut(batch, this.#conditioning.freeze(rules.point), rules, event);
    const quality = event.quality === "bad" ? ("bad" as const) : undefined;
    for (const alarm of Array.from(this.#changes.register.ofPoint(event.source, event.point))) {
      this.#changes.step(batch, alarm, good ? "regain" : "lose", rules, OURSELVES, { event, quality });
    }
  }

  #inhibit(batch: Batch, event: Event): void {
    const on = event.kind === "inhibit";
    this.#conditioning.setInhibited(event.source, event.point, on);
    batch.memory(event.source, event.point, "inhibit", on ? { since: batch.now } : null);
    for (const alarm of Array.from(this.#changes.register.ofPoint(event.source, event.point))) {
      const rules = this.#rulebook.of(alarm.source, alarm.point);
      this.#changes.step(batch, alarm, on ? "suppress" : "unsuppress", rules, OURSELVES, { event, reason: "inhibit" });
    }
  }

  #test(batch: Batch, event: Event): void {
    const on = event.kind === "test-begin";
    this.#conditioning.setTest(event.source, event.point, on);
    batch.memory(event.source, event.point, "test", on ? { since: batch.now } : null);
    batch.audit({
      actor: OURSELVES,
      action: on ? "test.begun" : "test.ended",
      object: `source:${event.source}`,
      sentence: `${on ? "A test began" : "The test ended"} at ${event.source}, ${event.point}: events of it ${on ? "are recorded and raise nothing" : "raise alarms again"}.`,
    });
  }

  /** Somebody at the device cancelled: colleagues see it on every open alarm of that area; nothing is closed. */
  #cancel(batch: Batch, event: Event): void {
    for (const alarm of Array.from(this.#changes.register.ofPoint(event.source, `${event.point}*`))) {
      if (alarm.occurrence === 0) continue;
      const said = event.text ?? "cancelled at the device";
      this.#changes.note(batch, alarm, OURSELVES, said, event.id);
    }
  }

  #freezeConditions(batch: Batch, source: string, part: string): void {
    for (const { body } of this.#parts.site().items.point.values()) {
      if (body.source !== source || body.conditions.length === 0) continue;
      if (part !== "" && body.address !== part && !body.address.startsWith(`${part}/`)) continue;
      for (const { key, name, memory, store } of this.#conditioning.freeze(body).memories) {
        if (store) batch.memory(source, body.address, name, memory);
        this.#timers.set(key, null);
      }
    }
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

  // -- timers ------------------------------------------------------------------------------------------------------------

  #ring(due: (number | string)[]): void {
    this.#parts.journal
      .submit(
        "alarm",
        (batch) => {
          for (const key of due) {
            if (typeof key === "number") this.#alarmDue(batch, key);
            else if (key === "calendar") this.#suppressAnew(batch);
            else this.#conditionDue(batch, key);
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
    this.own(batch, {
      point: `out-of-service/${alarm.id}`,
      kind: "raise",
      category: "system",
      condition: "reminder",
      priority: "low",
      text: `${title(alarm)} is still out of service: ${alarm.outOfService?.reason ?? ""} (${alarm.outOfService?.by ?? ""}).`,
      raw: "",
    });
  }

  #conditionDue(batch: Batch, key: string): void {
    const [source = "", point = ""] = key.split("\n");
    const rules = this.#rulebook.of(source, point);
    if (!rules.point) return;
    this.#carryOut(batch, this.#conditioning.tick(rules.point, batch.now), rules, timed(source, point, batch.now));
  }

  // -- suppression by design ---------------------------------------------------------------------------------------------

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
      if (point && delayAgain && changed.suppressedBy.length === 0) {
        const again = this.#conditioning.restart(point, alarm.condition, batch.now);
        this.#carryOut(batch, again, rules, timed(alarm.source, alarm.point, batch.now));
      }
    }
  }
}

/** Stands for a deadline where otherwise an event is the cause; it is not stored. */
function timed(source: string, point: string, now: Instant): Event {
  return { id: 0, receivedAt: now, source, point, kind: "value", category: "technical", condition: "", raw: "" };
}

function numeric(value: number | boolean | undefined): number | null {
  return value === undefined ? null : Number(value);
}
