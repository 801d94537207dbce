import type { Instant } from "#kernel/clock.ts";
import { instantOf } from "#kernel/wall-clock.ts";
import type { Schedule } from "#site/schedule.ts";
import { localInstant } from "./local-time.ts";
import { dateOf, turn } from "./rotation.ts";

export interface Duty {
  readonly person: string;
  /** When this person's duty ends; Infinity when that isn't within the next weeks. */
  readonly until: Instant;
  /** `on duty in Night shift`, to be put after a name. */
  readonly because: string;
}

/** A stretch of time in which the same persons are on duty. */
export interface Shift {
  readonly on: readonly { readonly person: string; readonly because: string }[];
  /** Who is on duty may change then, and not before. Infinity: never. */
  readonly until: Instant;
}

/** What the persons are called whom a reason names. */
type CalledPerson = (id: string) => string;
const byId: CalledPerson = (id) => id;

/** Who is on duty at `at`: what the rotations say, on a holiday its persons instead, and the overrides on top, in order. */
export function onDuty(schedule: Schedule, at: Instant, called = byId): Duty[] {
  const shift = shiftAt(schedule, at, called);
  return shift.on.map(({ person, because }) => ({
    person,
    because,
    until: dutyEnds(schedule, person, shift.until, at),
  }));
}

/** Who comes next: the first ones on duty after `at` that are not on duty at `at`. Looks ahead for a year at most. */
export function nextOnDuty(schedule: Schedule, at: Instant): { person: string; from: Instant }[] {
  const now = new Set(shiftAt(schedule, at).on.map((duty) => duty.person));
  for (const { from, on } of shifts(schedule, at, at + YEAR_MS)) {
    if (from === at) continue;
    if (on.length === 0) now.clear();
    const fresh = on.filter((duty) => !now.has(duty.person));
    if (fresh.length > 0) return fresh.map(({ person }) => ({ person, from }));
  }
  return [];
}

/** Stretches within `from` and `to` in which nobody is on duty. */
export function coverageGaps(schedule: Schedule, from: Instant, to: Instant): { from: Instant; to: Instant }[] {
  const gaps: { from: Instant; to: Instant }[] = [];
  for (const shift of shifts(schedule, from, to)) {
    if (shift.on.length > 0) continue;
    const until = Math.min(shift.until, to);
    const last = gaps.at(-1);
    if (last?.to === shift.from) last.to = until;
    else gaps.push({ from: shift.from, to: until });
  }
  return gaps;
}

/** All shifts that touch `from` to `to`, without a break; the first one begins at `from`. */
export function* shifts(
  schedule: Schedule,
  from: Instant,
  to: Instant,
  called = byId,
): Generator<Shift & { from: Instant }> {
  for (let at = from; at < to; ) {
    const shift = shiftAt(schedule, at, called);
    yield { ...shift, from: at };
    at = shift.until;
  }
}

export function shiftAt(schedule: Schedule, at: Instant, called = byId): Shift {
  const { overrides, holidays } = laidOut(schedule);
  let until = Infinity;
  let on: { person: string; because: string }[] = [];
  const add = (person: string, because: string) => {
    if (!on.some((duty) => duty.person === person)) on.push({ person, because });
  };

  const today = holidays.filter((holiday) => holiday.from <= at && at < holiday.to);
  for (const holiday of holidays) until = sooner(until, holiday, at);
  for (const { persons, name } of today) {
    for (const person of persons) add(person, `on duty in ${schedule.name} for ${name}`);
  }
  if (today.length === 0) {
    for (const rotation of schedule.rotations) {
      const { person, until: ends } = turn(rotation, schedule.timeZone, at);
      if (person !== null) add(person, `on duty in ${schedule.name}`);
      until = Math.min(until, ends);
    }
  }
  for (const override of overrides) {
    until = sooner(until, override, at);
    if (at < override.from || override.to <= at) continue;
    const { person, replaces, joins = false } = override;
    if (joins) {
      if (person !== undefined) add(person, `on duty in ${schedule.name} besides the others`);
      continue;
    }
    if (replaces !== undefined && !on.some((duty) => duty.person === replaces)) continue;
    on = replaces === undefined ? [] : on.filter((duty) => duty.person !== replaces);
    const whom = replaces === undefined ? "everybody" : called(replaces);
    if (person !== undefined) add(person, `standing in for ${whom} in ${schedule.name}`);
  }
  return { on, until };
}

const YEAR_MS = 366 * 86_400_000;
const LOOK_AHEAD_MS = 35 * 86_400_000;

function dutyEnds(schedule: Schedule, person: string, after: Instant, at: Instant): Instant {
  for (const shift of shifts(schedule, after, at + LOOK_AHEAD_MS)) {
    if (!shift.on.some((duty) => duty.person === person)) return shift.from;
  }
  return after >= at + LOOK_AHEAD_MS && after < Infinity ? after : Infinity;
}

function sooner(until: Instant, { from, to }: { from: Instant; to: Instant }, at: Instant): Instant {
  if (from > at) return Math.min(until, from);
  return to > at ? Math.min(until, to) : until;
}

interface LaidOut {
  readonly overrides: readonly (Omit<Schedule["overrides"][number], "from" | "to"> & { from: Instant; to: Instant })[];
  readonly holidays: readonly { from: Instant; to: Instant; name: string; persons: readonly string[] }[];
}

/** A schedule never changes: a new version is a new object. */
const known = new WeakMap<Schedule, LaidOut>();

/** A schedule's overrides and holidays as instants. */
export function laidOut(schedule: Schedule): LaidOut {
  let laid = known.get(schedule);
  if (!laid) {
    const zone = schedule.timeZone;
    laid = {
      overrides: schedule.overrides.map((override) => ({
        ...override,
        from: localInstant(override.from, zone),
        to: localInstant(override.to, zone),
      })),
      holidays: schedule.holidays.map(({ date, name, persons }) => {
        const [year, month, day] = dateOf(date);
        const midnight = { year, month, hour: 0, minute: 0, second: 0 };
        return {
          name,
          persons,
          from: instantOf({ ...midnight, day }, zone, "first"),
          to: instantOf({ ...midnight, day: day + 1 }, zone, "first"),
        };
      }),
    };
    known.set(schedule, laid);
  }
  return laid;
}
