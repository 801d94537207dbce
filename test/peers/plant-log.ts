import type { Alarm, AlarmInput } from "#alarms/alarm.ts";
import { type LifeCycleRules, newAlarm, step } from "#alarms/life-cycle.ts";
import { PRIORITIES } from "#events/event.ts";
import type { Change } from "#numbers/change.ts";

export const RULES: LifeCycleRules = {
  latched: false,
  acknowledgementRequired: true,
  acknowledgeOnClear: false,
  rearmWindowMs: 300_000,
  reAlarmMs: null,
};

/** Alarms that live by the product's own life cycle, and the log that they leave. */
export class Plant {
  readonly log: Change[] = [];
  readonly #alarms = new Map<number, Alarm>();
  #occurrence = 0;

  put(id: number, at: number, input: AlarmInput, also: object = {}, rules = RULES): void {
    const before = this.#alarms.get(id) ?? fresh(id);
    const actor = input === "acknowledge" ? "operator:anna" : "tocsin";
    const answer = step(before, input, rules, { now: at, nextOccurrence: () => ++this.#occurrence, actor, ...also });
    if (answer.kind !== "changed") return;
    const { alarm, transition } = answer;
    this.#alarms.set(id, alarm);
    this.log.push({
      at,
      alarm: id,
      partition: alarm.partition,
      priority: alarm.priority,
      occurrence: alarm.occurrence || before.occurrence,
      sequence: alarm.sequence || before.sequence,
      input,
      from: transition.from,
      to: transition.to,
      via: input === "acknowledge" ? (id % 2 === 0 ? "screen" : "phone") : "intake",
      isBypass: input === "suppress" && "reason" in also && also.reason === "inhibit",
    });
  }

  get all(): Iterable<Alarm> {
    return this.#alarms.values();
  }
}

function fresh(id: number): Alarm {
  return newAlarm({
    id,
    source: "plc",
    point: `p${id}`,
    condition: "high",
    partition: id % 3 === 0 ? "north" : "south",
    category: "technical",
    priority: PRIORITIES[id % PRIORITIES.length] ?? "low",
    tags: [],
    text: `Alarm ${id}`,
    now: 0,
  });
}
