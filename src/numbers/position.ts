import { PRIORITIES, type Priority } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";
import { type AnswerFigures, Answers } from "./answers.ts";
import { type BinFigures, Bins, binFigures, DAY_MS, HOUR_MS, type Span, TEN_MINUTES_MS } from "./bins.ts";
import type { Change, Course, HiddenState, Meaning } from "./change.ts";
import { type Coverage, lengthOf, observed } from "./coverage.ts";
import { type Flood, type FloodLimits, FloodWatch } from "./flood.ts";
import { type Habit, HabitWatch } from "./habits.ts";
import { StaleWatch } from "./stale.ts";

const TEN = 10;
const THIRTY = 30;
const LISTED = 50;

export interface Counted {
  readonly alarm: number;
  readonly count: number;
}

/** Everything that the log of one operator position says about a time. */
export interface PositionFigures {
  /** Annunciated: entries to UNACK, each re-annunciation for itself. */
  readonly total: number;
  /** How many of them were re-annunciations. */
  readonly again: number;
  /** Shown without need of an acknowledgement; not in the total. */
  readonly informational: number;
  /** Activations that rang nowhere, by why; not in the total. */
  readonly hidden: Readonly<Record<HiddenState, number>>;
  readonly tenMinutes: BinFigures;
  readonly hours: BinFigures;
  readonly days: BinFigures;
  /** How many intervals of 10 minutes had how many annunciations: the last one stands for so many and more. */
  readonly distribution: readonly number[];
  /** EEMUA 191, third edition: each day's mean and greatest count of 10 minutes. */
  readonly dayPoints: readonly { readonly at: Instant; readonly mean: number; readonly max: number }[];
  /** Counts over time, for a chart. */
  readonly series: { readonly begin: Instant; readonly widthMs: number; readonly counts: readonly number[] };
  readonly floods: {
    readonly count: number;
    /** Of the observed time; null: nothing was observed. */
    readonly share: number | null;
    /** The latest 200. */
    readonly list: readonly Flood[];
    /** The most annunciations in the first 10 minutes of one. */
    readonly worstUpset: number;
  };
  readonly chattering: { readonly count: number; readonly worst: readonly Habit[] };
  readonly fleeting: { readonly count: number; readonly worst: readonly Habit[] };
  readonly stale: { readonly begin: Instant; readonly days: readonly number[]; readonly max: number };
  readonly standing: { readonly count: number; readonly oldest: readonly Standing[] };
  readonly priorities: readonly {
    readonly priority: Priority;
    readonly count: number;
    readonly share: number | null;
  }[];
  readonly acknowledged: { readonly byPriority: readonly AnswerFigures[]; readonly byVia: readonly AnswerFigures[] };
  readonly topTen: readonly Counted[];
  /** What they are of the total. */
  readonly topShare: number | null;
  /** Suppressions that were made at a device: activations or not. */
  readonly bypassed: number;
  /** What OPC UA calls alarm metrics (OPC 10000-9 §9.2), besides the rates. */
  readonly longest: {
    /** Active for so long; of what was active before the log was read, since then. */
    readonly activeMs: number;
    readonly unacknowledgedMs: number;
    /** The most re-annunciations of one occurrence. */
    readonly reAlarms: number;
    /** Annunciations in the last 10 minutes of the time. */
    readonly current: number;
  };
}

/** How an alarm stands. */
type Standings = Pick<Course, "active" | "hidden" | "activeSince" | "unacknowledgedSince">;

/** An alarm that is active at the end of the time, and not set aside. */
export interface Standing {
  readonly alarm: number;
  /** null: longer than the log was read. */
  readonly since: Instant | null;
}

const DISTRIBUTION = 31;
/** So long before a time its log is read, so that what was running when it began is known. */
export const RUN_IN_MS = DAY_MS;

