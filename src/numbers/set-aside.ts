import type { Priority } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";
import { HIDDEN_STATES, type HiddenState } from "./change.ts";

const MINUTE_MS = 60_000;
const LISTED = 200;

/** An alarm that is shelved, suppressed or out of service, as it is on record. One that is more than one of them has a row for each. */
export interface SetAsideRow {
  readonly alarm: number;
  readonly priority: Priority;
  readonly state: HiddenState;
  /** Since when without a break, however often its end was put off; null: the log doesn't say any more. */
  readonly since: Instant | null;
  /** Who ordered it; or what suppresses it: `inhibit`, `rule:<id>`. */
  readonly by: readonly string[];
  readonly reason: string;
  /** The end that was planned. */
  readonly until: Instant | null;
  /** Its planned end has passed, and somebody was reminded. */
  readonly wasReminded: boolean;
}

export interface SetAsideAlarm extends Omit<SetAsideRow, "wasReminded"> {
  /** On the shelf for longer than the site allows for its priority, or out of service beyond the end that was planned. */
  readonly isOverdue: boolean;
}

export interface SetAsideState {
  readonly state: HiddenState;
  readonly count: number;
  /** Of those of which the log says since when. */
  readonly meanAgeMs: number | null;
  readonly oldest: Instant | null;
  readonly overdue: number;
}

/** What is set aside at this moment, whatever time the other figures are of. */
export interface SetAside {
  readonly states: readonly SetAsideState[];
  /** 200 at most: what is overdue first, then what has been there longest. */
  readonly list: readonly SetAsideAlarm[];
}

/** @param limits how long an alarm may be shelved, in minutes */
export function setAsideOf(
  rows: readonly SetAsideRow[],
  limits: Readonly<Record<Priority, number>>,
  now: Instant,
): SetAside {
  const list = rows
    .map(({ wasReminded, ...row }) => ({ ...row, isOverdue: wasReminded || isOverdue(row, limits, now) }))
    .sort((a, b) => Number(b.isOverdue) - Number(a.isOverdue) || (a.since ?? 0) - (b.since ?? 0) || a.alarm - b.alarm);
  const states = HIDDEN_STATES.map((state) => {
    const own = list.filter((one) => one.state === state);
    const ages = own.flatMap(({ since }) => (since === null ? [] : [now - since]));
    return {
      state,
      count: own.length,
      meanAgeMs: ages.length === 0 ? null : ages.reduce((sum, age) => sum + age, 0) / ages.length,
      oldest: ages.length === 0 ? null : now - Math.max(...ages),
      overdue: own.filter((one) => one.isOverdue).length,
    };
  });
  return { states, list: list.slice(0, LISTED) };
}

/** Rules of the site and devices suppress for as long as they must: only what people set aside has an end. */
function isOverdue(
  { state, since, until, priority }: Omit<SetAsideRow, "wasReminded">,
  limits: Readonly<Record<Priority, number>>,
  now: Instant,
): boolean {
  if (state === "suppressed") return false;
  if (until !== null && until < now) return true;
  return state === "shelved" && since !== null && now - since > limits[priority] * MINUTE_MS;
}
