import type { Report } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";
import { minuteWords, wallClock } from "#kernel/wall-clock.ts";
import type { Target } from "#site/policy.ts";
import type { Schedule } from "#site/schedule.ts";
import { type Site, settingsOf } from "#site/site.ts";
import type { Directory } from "./directory.ts";
import { coverageGaps, shiftAt, shifts } from "./on-call.ts";
import { ownReport } from "./own-alarms.ts";
import { unusable } from "./plan.ts";

const DAY_MS = 86_400_000;
/** Condition of the alarm about a place whose watch nobody has. */
export const NOBODY_ON_DUTY = "nobody-on-duty";

/**
 * What is wrong with the duty of the coming days: a `raise` for every schedule in use with a gap, for every place that must
 * be manned and whose watch nobody has at this moment, and for every person in use who can't be told, a `clear` for every
 * other one. `nextAt`: who is on duty may change then.
 */
export function coverage(site: Site, directory: Directory, now: Instant): { reports: Report[]; nextAt: Instant } {
  const until = now + settingsOf(site).coverageDays * DAY_MS;
  const reports: Report[] = [];
  const persons = new Map<string, string>();
  let nextAt = Infinity;
  const schedules = new Set<string>();
  const watches = new Set<string>();
  for (const target of targets(site)) {
    if ("person" in target) persons.set(target.person, "named in a policy");
    else if ("team" in target) {
      const team = directory.team(target.team);
      for (const member of team?.members ?? []) persons.set(member, `member of ${team?.name}`);
    } else schedules.add(target.schedule);
  }

  for (const kind of ["workstation", "partition"] as const) {
    for (const [id, { body: place }] of site.items[kind]) {
      const schedule = place.mustBeManned ? site.items.schedule.get(place.watch ?? "")?.body : undefined;
      if (schedule) watches.add(schedule.id);
      reports.push(rostered(`${kind}/${id}`, place.name, schedule, now));
    }
  }

  for (const [id, { body: schedule }] of site.items.schedule) {
    const gap = schedules.has(id) || watches.has(id) ? coverageGaps(schedule, now, until)[0] : undefined;
    if (gap) {
      const soon = gap.from < now + DAY_MS;
      const ends = gap.to >= until ? "the end of what is planned" : shown(gap.to, schedule.timeZone);
      const text = `Nobody is on duty in ${schedule.name} from ${shown(gap.from, schedule.timeZone)} to ${ends} (${schedule.timeZone}). Add somebody to the schedule.`;
      reports.push(ownReport("raise", `duty/${id}`, "coverage-gap", text, soon ? "high" : "medium"));
    } else reports.push(ownReport("clear", `duty/${id}`, "coverage-gap", `${schedule.name} has no gap`));
    const shift = shiftAt(schedule, now);
    nextAt = Math.min(nextAt, shift.until);
    if (shift.on.length > 0 || !schedules.has(id)) {
      reports.push(ownReport("clear", `duty/${id}`, "nobody", `somebody is on duty in ${schedule.name}`));
    }
    if (!schedules.has(id)) continue;
    for (const { on } of shifts(schedule, now, until, (person) => directory.called("person", person))) {
      for (const { person, because } of on) persons.set(person, because);
    }
  }

  for (const [id, { body: person }] of site.items.person) {
    const why = persons.get(id);
    const lacks = why === undefined ? null : lack(directory, id);
    const text = lacks ? `${person.name} (${why}) can't be told: ${lacks}.` : `${person.name} can be told`;
    reports.push(
      ownReport(lacks ? "raise" : "clear", `person/${id}`, "unreachable", text, lacks ? "medium" : undefined),
    );
  }
  return { reports, nextAt };
}

/** Whether somebody has the watch over a place now. @param schedule undefined: nothing asks for it */
function rostered(point: string, name: string, schedule: Schedule | undefined, now: Instant): Report {
  if (!schedule || shiftAt(schedule, now).on.length > 0) {
    return ownReport("clear", point, NOBODY_ON_DUTY, `somebody is on duty for ${name}, or nothing asks for it`);
  }
  const text = `Nobody is on duty in ${schedule.name}, whose duty it is to watch ${name}, which must be manned. Add somebody to the schedule, and have somebody sign in there.`;
  return ownReport("raise", point, NOBODY_ON_DUTY, text, "high");
}

/** Everybody that a policy or the site's fallback may tell. */
function* targets(site: Site): Generator<Target> {
  for (const { body: policy } of site.items.policy.values()) {
    for (const step of policy.steps) yield* step.tell;
    yield* policy.fallback;
  }
  yield* settingsOf(site).fallback;
}

function lack(directory: Directory, id: string): string | null {
  const person = directory.person(id);
  if (!person?.active) return "the person is not active, yet named or on duty; take the person out or make active";
  if (person.methods.length === 0) return "there is no contact method; add one and have it confirmed";
  const reasons = person.methods.map((method) => {
    const why = unusable(id, method, directory);
    return why === null ? null : `${method.id} ${why}`;
  });
  return reasons.includes(null) ? null : `${reasons.join(", ")}; have one confirmed`;
}

/** `Mon 30 Nov 2026, 08:00` */
function shown(at: Instant, zone: string): string {
  const name = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][wallClock(at, zone).weekday - 1];
  return `${name} ${minuteWords(at, zone)}`;
}
