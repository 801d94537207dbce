import type { Notification } from "#escalation/callout.ts";
import type { Instant } from "#kernel/clock.ts";
import { instantOf, wallClock } from "#kernel/wall-clock.ts";
import type { SiteItem } from "#site/site.ts";
import { WEEKDAYS } from "#site/times.ts";

export type Drill = SiteItem<"drill">;

export const DRILL_OUTCOMES = ["pending", "proven", "failed"] as const;
export type DrillOutcome = (typeof DRILL_OUTCOMES)[number];

/** What a test message has shown so far. */
export interface Shown {
  readonly outcome: DrillOutcome;
  /** A clause. */
  readonly because: string;
}

/** When the drill is next due, after `after`, by the clock on the wall where the person is. @param zone IANA time zone */
export function nextDrill(drill: Pick<Drill, "days" | "at">, zone: string, after: Instant): Instant {
  return slots(drill, zone, after, [0, 1, 2, 3, 4, 5, 6, 7]).find((at) => at > after) ?? after + DAY_MS;
}

/** When it was last due, at `now` at the latest. */
export function latestDrill(drill: Pick<Drill, "days" | "at">, zone: string, now: Instant): Instant | null {
  return slots(drill, zone, now, [0, -1, -2, -3, -4, -5, -6, -7]).find((at) => at <= now) ?? null;
}

const DAY_MS = 86_400_000;

function slots({ days, at }: Pick<Drill, "days" | "at">, zone: string, around: Instant, dayNumbers: readonly number[]) {
  const today = wallClock(around, zone);
  const [hour = 0, minute = 0] = at.split(":").map(Number);
  return dayNumbers.flatMap((number) => {
    const weekday = WEEKDAYS[(today.weekday - 1 + number + 14) % 7];
    if (weekday === undefined || !days.includes(weekday)) return [];
    const { year, month, day } = today;
    return [instantOf({ year, month, day: day + number, hour, minute, second: 0 }, zone, "first")];
  });
}

/**
 * What the state of the test message proves. `accepted` is proof only where the channel can't say more than that.
 * @param confirms whether the channel tells of delivery
 */
export function shownBy({ state, because }: Pick<Notification, "state" | "because">, confirms: boolean): Shown {
  switch (state) {
    case "delivered":
      return { outcome: "proven", because };
    case "accepted":
      if (confirms) return { outcome: "pending", because: `taken, and not yet confirmed: ${because}` };
      return { outcome: "proven", because: `taken; this channel can't say whether it arrives: ${because}` };
    case "pending":
    case "retry":
      return { outcome: "pending", because };
    case "rejected":
    case "purged":
    case "digested":
      return { outcome: "failed", because };
  }
}

/** What is known when the time is up. */
export function overdue({ because }: Shown, withinSec: number): Shown {
  const limit = withinSec >= 120 ? `${Math.round(withinSec / 60)} min` : `${withinSec} s`;
  return { outcome: "failed", because: `not delivered within ${limit}; the last word was: ${because}` };
}