/** One operator position, or the whole site as one. Takes the log of a time, after a day of running in, in its order. */
export class Position {
  readonly #span: Span;
  readonly #floods: FloodWatch;
  readonly #habits = new HabitWatch();
  readonly #stale: StaleWatch;
  readonly #answers = new Answers();
  readonly #tenMinutes: Bins;
  readonly #hours: Bins;
  readonly #days: Bins;
  readonly #priorities = new Map<Priority, number>();
  readonly #byAlarm = new Map<number, number>();
  readonly #hidden: Record<HiddenState, number> = { shelved: 0, suppressed: 0, "out-of-service": 0 };
  readonly #standing: Standing[] = [];
  #standingCount = 0;
  #total = 0;
  #again = 0;
  #informational = 0;
  #bypassed = 0;
  #activeMs = 0;
  #unacknowledgedMs = 0;
  #reAlarms = 0;

  constructor(span: Span, limits: FloodLimits) {
    this.#span = span;
    this.#floods = new FloodWatch(limits, span.from);
    this.#stale = new StaleWatch(span);
    this.#tenMinutes = new Bins(span, TEN_MINUTES_MS);
    this.#hours = new Bins(span, HOUR_MS);
    this.#days = new Bins(span, DAY_MS);
  }

  /** @param before how the alarm stood until this change, and since when it had stood so */
  take(change: Change, meaning: Meaning, before: Standings, since: Instant): void {
    const { at, alarm } = change;
    const counts = at >= this.#span.from && at < this.#span.to;
    if (before.active && !before.hidden) this.#stale.shown(alarm, before.activeSince, { from: since, to: at });
    if (meaning.turned === "active" && meaning.hiddenBy === null) this.#habits.activated(alarm, at, counts);
    if (meaning.turned === "gone") this.#habits.returned(alarm, at);
    if (meaning.annunciated && at < this.#span.to) this.#rang(change, meaning.annunciated, counts);
    if (!counts) return;
    if (meaning.informational) this.#informational++;
    if (change.isBypass) this.#bypassed++;
    if (meaning.turned === "gone" && before.active) this.#lasted(before.activeSince, at);
    if (meaning.waitedSince !== null) this.#waited(meaning.waitedSince, at);
    if (meaning.hiddenBy) this.#hidden[meaning.hiddenBy]++;
    const { acknowledgedAfterMs } = meaning;
    if (acknowledgedAfterMs !== null) this.#answers.add(change.priority, change.via, acknowledgedAfterMs);
  }

  /** How an alarm stands at the end of the time. @param since when it began to stand so */
  ends(alarm: number, course: Standings, since: Instant): void {
    if (course.unacknowledgedSince !== null) this.#waited(course.unacknowledgedSince, this.#span.to);
    if (course.active) this.#lasted(course.activeSince, this.#span.to);
    if (!course.active || course.hidden) return;
    this.#stale.shown(alarm, course.activeSince, { from: since, to: this.#span.to });
    this.#standingCount++;
    const known = Number.isFinite(course.activeSince) ? course.activeSince : null;
    this.#standing.push({ alarm, since: known });
    if (this.#standing.length > 4 * LISTED) this.#sortStanding();
  }

  #lasted(since: Instant, until: Instant): void {
    this.#activeMs = Math.max(this.#activeMs, until - Math.max(since, this.#span.from - RUN_IN_MS));
  }

  #waited(since: Instant, until: Instant): void {
    this.#unacknowledgedMs = Math.max(this.#unacknowledgedMs, until - Math.max(since, this.#span.from - RUN_IN_MS));
  }

