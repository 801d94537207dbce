import type { Instant } from "#kernel/clock.ts";
import { instantOf, wallClock } from "#kernel/wall-clock.ts";

/** What the site keeps for a time of its own each. */
export const HISTORY_KINDS = ["events", "alarms", "messages", "drills", "duty"] as const;
export type HistoryKind = (typeof HISTORY_KINDS)[number];

/** How many days each kind stays; null: for ever. */
export type KeepDays = Readonly<Record<HistoryKind, number | null>>;

/** Nothing younger is ever removed, whatever the site says; the database refuses it too. */
export const LEAST_DAYS = 90;
const DAY_MS = 86_400_000;

/** Rows that are stored together and go together: those of a month, in UTC. */
export interface Month {
  /** The table: `core.event_202405`. */
  readonly part: string;
  readonly begins: Instant;
  readonly ends: Instant;
  readonly bytes: number;
}

/** A legal hold in force: it keeps what was between these times. */
export interface StandingHold {
  readonly id: string;
  readonly reason: string;
  /** null: from the beginning. */
  readonly since: Instant | null;
  /** null: without end. */
  readonly until: Instant | null;
}

export interface KindPlan {
  /** What is older is removed row by row, where no whole month can go; null: nothing is. */
  readonly before: Instant | null;
  /** Months that go now, the oldest first. */
  readonly goes: readonly Month[];
  /** Months that are old enough and stay, with why. */
  readonly stays: readonly (Month & { readonly because: string })[];
  /** When the next month is old enough; null: never, or none is there. */
  readonly nextAt: Instant | null;
}

/** What of a kind has been kept long enough. A month goes once its last moment is old enough. */
export function judgeKind(
  keepDays: number | null,
  months: readonly Month[],
  holds: readonly StandingHold[],
  now: Instant,
): KindPlan {
  if (keepDays === null) return { before: null, goes: [], stays: [], nextAt: null };
  const keepMs = Math.max(keepDays, LEAST_DAYS) * DAY_MS;
  const goes: Month[] = [];
  const stays: (Month & { because: string })[] = [];
  let nextAt: Instant | null = null;
  for (const month of months.toSorted((one, other) => one.begins - other.begins)) {
    if (month.ends + keepMs > now) {
      nextAt = month.ends + keepMs;
      break;
    }
    const hold = holds.find((one) => covers(one, month));
    if (hold) stays.push({ ...month, because: `the legal hold '${hold.id}' covers it: ${hold.reason}` });
    else goes.push(month);
  }
  return { before: now - keepMs, goes, stays, nextAt };
}

function covers({ since, until }: StandingHold, { begins, ends }: Month): boolean {
  return (since === null || since <= ends) && (until === null || until >= begins);
}

/** The part's month; null: it holds what lies outside all months. @param part `core.event_202405` */
export function monthOf(part: string): Pick<Month, "begins" | "ends"> | null {
  const found = /_(\d{4})(\d{2})$/.exec(part);
  if (!found) return null;
  const [year, month] = [Number(found[1]), Number(found[2])];
  return { begins: Date.UTC(year, month - 1), ends: Date.UTC(year, month) };
}

/** The first time after `now` when the clocks of `zone` show `at`, such as `03:00`; where they skip it, when they have. */
export function nextNight(now: Instant, zone: string, at: string): Instant {
  for (let day = -1; ; day++) {
    const night = nightOf(now, zone, at, day);
    if (night > now) return night;
  }
}

/** The last such time up to `now`. */
export function lastNight(now: Instant, zone: string, at: string): Instant {
  for (let day = 1; ; day--) {
    const night = nightOf(now, zone, at, day);
    if (night <= now) return night;
  }
}

function nightOf(now: Instant, zone: string, at: string, day: number): Instant {
  const today = wallClock(now, zone);
  const [hour, minute] = at.split(":").map(Number);
  return instantOf({ ...today, day: today.day + day, hour: hour ?? 0, minute: minute ?? 0, second: 0 }, zone, "first");
}

/** What went of one kind, as the database has counted it. */
export interface Removal {
  readonly kind: HistoryKind;
  /** Rows by table. */
  readonly counts: Readonly<Record<string, number>>;
  /** Rows that were put back, for their alarms have not ended. */
  readonly kept: number;
  readonly oldest: Instant;
  readonly newest: Instant;
}

const NAMES: Readonly<Record<string, readonly [one: string, several: string]>> = {
  event: ["event", "events"],
  transition: ["change of an alarm", "changes of alarms"],
  callout: ["callout", "callouts"],
  procedure_run: ["run of a procedure", "runs of procedures"],
  alarm_note: ["note on an alarm", "notes on alarms"],
  file: ["file of an alarm", "files of alarms"],
  notification: ["message", "messages"],
  delivery_attempt: ["attempt to deliver one", "attempts to deliver them"],
  incoming_part: ["part of a text that never became whole", "parts of texts that never became whole"],
  drill_run: ["result of a drill", "results of drills"],
  hand_over: ["hand-over of the watch", "hand-overs of the watch"],
  duty_swap: ["swap of duty", "swaps of duty"],
  report_run: ["entry in the list of reports", "entries in the list of reports"],
};

/** What the audit trail says about it. */
export function sentenceOf({ counts, kept, oldest, newest }: Removal, keepDays: number | null): string {
  const what = Object.entries(NAMES).flatMap(([table, [one, several]]) => {
    const count = counts[table] ?? 0;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : several}`];
  });
  const listed = what.length < 2 ? what.join("") : `${what.slice(0, -1).join(", ")} and ${what.at(-1)}`;
  const day = (at: Instant) => new Date(at).toISOString().slice(0, 10);
  const time = keepDays === null ? "the site's retention" : `the site's retention of ${keepDays} days`;
  const stayed =
    kept === 0
      ? ""
      : ` ${kept} more ${kept === 1 ? "stays, for its alarm has" : "stay, for their alarms have"} not ended.`;
  const went = Object.keys(NAMES).reduce((sum, table) => sum + (counts[table] ?? 0), 0) === 1 ? "was" : "were";
  return `By ${time}, ${listed} from ${day(oldest)} to ${day(newest)} ${went} removed.${stayed}`;
}
