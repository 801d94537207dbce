import { instantOf, wallClock, wallText } from "../../../src/kernel/wall-clock.ts";
import type { Schedule, Span } from "./contract.ts";

const DAY_MS = 86_400_000;

/** A day of a calendar as one zone sees it; where the clocks change it has 23 or 25 hours. */
export interface Day extends Span {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** ISO 8601: Monday is 1. */
  readonly weekday: number;
}

/** The day with that date. Fields may run over: the 32nd of January is the 1st of February. */
export function dayAt(date: { year: number; month: number; day: number }, zone: string): Day {
  const midnight = (day: number) => instantOf({ ...date, day, hour: 0, minute: 0, second: 0 }, zone, "first");
  const from = midnight(date.day);
  const { year, month, day, weekday } = wallClock(from, zone);
  return { year, month, day, weekday, from, to: midnight(date.day + 1) };
}

export function dayOf(at: number, zone: string): Day {
  return dayAt(wallClock(at, zone), zone);
}

export function plusDays({ year, month, day }: Day, days: number, zone: string): Day {
  return dayAt({ year, month, day: day + days }, zone);
}

/** A week that begins with that day. */
export function daysFrom(day: Day, zone: string): Day[] {
  return Array.from({ length: 7 }, (_, at) => plusDays(day, at, zone));
}

/** From Monday to Sunday. */
export function weekOf(day: Day, zone: string): Day[] {
  return daysFrom(plusDays(day, 1 - day.weekday, zone), zone);
}

/** The weeks that a month touches. */
export function monthOf({ year, month }: Day, zone: string): Day[][] {
  const first = dayAt({ year, month, day: 1 }, zone);
  const last = dayAt({ year, month: month + 1, day: 0 }, zone);
  const weeks: Day[][] = [];
  for (let day = first; ; day = plusDays(day, 7, zone)) {
    const week = weekOf(day, zone);
    weeks.push(week);
    if ((week[6]?.from ?? Infinity) >= last.from) return weeks;
  }
}

/** The same day of another month, or its last one. */
export function plusMonths({ year, month, day }: Day, months: number, zone: string): Day {
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return dayAt({ year, month: month + months, day: Math.min(day, last) }, zone);
}

/** By how much the clocks change on a day, in ms: ahead is more than 0. */
export function clockChange({ from, to }: Span): number {
  return DAY_MS - (to - from);
}

/** What of these spans lies within another one, and whether it begins and ends in the midst of it. */
export function within<T extends Span>(
  spans: readonly T[],
  { from, to }: Span,
): (T & { begins: boolean; ends: boolean })[] {
  return spans
    .filter((span) => span.from < to && from < span.to)
    .map((span) => ({
      ...span,
      begins: span.from > from,
      ends: span.to < to,
      from: Math.max(span.from, from),
      to: Math.min(span.to, to),
    }));
}

/** `2026-03-29T08:00`, as the clocks of the zone show it: what a field for date and time takes. */
export function fieldText(at: number, zone: string): string {
  return wallText(at, zone).slice(0, 16);
}

/** When the clocks of the zone show what such a field holds. */
export function fieldInstant(text: string, zone: string): number {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = text.split(/\D/).map(Number);
  return instantOf({ year, month, day, hour, minute, second: 0 }, zone, "first");
}

/** When somebody is on duty for the first time. Infinity: never. */
export function beginsAt({ timeZone, rotations, holidays, overrides }: Begun): number {
  const texts = [
    ...rotations.map(({ startsOn, handoverAt }) => `${startsOn}T${handoverAt}`),
    ...holidays.map(({ date }) => `${date}T00:00`),
    ...overrides.map(({ from }) => from),
  ];
  return Math.min(...texts.map((text) => fieldInstant(text, timeZone)));
}

type Begun = Pick<Schedule, "timeZone"> & {
  readonly rotations: readonly Pick<Schedule["rotations"][number], "startsOn" | "handoverAt">[];
  readonly holidays: readonly Pick<Schedule["holidays"][number], "date">[];
  readonly overrides: readonly Pick<Schedule["overrides"][number], "from">[];
};