  #rang({ at, alarm, priority, sequence }: Change, what: "first" | "again", counts: boolean): void {
    this.#floods.add(at, alarm);
    if (!counts) return;
    this.#total++;
    if (what === "again") this.#again++;
    this.#reAlarms = Math.max(this.#reAlarms, sequence - 1);
    this.#tenMinutes.add(at);
    this.#hours.add(at);
    this.#days.add(at);
    this.#priorities.set(priority, (this.#priorities.get(priority) ?? 0) + 1);
    this.#byAlarm.set(alarm, (this.#byAlarm.get(alarm) ?? 0) + 1);
  }

  #sortStanding(): void {
    this.#standing.sort((a, b) => (a.since ?? 0) - (b.since ?? 0) || a.alarm - b.alarm);
    this.#standing.splice(LISTED);
  }

  figures(coverage: Coverage): PositionFigures {
    const span = this.#span;
    const isObserved = observed(coverage.blind);
    this.#floods.finish(span.to);
    this.#sortStanding();
    const habits = this.#habits.habits(span.to);
    const [chattering, fleeting] = (["chatters", "fleeting"] as const).map((what) =>
      habits.filter((one) => one[what] > 0),
    );
    const top = [...this.#byAlarm].sort(([a, x], [b, y]) => y - x || a - b).slice(0, TEN);
    const length = span.to - span.from;
    const seenMs = length - lengthOf(coverage.blind);
    const days = this.#stale.days;
    return {
      total: this.#total,
      again: this.#again,
      informational: this.#informational,
      hidden: { ...this.#hidden },
      tenMinutes: binFigures(this.#tenMinutes, span, TEN, isObserved),
      hours: binFigures(this.#hours, span, THIRTY, isObserved),
      days: binFigures(this.#days, span, 300, isObserved),
      distribution: this.#distribution(isObserved),
      dayPoints: this.#dayPoints(isObserved),
      series: this.#series(length),
      floods: {
        count: this.#floods.count,
        share: seenMs === 0 ? null : Math.min(1, this.#floods.totalMs / seenMs),
        list: this.#floods.floods,
        worstUpset: this.#floods.worstUpset,
      },
      chattering: worst(chattering ?? [], "chatters"),
      fleeting: worst(fleeting ?? [], "fleeting"),
      stale: { begin: this.#stale.begin, days, max: Math.max(0, ...days) },
      standing: { count: this.#standingCount, oldest: this.#standing },
      priorities: PRIORITIES.map((priority) => {
        const count = this.#priorities.get(priority) ?? 0;
        return { priority, count, share: this.#total === 0 ? null : count / this.#total };
      }),
      acknowledged: { byPriority: this.#answers.byPriority(), byVia: this.#answers.byVia() },
      topTen: top.map(([alarm, count]) => ({ alarm, count })),
      topShare: this.#total === 0 ? null : top.reduce((sum, [, count]) => sum + count, 0) / this.#total,
      bypassed: this.#bypassed,
      longest: {
        activeMs: this.#activeMs,
        unacknowledgedMs: this.#unacknowledgedMs,
        reAlarms: this.#reAlarms,
        current: this.#floods.current,
      },
    };
  }

  #distribution(isObserved: (interval: Span) => boolean): number[] {
    const counts = Array.from({ length: DISTRIBUTION }, () => 0);
    for (const [place, count] of this.#tenMinutes.counts.entries()) {
      const from = this.#tenMinutes.startOf(place);
      const to = from + TEN_MINUTES_MS;
      if (from < this.#span.from || to > this.#span.to || !isObserved({ from, to })) continue;
      const bar = Math.min(count, DISTRIBUTION - 1);
      counts[bar] = (counts[bar] ?? 0) + 1;
    }
    return counts;
  }

  /** Of the days of which at least half was observed. */
  #dayPoints(isObserved: (interval: Span) => boolean): PositionFigures["dayPoints"] {
    const days = new Map<Instant, number[]>();
    for (const [place, count] of this.#tenMinutes.counts.entries()) {
      const from = this.#tenMinutes.startOf(place);
      const to = from + TEN_MINUTES_MS;
      if (from < this.#span.from || to > this.#span.to || !isObserved({ from, to })) continue;
      const day = Math.floor(from / DAY_MS) * DAY_MS;
      days.set(day, [...(days.get(day) ?? []), count]);
    }
    return [...days]
      .filter(([, counts]) => counts.length >= DAY_MS / TEN_MINUTES_MS / 2)
      .map(([at, counts]) => ({
        at,
        mean: counts.reduce((sum, count) => sum + count, 0) / counts.length,
        max: Math.max(...counts),
      }));
  }

  /** Ten minutes up to three days, hours up to three weeks, then days. */
  #series(length: number): PositionFigures["series"] {
    const bins = length <= 3 * DAY_MS ? this.#tenMinutes : length <= 21 * DAY_MS ? this.#hours : this.#days;
    return { begin: bins.begin, widthMs: bins.widthMs, counts: [...bins.counts] };
  }
}

function worst(habits: readonly Habit[], by: "chatters" | "fleeting"): { count: number; worst: Habit[] } {
  const sorted = habits.toSorted((a, b) => b[by] - a[by] || b.activations - a.activations || a.alarm - b.alarm);
  return { count: habits.length, worst: sorted.slice(0, TEN) };
}
