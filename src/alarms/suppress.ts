import type { Instant } from "#kernel/clock.ts";
import { inWindows, nextBoundary } from "#kernel/wall-clock.ts";
import type { Suppression } from "#site/suppression.ts";
import type { Alarm } from "./alarm.ts";

/** What a rule looks at. */
export type Suppressible = Pick<Alarm, "source" | "point" | "condition" | "tags" | "category" | "priority">;

export interface CauseContext {
  readonly now: Instant;
  /** Whether that alarm's condition holds, whatever hides it. */
  readonly alarmActive: (key: { source: string; point: string; condition: string }) => boolean;
}

/** Every list that is given must fit; a selector that names nothing selects nothing. */
export function selects(hides: Suppression["hides"], facts: Suppressible): boolean {
  const { sources, points, tags, categories } = hides;
  if (!sources && !points && !tags && !categories) return false;
  if (sources && !sources.includes(facts.source)) return false;
  if (categories && !categories.includes(facts.category)) return false;
  if (tags && !facts.tags.some((tag) => tags.includes(tag))) return false;
  return !points || points.some((pattern) => fits(pattern, `${facts.source}/${facts.point}`));
}

/**
 * Whether a rule may hide an alarm while its cause holds. Life-safety stays unless the rule says otherwise, and so does the
 * very alarm that is the cause.
 */
export function hidesAlarm(rule: Suppression, facts: Suppressible): boolean {
  if (!rule.enabled || (facts.priority === "life-safety" && !rule.lifeSafetyToo)) return false;
  if ("alarm" in rule.cause) {
    const { source, point, condition } = rule.cause.alarm;
    if (facts.source === source && facts.point === point && facts.condition === condition) return false;
  }
  return selects(rule.hides, facts);
}

export function causeHolds(cause: Suppression["cause"], context: CauseContext): boolean {
  if ("mode" in cause) return cause.mode;
  if ("alarm" in cause) return context.alarmActive(cause.alarm);
  return inWindows(cause.calendar.windows, cause.calendar.timeZone, context.now);
}

/** When the calendar of any of the rules turns over next; null when none does. */
export function nextChange(rules: Iterable<Suppression>, now: Instant): Instant | null {
  let next: Instant | null = null;
  for (const { enabled, cause } of rules) {
    if (!enabled || !("calendar" in cause)) continue;
    const at = nextBoundary(cause.calendar.windows, cause.calendar.timeZone, now);
    if (at !== null && (next === null || at < next)) next = at;
  }
  return next;
}

/** The reasons, `rule:<id>`, by which an alarm ought to be suppressed now. */
export function reasonsFor(rules: Iterable<Suppression>, facts: Suppressible, context: CauseContext): string[] {
  const reasons: string[] = [];
  for (const rule of rules) {
    if (hidesAlarm(rule, facts) && causeHolds(rule.cause, context)) reasons.push(`rule:${rule.id}`);
  }
  return reasons;
}

/** What each rule would hide if its cause held now, and whether it does: for the person who is about to switch it on. */
export function preview(
  rules: Iterable<Suppression>,
  alarms: readonly Alarm[],
  context: CauseContext,
): { rule: string; holds: boolean; alarms: Alarm[] }[] {
  return [...rules].map((rule) => ({
    rule: rule.id,
    holds: rule.enabled && causeHolds(rule.cause, context),
    alarms: alarms.filter((alarm) => hidesAlarm({ ...rule, enabled: true }, alarm)),
  }));
}

function fits(pattern: string, id: string): boolean {
  return pattern.endsWith("*") ? id.startsWith(pattern.slice(0, -1)) : id === pattern;
}
