import type { Instant } from "#kernel/clock.ts";
import { instantOf, inWindows, nextBoundary, wallClock } from "#kernel/wall-clock.ts";
import type { Schedule } from "#site/schedule.ts";

export type Rotation = Schedule["rotations"][number];

/** Whose turn it is in one rotation, and until when that holds; `person` is null before the first shift and outside the windows. */
export interface Turn {
  readonly person: string | null;
  /** Infinity: for ever. */
  readonly until: Instant;
}

/**
 * Handovers are wall-clock times of `zone`: a daily one at 08:00 stays at 08:00, and the day when the clocks change has
 * 23 or 25 hours. A rotation by hours counts the hours that the clock shows: every 12 from 08:00 is 08:00 and 20:00 all
 * year. A handover in the hour that is skipped happens at the change, one in the hour that comes twice the first time. One by
 * months keeps its day, and takes the last day of a month that is shorter.
 */
export function turn(rotation: Rotation, zone: string, at: Instant): Turn {
  const shift = shiftAt(rotation, zone, at);
  if (shift < 0) return { person: null, until: startOf(rotation, zone, 0) };
  let until = startOf(rotation, zone, shift + 1);
  let on = true;
  if (rotation.windows.length > 0) {
    on = inWindows(rotation.windows, zone, at);
    until = Math.min(until, nextBoundary(rotation.windows, zone, at) ?? Infinity);
  }
  return { person: on ? (rotation.members[shift % rotation.members.length] ?? null) : null, until };
}

const HOUR_MS = 3_600_000;
const LENGTH_MS = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS };

/** The shift that runs at `at`, counted from 0; negative before the first one. */
function shiftAt(rotation: Rotation, zone: string, at: Instant): number {
  const { year, month, day, hour, minute, second } = wallClock(at, zone);
  const [startYear, startMonth, startDay] = dateOf(rotation.startsOn);
  const [startHour, startMinute] = timeOf(rotation.handoverAt);
  const shown =
    Date.UTC(year, month - 1, day, hour, minute, second) -
    Date.UTC(startYear, startMonth - 1, startDay, startHour, startMinute);
  const { unit, count } = rotation.every;
  const months = (year - startYear) * 12 + month - startMonth;
  let shift = unit === "month" ? Math.floor(months / count) : Math.floor(shown / (LENGTH_MS[unit] * count));
  // Where the clocks change, what they show can be an hour off the shift that runs; within a month, the whole shift.
  while (startOf(rotation, zone, shift + 1) <= at) shift++;
  while (startOf(rotation, zone, shift) > at) shift--;
  return shift;
}

function startOf({ startsOn, handoverAt, every }: Rotation, zone: string, shift: number): Instant {
  const [year, month, day] = dateOf(startsOn);
  const [hour, minute] = timeOf(handoverAt);
  const passed = shift * every.count;
  const local = { year, month, day, hour, minute, second: 0 };
  const on = () => {
    switch (every.unit) {
      case "hour":
        return { ...local, hour: hour + passed };
      case "day":
        return { ...local, day: day + passed };
      case "week":
        return { ...local, day: day + 7 * passed };
      case "month":
        return { ...local, month: month + passed, day: Math.min(day, daysIn(year, month + passed)) };
    }
  };
  return instantOf(on(), zone, "first");
}

/** @param month counted from 1; may run over */
function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** `2026-03-29` */
export function dateOf(date: string): [year: number, month: number, day: number] {
  return [Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8, 10))];
}

function timeOf(time: string): [hour: number, minute: number] {
  return [Number(time.slice(0, 2)), Number(time.slice(3, 5))];
}
