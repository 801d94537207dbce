import type { Instant } from "#kernel/clock.ts";
import { instantOf, wallClock } from "#kernel/wall-clock.ts";
import type { SiteItem } from "#site/site.ts";
import { WEEKDAYS } from "#site/times.ts";
import type { Span } from "./bins.ts";

export type Report = SiteItem<"report">;
type Times = Pick<Report, "days" | "at">;

/** Of what was missed no more than the last of so many days is made up for. */
export const MADE_UP_DAYS = 7;
const PERIOD_DAYS = { day: 1, week: 7, "30-days": 30 } as const;

/** What was dealt with further ahead than this, a wrong clock dealt with; less far, the clock may just have been set back. */
const SET_BACK_MS = 86_400_000;

/** From when on a report's times are still to be dealt with. @param done up to when they have been, by the clock of then */
export function openFrom(done: Instant | undefined, now: Instant): Instant {
  return done === undefined || done > now + SET_BACK_MS ? now : done;
}

/** When a report is due next after `after`, by the site's clock. @param zone IANA name */
export function nextDue(report: Times, zone: string, after: Instant): Instant {
  return slotsAround(report, zone, after, 0, 8).find((at) => at > after) ?? after;
}

/** When it was due after `after` and until `now`, the oldest first. */
export function dueBetween(report: Times, zone: string, after: Instant, now: Instant): Instant[] {
  return slotsAround(report, zone, now, -MADE_UP_DAYS, 0).filter((at) => at > after && at <= now);
}

/** The whole days before the one on which it is due, by the site's clock. */
export function periodBefore(period: Report["period"], due: Instant, zone: string): Span {
  const { year, month, day } = wallClock(due, zone);
  const midnight = (offset: number) =>
    instantOf({ year, month, day: day + offset, hour: 0, minute: 0, second: 0 }, zone, "first");
  return { from: midnight(-PERIOD_DAYS[period]), to: midnight(0) };
}

function slotsAround({ days, at }: Times, zone: string, around: Instant, first: number, last: number): Instant[] {
  const today = wallClock(around, zone);
  const [hour = 0, minute = 0] = at.split(":").map(Number);
  const slots: Instant[] = [];
  for (let offset = first; offset <= last; offset++) {
    const weekday = WEEKDAYS[(today.weekday - 1 + offset + 14) % 7];
    if (weekday === undefined || !days.includes(weekday)) continue;
    const { year, month, day } = today;
    slots.push(instantOf({ year, month, day: day + offset, hour, minute, second: 0 }, zone, "first"));
  }
  return slots;
}
