import { type Alarm, type AlarmState, type AlarmView, PRIORITY_ORDER, type Priority } from "../api/contract.ts";

/** Under which tab an alarm stands; null: it is normal and stands nowhere. */
export type Tab = "open" | "shelved" | "suppressed" | "out-of-service";

const TABS: Record<AlarmState, Tab | null> = {
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
  return TABS[alarm.state];
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

type Ordered = Pick<Alarm, "id" | "state" | "priority" | "raisedAt" | "changedAt">;

/** Unacknowledged first, then by priority, then the newest. */
export function byUrgency(a: Ordered, b: Ordered): number {
  return (
    Number(WAITING[b.state]) - Number(WAITING[a.state]) ||
    PRIORITY_ORDER[a.priority] - PRIORITY_ORDER[b.priority] ||
    (b.raisedAt ?? b.changedAt) - (a.raisedAt ?? a.changedAt) ||
    b.id - a.id
  );
}

export interface Filter {
  readonly text: string;
  readonly priority: Priority | "";
  readonly state: AlarmState | "";
  readonly source: string;
  readonly partition: string;
}

export const NO_FILTER: Filter = { text: "", priority: "", state: "", source: "", partition: "" };

export function passes(filter: Filter, alarm: AlarmView): boolean {
  if (filter.priority && alarm.priority !== filter.priority) return false;
  if (filter.state && alarm.state !== filter.state) return false;
  if (filter.source && alarm.source !== filter.source) return false;
  if (filter.partition && alarm.partition !== filter.partition) return false;
  const text = filter.text.trim().toLowerCase();
  if (text === "") return true;
  const facts = [
    alarm.text,
    alarm.point,
    alarm.pointName,
    alarm.source,
    alarm.sourceName,
    alarm.condition,
    ...alarm.tags,
  ];
  return text.split(/\s+/).every((word) => facts.some((fact) => fact.toLowerCase().includes(word)));
}

/**
 * Keeps the rows where they are while a hand is over the list, so that nobody acknowledges the row that jumped under
 * the pointer: rows that are still there keep their places, what is new waits.
 */
export function held(shown: readonly number[], wanted: readonly number[]): { ids: number[]; waiting: number } {
  const still = new Set(wanted);
  const ids = shown.filter((id) => still.has(id));
  return { ids, waiting: wanted.length - ids.length };
}
