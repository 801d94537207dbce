import type { Priority } from "#events/event.ts";
import type { Condition, Point } from "#site/point.ts";
import { nameOf } from "./condition.ts";

/** One alarm out of one or more conditions of a point. */
export interface Group {
  /** Name of the alarm's condition: that of the milder sister. */
  readonly condition: string;
  readonly active: boolean;
  /** 1 for the milder limit, 2 for the worse one; 0 when none holds. */
  readonly severity: number;
  readonly priority: Priority;
  readonly text: string | undefined;
  /** Indexes of its conditions. */
  readonly members: readonly number[];
  /** Index of the one that it shows: the worst that holds, the mildest when none does. */
  readonly shown: number;
}

const FAMILY: Partial<Record<Condition["type"], { readonly of: "high" | "low"; readonly severity: number }>> = {
  high: { of: "high", severity: 1 },
  "high-high": { of: "high", severity: 2 },
  low: { of: "low", severity: 1 },
  "low-low": { of: "low", severity: 2 },
};

/**
 * The alarms of a point. With `one-lifetime`, high and high-high are one alarm whose severity rises and falls, and so are low
 * and low-low; every other condition, and with `per-condition` every one, is an alarm of its own.
 * @param active what holds, in the order of the conditions
 */
export function group(
  grouping: Point["grouping"],
  conditions: readonly Condition[],
  active: readonly boolean[],
): Group[] {
  const families = new Map<string, number[]>();
  conditions.forEach((condition, index) => {
    const family = grouping === "one-lifetime" ? FAMILY[condition.type]?.of : undefined;
    const key = family ?? `alone ${index}`;
    const members = families.get(key);
    if (members) members.push(index);
    else families.set(key, [index]);
  });
  return [...families.values()].map((members) => oneAlarm(members, conditions, active));
}

function oneAlarm(members: readonly number[], conditions: readonly Condition[], active: readonly boolean[]): Group {
  const sisters = members
    .flatMap((index) => {
      const condition = conditions[index];
      const severity = members.length > 1 && condition ? (FAMILY[condition.type]?.severity ?? 1) : 1;
      return condition ? [{ index, condition, severity, holds: active[index] === true }] : [];
    })
    .sort((a, b) => a.severity - b.severity);
  const [mildest] = sisters;
  const worst = sisters.findLast((sister) => sister.holds);
  const shown = worst ?? mildest;
  return {
    condition: mildest ? nameOf(mildest.condition) : "",
    active: worst !== undefined,
    severity: worst?.severity ?? 0,
    priority: shown?.condition.priority ?? "medium",
    text: shown?.condition.text,
    members,
    shown: shown?.index ?? 0,
  };
}

/** Nonsense in the conditions of a point, in words for whoever configured it; empty when all is well. */
export function validatePoint(
  point: Pick<Point, "conditions" | "grouping" | "acknowledgementRequired" | "reAlarmSec">,
): string[] {
  const { conditions } = point;
  const wrong: string[] = [];
  const names = conditions.map(nameOf);
  for (const name of new Set(names.filter((one, index) => names.indexOf(one) !== index)))
    wrong.push(`Two conditions are called “${name}”. Give each its own name.`);
  if (point.grouping === "one-lifetime") {
    for (const type of Object.keys(FAMILY)) {
      if (conditions.filter((condition) => condition.type === type).length > 1)
        wrong.push(`With grouping one-lifetime there can be one ${type} limit only.`);
    }
  }
  wrong.push(...disorder(conditions));
  for (const condition of conditions) {
    const name = nameOf(condition);
    if (condition.type === "deviation" && condition.deadband >= condition.by)
      wrong.push(`${name}: the deadband ${condition.deadband} must be less than ${condition.by}, or it never returns.`);
    if (condition.count && condition.onDelayMs === 0)
      wrong.push(`${name}: count has no effect without onDelayMs: every excursion raises at once.`);
  }
  if (point.reAlarmSec !== undefined && !point.acknowledgementRequired)
    wrong.push("reAlarmSec has no effect on a point that needs no acknowledgement.");
  return wrong;
}

const ASCENDING = ["low-low", "low", "high", "high-high"] as const;
type Limit = Extract<Condition, { limit: number }>;

/** Limits must rise from low-low to high-high, and no deadband may reach the next limit. */
function disorder(conditions: readonly Condition[]): string[] {
  const limits = conditions.filter((condition): condition is Limit => "limit" in condition);
  const wrong: string[] = [];
  for (const lower of limits) {
    for (const upper of limits) {
      if (ASCENDING.indexOf(lower.type) >= ASCENDING.indexOf(upper.type)) continue;
      const [low, high] = [nameOf(lower), nameOf(upper)];
      if (lower.limit >= upper.limit) {
        wrong.push(`${low} (${lower.limit}) must be less than ${high} (${upper.limit}).`);
        continue;
      }
      const distance = upper.limit - lower.limit;
      for (const [one, other, reaches] of [
        [lower, high, lower.type !== "low-low" ? upper.type === "high" : upper.type === "low"],
        [upper, low, upper.type !== "high-high" ? lower.type === "low" : lower.type === "high"],
      ] as const) {
        if (reaches && one.deadband >= distance)
          wrong.push(
            `${nameOf(one)}: the deadband ${one.deadband} must be less than the distance to ${other}, ${distance}.`,
          );
      }
    }
  }
  return wrong;
}
