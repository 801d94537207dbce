import { type ConditionMemory, judge, tick } from "#alarms/condition.ts";
import type { Instant } from "#kernel/clock.ts";
import type { Condition } from "#site/point.ts";

/** A recorded value; null where it could not be trusted. */
export interface Recorded {
  readonly at: Instant;
  readonly value: number | null;
}

/** For how long a condition held. */
export interface Raise {
  readonly at: Instant;
  /** null: it held to the end. */
  readonly until: Instant | null;
}

/** What a condition would have made of recorded values, judged by the very functions that judge live ones. */
export function replay(condition: Condition, values: readonly Recorded[], end: Instant): Raise[] {
  const raises: Raise[] = [];
  let memory: ConditionMemory | null = null;
  let dueAt: Instant | null = null;
  let raisedAt: Instant | null = null;
  const turn = (verdict: "true" | "false" | "unchanged", at: Instant) => {
    if (verdict === "true") raisedAt ??= at;
    if (verdict !== "false" || raisedAt === null) return;
    raises.push({ at: raisedAt, until: at });
    raisedAt = null;
  };
  const ring = (before: Instant) => {
    while (dueAt !== null && dueAt <= before) {
      const at: Instant = dueAt;
      const judged = tick(condition, memory, at);
      memory = judged.memory;
      // A deadline that stays where it is has nothing more to say.
      dueAt = judged.dueAt !== null && judged.dueAt > at ? judged.dueAt : null;
      turn(judged.verdict, at);
    }
  };
  for (const { at, value } of values) {
    ring(at);
    const quality = value === null ? "bad" : "good";
    const judged = judge(condition, memory, { value: value ?? 0, quality, at }, at);
    memory = judged.memory;
    dueAt = judged.dueAt;
    turn(judged.verdict, at);
  }
  ring(end);
  if (raisedAt !== null) raises.push({ at: raisedAt, until: null });
  return raises;
}
