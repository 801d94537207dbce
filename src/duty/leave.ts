import { shiftAt } from "#escalation/on-call.ts";
import { newGaps } from "#escalation/roster.ts";
import type { Instant } from "#kernel/clock.ts";
import { wallText } from "#kernel/wall-clock.ts";
import { type DutyChange, planDuty } from "#replies/duty.ts";
import type { Schedule } from "#site/schedule.ts";

export interface LeaveWish {
  readonly person: string;
  /** Absent: for the rest of the shift, a day at most. */
  readonly hours?: number | undefined;
  /** Absent: nobody takes over. */
  readonly standIn?: string | undefined;
}

export type Leave =
  | { readonly outcome: "off already" }
  | { readonly outcome: "stand-in is on duty already" }
  | {
      readonly outcome: "changed";
      readonly schedule: Schedule;
      readonly until: Instant;
      /** Who is on duty then. */
      readonly left: readonly string[];
      /** Where nobody is on duty for want of this person. */
      readonly gaps: readonly { readonly from: Instant; readonly to: Instant }[];
    };

/** The schedule once somebody is off duty from `now` on, with whoever stands in. */
export function planLeave(schedule: Schedule, { person, hours, standIn }: LeaveWish, now: Instant): Leave {
  const planned: DutyChange = planDuty(schedule, { person, on: false, hours, via: "the page" }, now);
  if (planned.outcome === "already") return { outcome: "off already" };
  if (standIn !== undefined && planned.others.includes(standIn)) return { outcome: "stand-in is on duty already" };
  const { until } = planned;
  const changed = standIn === undefined ? planned.schedule : withStandIn(planned.schedule, person, standIn, now, until);
  return {
    outcome: "changed",
    schedule: changed,
    until,
    left: shiftAt(changed, now).on.map((duty) => duty.person),
    gaps: newGaps(schedule, changed, now, Math.min(until, now + LONGEST_MS)),
  };
}

const LONGEST_MS = 7 * 86_400_000;

function withStandIn(schedule: Schedule, person: string, standIn: string, now: Instant, until: Instant): Schedule {
  const { overrides, timeZone } = schedule;
  const last = overrides.at(-1);
  if (last?.replaces === person && last.person === undefined && last.from === wallText(now, timeZone)) {
    return { ...schedule, overrides: [...overrides.slice(0, -1), { ...last, person: standIn }] };
  }
  // Was on duty besides the others, which has ended: whoever stands in is so instead.
  const to = wallText(Math.min(until, now + LONGEST_MS), timeZone);
  const joins = { from: wallText(now, timeZone), to, person: standIn, joins: true, note: `stands in for ${person}` };
  return { ...schedule, overrides: [...overrides, joins] };
}
