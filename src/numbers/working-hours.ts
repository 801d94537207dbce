import { DAY_NAMES } from "#kernel/wall-clock.ts";
import type { Window } from "#site/times.ts";

/** Part of a day of the week, Monday is 1. `to` isn't part of it; `24:00` is the end of the day. */
export interface DayPart {
  readonly day: number;
  readonly from: string;
  readonly to: string;
}

/** Windows as parts of days: one that ends at or before it begins goes on into the next day. */
export function dayPartsOf(windows: readonly Window[]): DayPart[] {
  return windows.flatMap(({ days, from, to }) =>
    days.flatMap((name) => {
      const day = DAY_NAMES.indexOf(name) + 1;
      if (to > from) return [{ day, from, to }];
      const rest = { day: (day % 7) + 1, from: "00:00", to };
      return [{ day, from, to: "24:00" }, ...(to === "00:00" ? [] : [rest])];
    }),
  );
}

/** As people read it: `Mon–Fri 07:00–18:00`. Empty: there are none. @param locale BCP 47 */
export function hoursText(windows: readonly Window[], locale: string): string {
  const names = new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" });
  // 5 January 2026 is a Monday.
  const nameOf = (day: number) => names.format(Date.UTC(2026, 0, 5 + day));
  return windows
    .map(({ days, from, to }) => {
      const numbers = days.map((day) => DAY_NAMES.indexOf(day)).sort((a, b) => a - b);
      return `${runsOf(numbers)
        .map(([first, last]) => (first === last ? nameOf(first) : `${nameOf(first)}–${nameOf(last)}`))
        .join(", ")} ${from}–${to}`;
    })
    .join("; ");
}

function runsOf(days: readonly number[]): [first: number, last: number][] {
  const runs: [number, number][] = [];
  for (const day of days) {
    const run = runs.at(-1);
    if (run && run[1] === day - 1) run[1] = day;
    else runs.push([day, day]);
  }
  return runs;
}
