import { onDuty, shiftAt } from "#escalation/on-call.ts";
import type { Instant } from "#kernel/clock.ts";
import { wallText } from "#kernel/wall-clock.ts";
import type { Schedule } from "#site/schedule.ts";
import type { Site } from "#site/site.ts";

const HOUR_MS = 3_600_000;
export const MOST_HOURS = 72;
/** Whoever doesn't say for how long reports on duty for a shift, and off for a day at most. */
const ON_HOURS = 12;
const OFF_HOURS = 24;
/** What was written by such an order is forgotten a week after its end. */
const FORGOTTEN_MS = 7 * 24 * HOUR_MS;
const NOTE = "reported by";

export interface DutyWish {
  readonly person: string;
  readonly on: boolean;
  /** Absent: until the duty ends as it is planned, or for a shift. */
  readonly hours?: number | undefined;
  /** How the person said so. */
  readonly via: string;
}

export type DutyChange =
  | { readonly outcome: "already"; readonly until: Instant }
  | { readonly outcome: "changed"; readonly schedule: Schedule; readonly until: Instant; readonly others: string[] };

/** Which schedule somebody means: the one that is named, or else the only one in which the person has duty. */
export function scheduleMeant(
  site: Site,
  person: string,
  named: string,
): { readonly schedule: Schedule } | { readonly unclear: readonly string[] } | { readonly notTheirs: string } {
  const all = Array.from(site.items.schedule.values(), ({ body }) => body);
  const theirs = all.filter((schedule) => isMember(schedule, person));
  if (named !== "") {
    const wanted = named.toLowerCase();
    const schedule = all.find(({ id, name }) => id === wanted || name.toLowerCase() === wanted);
    if (!schedule) return { unclear: theirs.map(({ name }) => name) };
    return theirs.includes(schedule) ? { schedule } : { notTheirs: schedule.name };
  }
  const [only, ...more] = theirs;
  return only && more.length === 0 ? { schedule: only } : { unclear: theirs.map(({ name }) => name) };
}

/** `Night crew 8` → Night crew, for 8 hours. Null: too many hours, or too few. */
export function readDutyWords(words: readonly string[]): { readonly named: string; readonly hours?: number } | null {
  const hours = /^(\d{1,4})h?$/iu.exec(words.at(-1) ?? "")?.[1];
  if (hours === undefined) return { named: words.join(" ") };
  if (Number(hours) < 1 || Number(hours) > MOST_HOURS) return null;
  return { named: words.slice(0, -1).join(" "), hours: Number(hours) };
}

/** The schedule as it is when somebody reports on duty, besides the others, or off, with or without anybody who is left. */
export function planDuty(schedule: Schedule, { person, on, hours, via }: DutyWish, now: Instant): DutyChange {
  const before = onDuty(schedule, now).find((duty) => duty.person === person);
  if (on && before) return { outcome: "already", until: before.until };
  if (!on && !before) return { outcome: "already", until: now };
  // What was ordered to the contrary ends now.
  const kept = withoutContrary(schedule, person, on, now);
  const planned = onDuty(kept, now).find((duty) => duty.person === person);
  if ((planned !== undefined) === on) {
    const until = planned?.until ?? shiftAt(kept, now).until;
    return { outcome: "changed", schedule: kept, until, others: othersOf(kept, person, now) };
  }
  const longest = now + (hours ?? (on ? ON_HOURS : OFF_HOURS)) * HOUR_MS;
  const until = hours === undefined && planned ? Math.min(planned.until, longest) : longest;
  const zone = schedule.timeZone;
  const from = wallText(now, zone);
  const override = {
    from,
    to: behind(from, until, zone),
    note: `${NOTE} ${via}`,
    ...(on ? { person, joins: true } : { replaces: person }),
  };
  const changed = { ...kept, overrides: [...kept.overrides, override] };
  return { outcome: "changed", schedule: changed, until, others: othersOf(changed, person, now) };
}

function isMember({ rotations, holidays, overrides }: Schedule, person: string): boolean {
  return (
    rotations.some(({ members }) => members.includes(person)) ||
    holidays.some(({ persons }) => persons.includes(person)) ||
    overrides.some((override) => override.person === person)
  );
}

function withoutContrary(schedule: Schedule, person: string, on: boolean, now: Instant): Schedule {
  const zone = schedule.timeZone;
  const present = wallText(now, zone);
  const forgotten = wallText(now - FORGOTTEN_MS, zone);
  const overrides = schedule.overrides.flatMap((override) => {
    if (override.note?.startsWith(NOTE) && override.to < forgotten) return [];
    const holds = override.from <= present && present < override.to;
    const isContrary = on
      ? override.replaces === person && override.person === undefined
      : override.joins === true && override.person === person;
    if (!holds || !isContrary) return [override];
    return override.from < present ? [{ ...override, to: present }] : [];
  });
  return { ...schedule, overrides };
}

function othersOf(schedule: Schedule, person: string, now: Instant): string[] {
  return shiftAt(schedule, now).on.flatMap((duty) => (duty.person === person ? [] : [duty.person]));
}

/** Where clocks go back meanwhile, a later moment may show an earlier time. */
function behind(from: string, until: Instant, zone: string): string {
  let at = until;
  while (wallText(at, zone) <= from) at += HOUR_MS;
  return wallText(at, zone);
}
