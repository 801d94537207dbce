import { type Alarm, type AlarmState, type AlarmView, PRIORITY_ORDER, type Priority } from "../api/contract.ts";

/** Under which tab an alarm stands; null: it is normal and stands nowhere. */
export const TABS = ["open", "shelved", "suppressed", "out-of-service"] as const;
export type Tab = (typeof TABS)[number];

const TAB_OF: Record<AlarmState, Tab | null> = {
  normal: null,
  unacknowledged: "open",
  acknowledged: "open",
  returned: "open",
  "latched-unacknowledged": "open",
  "latched-acknowledged": "open",
  shelved: "shelved",
  suppressed: "suppressed",
  "out-of-service": "out-of-service",
};

export function tabOf(alarm: Pick<Alarm, "state">): Tab | null {
  return TAB_OF[alarm.state];
}

const WAITING: Record<AlarmState, boolean> = {
  normal: false,
  unacknowledged: true,
  acknowledged: false,
  returned: true,
  "latched-unacknowledged": true,
  "latched-acknowledged": false,
  shelved: false,
  suppressed: false,
  "out-of-service": false,
};

/** Whether somebody must still say that they know. */
export function waitsForAcknowledgement(alarm: Pick<Alarm, "state">): boolean {
  return WAITING[alarm.state];
}

type Ranked = Pick<Alarm, "id" | "state" | "priority" | "raisedAt" | "changedAt">;

/** Unacknowledged first, then by priority, then the newest. */
export function byUrgency(a: Ranked, b: Ranked): number {
  return (
    Number(WAITING[b.state]) - Number(WAITING[a.state]) ||
    PRIORITY_ORDER[a.priority] - PRIORITY_ORDER[b.priority] ||
    (b.raisedAt ?? b.changedAt) - (a.raisedAt ?? a.changedAt) ||
    b.id - a.id
  );
}

/** In which order alarms stand within the list or their group. */
export const SORTS = ["urgency", "newest", "oldest", "point"] as const;
export type Sort = (typeof SORTS)[number];

type Sorted = Ranked & Pick<AlarmView, "pointName" | "point">;

/** Never zero for two different alarms. */
export const BY_SORT: Readonly<Record<Sort, (a: Sorted, b: Sorted) => number>> = {
  urgency: byUrgency,
  newest: (a, b) => raisedOf(b) - raisedOf(a) || b.id - a.id,
  oldest: (a, b) => raisedOf(a) - raisedOf(b) || a.id - b.id,
  point: (a, b) => compareNames(a.pointName || a.point, b.pointName || b.point) || byUrgency(a, b),
};

function raisedOf({ raisedAt, changedAt }: Ranked): number {
  return raisedAt ?? changedAt;
}

function compareNames(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Columns that can be left out; what is wrong and how grave it is always shows. */
export const COLUMNS = ["point", "area", "raised", "value", "callout"] as const;
export type Column = (typeof COLUMNS)[number];

export interface Filter {
  /** As `searchOf` reads it. */
  readonly text: string;
  readonly priority: Priority | "";
  readonly state: AlarmState | "";
  readonly source: string;
  readonly partition: string;
  readonly area: string;
}

export const NO_FILTER: Filter = { text: "", priority: "", state: "", source: "", partition: "", area: "" };

/** Whether an alarm is what the filter chooses; its text is looked for by a `Searcher`. */
export function passes(filter: Filter, alarm: AlarmView): boolean {
  return (
    (!filter.priority || alarm.priority === filter.priority) &&
    (!filter.state || alarm.state === filter.state) &&
    (!filter.source || alarm.source === filter.source) &&
    (!filter.partition || alarm.partition === filter.partition) &&
    (!filter.area || alarm.area === filter.area)
  );
}
