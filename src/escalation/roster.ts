import type { Instant } from "#kernel/clock.ts";
import type { Schedule } from "#site/schedule.ts";
import { coverageGaps, laidOut, shifts } from "./on-call.ts";
import { turn } from "./rotation.ts";

/** Somebody is on duty without a break, for one reason. Cut where what was asked for begins and ends. */
export interface RosterShift {
  readonly person: string;
  readonly from: Instant;
  readonly to: Instant;
  /** `on duty in Night shift`, to be put after a name. */
  readonly because: string;
}

/** What one part of a schedule says by itself, before the others are put on top of it. */
export interface RosterLayer {
  readonly kind: "rotation" | "holiday" | "override";
  /** Of a rotation its id, of a holiday its name; of an override its place among them, from 0. */
  readonly id: string;
  readonly spans: readonly RosterSpan[];
}

export interface RosterSpan {
  readonly from: Instant;
  readonly to: Instant;
  /** null: nobody takes over. */
  readonly person: string | null;
  /** Of an override, whom it takes off duty; absent: everybody, unless it joins. */
  readonly replaces?: string | undefined;
  readonly joins?: boolean | undefined;
  readonly note?: string | undefined;
}

export interface Roster {
  /** Who is really on duty, in order of time. */
  readonly shifts: readonly RosterShift[];
  readonly gaps: readonly { readonly from: Instant; readonly to: Instant }[];
  readonly layers: readonly RosterLayer[];
}

/**
 * A schedule as a calendar shows it, from `from` to before `to`: who is on duty, where nobody is, and what makes it so.
 * @param called what the persons are called whom reasons name
 */
export function roster(schedule: Schedule, from: Instant, to: Instant, called?: (person: string) => string): Roster {
  return {
    shifts: finalShifts(shifts(schedule, from, to, called), to),
    gaps: coverageGaps(schedule, from, to),
    layers: [...rotationLayers(schedule, from, to), ...upperLayers(schedule, from, to)],
  };
}

function finalShifts(running: ReturnType<typeof shifts>, to: Instant): RosterShift[] {
  const all: { person: string; from: Instant; to: Instant; because: string }[] = [];
  let open = new Map<string, (typeof all)[number]>();
  for (const shift of running) {
    const until = Math.min(shift.until, to);
    const going: typeof open = new Map();
    for (const { person, because } of shift.on) {
      const before = open.get(person);
      const goesOn = before?.because === because ? before : undefined;
      const one = goesOn ?? { person, from: shift.from, to: until, because };
      one.to = until;
      if (!goesOn) all.push(one);
      going.set(person, one);
    }
    open = going;
  }
  return all;
}

function rotationLayers(schedule: Schedule, from: Instant, to: Instant): RosterLayer[] {
  return schedule.rotations.map((rotation) => {
    const spans: { from: Instant; to: Instant; person: string | null }[] = [];
    for (let at = from; at < to; ) {
      const { person, until } = turn(rotation, schedule.timeZone, at);
      const end = Math.min(until, to);
      const last = spans.at(-1);
      if (last?.to === at && last.person === person) last.to = end;
      else if (person !== null) spans.push({ from: at, to: end, person });
      at = end;
    }
    return { kind: "rotation", id: rotation.id, spans };
  });
}

function upperLayers(schedule: Schedule, from: Instant, to: Instant): RosterLayer[] {
  const { overrides, holidays } = laidOut(schedule);
  const touches = (span: { from: Instant; to: Instant }) => span.from < to && from < span.to;
  const cut = (span: { from: Instant; to: Instant }) => ({
    from: Math.max(span.from, from),
    to: Math.min(span.to, to),
  });
  const layers: RosterLayer[] = holidays.filter(touches).map((holiday) => {
    const persons = holiday.persons.length > 0 ? holiday.persons : [null];
    return { kind: "holiday", id: holiday.name, spans: persons.map((person) => ({ ...cut(holiday), person })) };
  });
  for (const [place, override] of overrides.entries()) {
    if (!touches(override)) continue;
    const { person = null, replaces, joins, note } = override;
    layers.push({
      kind: "override",
      id: String(place),
      spans: [{ ...cut(override), person, replaces, joins, note }],
    });
  }
  return layers;
}

/** Where nobody is on duty any more within `from` and `to` once `after` is in force, and somebody was with `before`. */
export function newGaps(before: Schedule | undefined, after: Schedule, from: Instant, to: Instant): Roster["gaps"] {
  const old = before ? coverageGaps(before, from, to) : [];
  return coverageGaps(after, from, to).flatMap((gap) => without(gap, old));
}

function without(gap: { from: Instant; to: Instant }, old: Roster["gaps"]): Roster["gaps"] {
  let rest = [gap];
  for (const { from, to } of old) {
    rest = rest.flatMap((one) => {
      if (to <= one.from || one.to <= from) return [one];
      const left = one.from < from ? [{ from: one.from, to: from }] : [];
      const right = to < one.to ? [{ from: to, to: one.to }] : [];
      return [...left, ...right];
    });
  }
  return rest;
}

/** Pairs of overrides that hold at the same time and speak of the same person's duty, by their places; the later one wins. */
export function clashingOverrides(schedule: Schedule): { first: number; second: number; from: Instant; to: Instant }[] {
  const { overrides } = laidOut(schedule);
  const found: { first: number; second: number; from: Instant; to: Instant }[] = [];
  for (const [second, later] of overrides.entries()) {
    for (const [first, earlier] of overrides.slice(0, second).entries()) {
      const from = Math.max(earlier.from, later.from);
      const to = Math.min(earlier.to, later.to);
      if (from < to && !earlier.joins && !later.joins && aboutSame(earlier.replaces, later.replaces)) {
        found.push({ first, second, from, to });
      }
    }
  }
  return found;
}

function aboutSame(one: string | undefined, other: string | undefined): boolean {
  return one === undefined || other === undefined || one === other;
}
