import type { Event } from "#events/event.ts";
import type { Feed } from "#events/feed.ts";
import { Fault } from "#kernel/fault.ts";
import type { Actor, Batch } from "#store/batch.ts";
import type { Alarm, AlarmInput } from "./alarm.ts";
import { type StepContext, step } from "./life-cycle.ts";
import type { AlarmListener } from "./orders.ts";
import type { PointRules } from "./point-rules.ts";
import { Register } from "./register.ts";
import { sentence, title, who } from "./sentence.ts";

export const OURSELVES: Actor = { id: "tocsin", via: "intake" };
export const TIMER: Actor = { id: "tocsin", via: "timer" };

/** What goes with an input. */
export type Circumstances = Omit<Partial<StepContext>, "now" | "nextOccurrence" | "because"> & {
  readonly event?: Event | undefined;
  readonly comment?: string | undefined;
  /** Is said behind the reason of the life cycle. */
  readonly detail?: string | undefined;
};

/** The one place where an alarm changes: in memory, and in the batch with its transition and its audit entry. */
export class Changes {
  readonly register = new Register();
  /** Told of every change within its batch: escalation hangs here. */
  listener: AlarmListener = { changed: () => [] };
  /** Told when the alarm has another deadline. */
  onDue: (alarm: Alarm) => void = () => {};
  /** Told when a condition became true or false. */
  onActive: (batch: Batch, alarm: Alarm) => void = () => {};
  readonly #feed: Feed;
  #saidSeparately = true;

  constructor(feed: Feed) {
    this.#feed = feed;
  }

  /** The alarm as it is after the input; the same object when nothing changed. Throws when a person's order is refused. */
  step(batch: Batch, before: Alarm, input: AlarmInput, rules: PointRules, actor: Actor, also: Circumstances): Alarm {
    const context: StepContext = {
      ...also,
      actor: actor.id,
      now: batch.now,
      nextOccurrence: () => batch.nextId("occurrence"),
    };
    const answer = step(before, input, rules.lifeCycle, context);
    if (answer.kind === "refused") {
      if (actor.id === OURSELVES.id) return before;
      throw new Fault("conflict", answer.because);
    }
    if (answer.kind === "ignored") return before;
    const { alarm, transition } = answer;
    this.register.put(alarm);
    if (alarm.dueAt !== before.dueAt) this.onDue(alarm);
    const because = also.detail ? `${transition.because}: ${also.detail}` : transition.because;
    batch.alarm(alarm);
    batch.transition({
      alarm: alarm.id,
      // A transition that ends an occurrence belongs to it.
      occurrence: alarm.occurrence || before.occurrence,
      sequence: alarm.sequence || before.sequence,
      input,
      from: transition.from,
      to: transition.to,
      because,
      actor,
      event: also.event?.id || undefined,
      comment: also.comment,
    });
    const consequences = this.listener.changed(batch, { alarm, before, effects: transition.effects, because, actor });
    if (this.#saidSeparately || consequences.length > 0) {
      batch.audit({
        actor,
        action: `alarm.${input}`,
        object: `alarm:${alarm.id}`,
        partition: alarm.partition,
        sentence: sentence(alarm, input, because, actor, also.comment, consequences),
      });
    }
    batch.afterwards(() => this.#feed.publish("alarm", alarm));
    if (alarm.active !== before.active) this.onActive(batch, alarm);
    return alarm;
  }

  /** A comment in the history of an alarm. */
  note(batch: Batch, alarm: Alarm, actor: Actor, comment: string, event?: number): void {
    const { id, occurrence, sequence, state } = alarm;
    batch.transition({
      alarm: id,
      occurrence,
      sequence,
      input: "comment",
      from: state,
      to: state,
      because: "comment",
      actor,
      comment,
      event,
    });
    batch.audit({
      actor,
      action: "alarm.commented",
      object: `alarm:${id}`,
      partition: alarm.partition,
      sentence: `${title(alarm)} was commented by ${who(actor)}: ${comment}`,
    });
    batch.afterwards(() => this.#feed.publish("alarm", alarm));
  }

  /** Does many changes that one sentence will tell. */
  together(act: () => void): void {
    this.#saidSeparately = false;
    try {
      act();
    } finally {
      this.#saidSeparately = true;
    }
  }
}
