import { nextOnDuty, onDuty } from "#escalation/on-call.ts";
import { type RosterShift, roster } from "#escalation/roster.ts";
import type { Instant } from "#kernel/clock.ts";
import { instantOf, wallClock } from "#kernel/wall-clock.ts";
import type { Schedule } from "#site/schedule.ts";

const DAY_MS = 86_400_000;
/** Looked at besides, so that a shift begins and ends when it does and not where the view does. */
const LONGEST_TURN_MS = 62 * DAY_MS;

/** Somebody, or nobody, from a moment on. */
interface OpenSpan {
  /** Of what began long ago the beginning of a month, so that it stays the same from day to day. */
  readonly from: Instant;
  /** null: no end is planned. */
  readonly to: Instant | null;
  /** Whether `from` is when it began. */
  readonly begins: boolean;
}
export type DutySpan = OpenSpan & Pick<RosterShift, "person" | "because">;

/**
 * What of a schedule touches `from` to `to`, none of it cut: each shift and each gap with its own beginning and end.
 * @param called what the persons are called whom reasons name
 */
export function dutySpans(
  schedule: Schedule,
  from: Instant,
  to: Instant,
  called?: (person: string) => string,
): { readonly shifts: readonly DutySpan[]; readonly gaps: readonly OpenSpan[] } {
  const looked = monthBegin(from - LONGEST_TURN_MS, schedule.timeZone);
  const { shifts, gaps } = roster(schedule, looked, to, called);
  const at = to - 1;
  const whole = (span: { from: Instant; to: Instant }, end: () => Instant | null): OpenSpan => ({
    from: span.from,
    to: span.to < to ? span.to : end(),
    begins: span.from > looked,
  });
  return {
    shifts: shifts
      .filter((shift) => shift.to > from)
      .map(({ person, because, ...shift }) => ({
        ...whole(shift, () => finite(onDuty(schedule, at).find((duty) => duty.person === person)?.until ?? to)),
        person,
        because,
      })),
    gaps: gaps.filter((gap) => gap.to > from).map((gap) => whole(gap, () => nextOnDuty(schedule, at)[0]?.from ?? null)),
  };
}

function finite(at: Instant): Instant | null {
  return Number.isFinite(at) ? at : null;
}

function monthBegin(at: Instant, zone: string): Instant {
  const { year, month } = wallClock(at, zone);
  return instantOf({ year, month, day: 1, hour: 0, minute: 0, second: 0 }, zone, "first");
}
