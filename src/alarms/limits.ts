import type { Priority } from "#events/event.ts";
import type { Condition } from "#site/point.ts";
import { nameOf } from "./condition.ts";

/** A line in a chart of the value: on its `side` the condition holds. */
export interface Limit {
  readonly condition: string;
  readonly type: Condition["type"];
  readonly priority: Priority;
  /** In the unit of the value. */
  readonly value: number;
  readonly side: "above" | "below" | "at";
  /** How far back over the line the value must come for the condition to end. */
  readonly deadband: number;
}

/** The values at which a point's conditions turn over. Rates of change and silence have no line. */
export function limitsOf(conditions: readonly Condition[]): Limit[] {
  return conditions.flatMap((condition) => {
    const { type, priority } = condition;
    const line = (value: number, side: Limit["side"], deadband: number): Limit => ({
      condition: nameOf(condition),
      type,
      priority,
      value,
      side,
      deadband,
    });
    switch (condition.type) {
      case "high":
      case "high-high":
        return [line(condition.limit, "above", condition.deadband)];
      case "low":
      case "low-low":
        return [line(condition.limit, "below", condition.deadband)];
      case "deviation":
        return [
          line(condition.from + condition.by, "above", condition.deadband),
          line(condition.from - condition.by, "below", condition.deadband),
        ];
      case "discrete":
        return [line(Number(condition.equals), "at", 0)];
      case "rate-of-change":
      case "stale":
        return [];
      default:
        return condition satisfies never;
    }
  });
}
