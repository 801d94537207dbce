import type { Alarm, AlarmState } from "#alarms/alarm.ts";
import { PRIORITIES, type Priority } from "#events/event.ts";

export const ALARM_FILTERS = [
  "open", //            annunciated: neither normal nor shelved, suppressed or out of service
  "active",
  "unacknowledged",
  "shelved",
  "suppressed",
  "out-of-service",
  "all",
] as const;
export type AlarmFilter = (typeof ALARM_FILTERS)[number];

export interface AlarmQuery {
  readonly state: AlarmFilter;
  readonly priorities?: ReadonlySet<Priority> | undefined;
  /** Absent: all. */
  readonly partitions?: ReadonlySet<string> | undefined;
  readonly source?: string | undefined;
  /** Whether the alarm carries the text that is looked for. */
  readonly fits?: ((alarm: Alarm) => boolean) | undefined;
  readonly limit: number;
  /** `next` of the page before. */
  readonly after?: AlarmPlace | null | undefined;
}

/** Where an alarm stands in the list: class, time, id. */
export type AlarmPlace = readonly [head: number, at: number, id: number];

const UNACKNOWLEDGED: ReadonlySet<AlarmState> = new Set(["unacknowledged", "returned", "latched-unacknowledged"]);
const HIDDEN: ReadonlySet<AlarmState> = new Set(["normal", "shelved", "suppressed", "out-of-service"]);
const RANK: ReadonlyMap<Priority, number> = new Map(PRIORITIES.map((priority, rank) => [priority, rank]));

/**
 * One page of the alarms that fit: unacknowledged first, then by priority, then the newest. Goes once through all alarms
 * and keeps no more than a few pages of them.
 */
export function listAlarms(
  alarms: Iterable<Alarm>,
  query: AlarmQuery,
): { items: Alarm[]; total: number; next: AlarmPlace | null } {
  const after = query.after ?? null;
  const keep = query.limit + 1;
  const room = Math.max(keep * 2, 512);
  let candidates: Candidate[] = [];
  let worst: Candidate | null = null;
  let total = 0;
  for (const alarm of alarms) {
    if (!fits(alarm, query)) continue;
    total++;
    const head = headOf(alarm);
    const at = timeOf(alarm);
    if (after && compare(head, at, alarm.id, after[0], after[1], after[2]) <= 0) continue;
    if (worst && compare(head, at, alarm.id, worst.head, worst.at, worst.alarm.id) >= 0) continue;
    candidates.push({ head, at, alarm });
    if (candidates.length < room) continue;
    candidates = best(candidates, keep);
    worst = candidates.at(-1) ?? null;
  }
  candidates = best(candidates, keep);
  const page = candidates.slice(0, query.limit);
  const last = page.at(-1);
  const next = candidates.length > page.length && last ? ([last.head, last.at, last.alarm.id] as const) : null;
  return { items: page.map(({ alarm }) => alarm), total, next };
}

interface Candidate {
  readonly head: number;
  readonly at: number;
  readonly alarm: Alarm;
}

function best(candidates: Candidate[], keep: number): Candidate[] {
  candidates.sort((a, b) => compare(a.head, a.at, a.alarm.id, b.head, b.at, b.alarm.id));
  return candidates.slice(0, keep);
}

function headOf(alarm: Alarm): number {
  return (
    (UNACKNOWLEDGED.has(alarm.state) ? 0 : PRIORITIES.length) + (RANK.get(alarm.priority) ?? PRIORITIES.length - 1)
  );
}

function timeOf(alarm: Alarm): number {
  return alarm.raisedAt ?? alarm.changedAt;
}

/** By class, then the newest first, then the highest id. */
function compare(head: number, at: number, id: number, head2: number, at2: number, id2: number): number {
  return head - head2 || at2 - at || id2 - id;
}

function fits(alarm: Alarm, query: AlarmQuery): boolean {
  switch (query.state) {
    case "open":
      if (HIDDEN.has(alarm.state)) return false;
      break;
    case "active":
      if (!alarm.active) return false;
      break;
    case "unacknowledged":
      if (!UNACKNOWLEDGED.has(alarm.state)) return false;
      break;
    case "shelved":
    case "suppressed":
    case "out-of-service":
      if (alarm.state !== query.state) return false;
      break;
    case "all":
      break;
  }
  return (
    (query.priorities === undefined || query.priorities.has(alarm.priority)) &&
    (query.partitions === undefined || query.partitions.has(alarm.partition)) &&
    (query.source === undefined || alarm.source === query.source) &&
    (query.fits === undefined || query.fits(alarm))
  );
}
