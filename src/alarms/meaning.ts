import type { Event } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";
import type { Site } from "#site/site.ts";
import type { Batch } from "#store/batch.ts";
import type { Alarm } from "./alarm.ts";
import { type Changes, OURSELVES } from "./changes.ts";
import type { Conditioning, Evaluation } from "./conditioning.ts";
import { newAlarm } from "./life-cycle.ts";
import { type PointRulebook, type PointRules, priorityOf, textOf } from "./point-rules.ts";
import type { Suppressor } from "./suppressor.ts";

export interface MeaningParts {
  readonly changes: Changes;
  readonly rulebook: PointRulebook;
  readonly conditioning: Conditioning;
  readonly suppressor: Suppressor;
  readonly site: () => Site;
  /** When a condition on values must be judged again, by its key; null: not by itself. */
  readonly judgeAt: (condition: string, at: Instant | null) => void;
}

/** What events mean for the alarms of their point: each change goes into the batch that stores the event. */
export class Meaning {
  readonly #changes: Changes;
  readonly #rulebook: PointRulebook;
  readonly #conditioning: Conditioning;
  readonly #suppressor: Suppressor;
  readonly #site: () => Site;
  readonly #judgeAt: MeaningParts["judgeAt"];

  constructor({ changes, rulebook, conditioning, suppressor, site, judgeAt }: MeaningParts) {
    this.#changes = changes;
    this.#rulebook = rulebook;
    this.#conditioning = conditioning;
    this.#suppressor = suppressor;
    this.#site = site;
    this.#judgeAt = judgeAt;
  }

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
      this.#judgeAt(key, dueAt);
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

  /** Stops judging the values of a source, or of the part whose points begin with `part`. */
  freezeConditions(batch: Batch, source: string, part: string): void {
    for (const { body } of this.#site().items.point.values()) {
      if (body.source !== source || body.conditions.length === 0) continue;
      if (part !== "" && body.address !== part && !body.address.startsWith(`${part}/`)) continue;
      for (const { key, name, memory, store } of this.#conditioning.freeze(body).memories) {
        if (store) batch.memory(source, body.address, name, memory);
        this.#judgeAt(key, null);
      }
    }
  }

  /** The deadline of a condition has come. @param key its key */
  conditionDue(batch: Batch, key: string): void {
    const [source = "", point = ""] = key.split("\n");
    const rules = this.#rulebook.of(source, point);
    if (!rules.point) return;
    this.#carryOut(batch, this.#conditioning.tick(rules.point, batch.now), rules, timed(source, point, batch.now));
  }

  /** The conditions of an alarm that is no longer suppressed prove themselves again, delays and all. */
  proveAgain(batch: Batch, { source, point, condition }: Alarm, rules: PointRules): void {
    if (!rules.point) return;
    const again = this.#conditioning.restart(rules.point, condition, batch.now);
    this.#carryOut(batch, again, rules, timed(source, point, batch.now));
  }
}

/** Stands for a deadline where otherwise an event is the cause; it is not stored. */
function timed(source: string, point: string, now: Instant): Event {
  return { id: 0, receivedAt: now, source, point, kind: "value", category: "technical", condition: "", raw: "" };
}

function numeric(value: number | boolean | undefined): number | null {
  return value === undefined ? null : Number(value);
}
