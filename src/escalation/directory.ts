import type { Instant } from "#kernel/clock.ts";
import { type Called, calledIn } from "#site/called.ts";
import type { Person } from "#site/person.ts";
import type { Target } from "#site/policy.ts";
import type { Schedule } from "#site/schedule.ts";
import type { Site, SiteItem } from "#site/site.ts";
import { settingsOf } from "#site/site.ts";
import { type Shift, shiftAt } from "./on-call.ts";

/** What deciding must know about people. Its answers hold for one version of the site. */
export interface Directory {
  person(id: string): Person | undefined;
  team(id: string): SiteItem<"team"> | undefined;
  schedule(id: string): Schedule | undefined;
  /** Who is on duty in a schedule of this site. */
  onDuty(schedule: Schedule, at: Instant): Shift["on"];
  channelEnabled(id: string): boolean;
  readonly called: Called;
  /** Whether the owner has confirmed this address. */
  verified(person: string, channel: string, address: string): boolean;
  readonly siteFallback: readonly Target[];
  /** IANA time zone in which the person lives. */
  zoneOf(person: Person): string;
}

/** The directory of one site. Remembers who is on duty until that can change, for questions that come in order of time. */
export function directoryOf(site: Site, verified: Directory["verified"]): Directory {
  const settings = settingsOf(site);
  const called = calledIn(site);
  const shifts = new Map<Schedule, Shift & { from: Instant }>();
  return {
    person: (id) => site.items.person.get(id)?.body,
    team: (id) => site.items.team.get(id)?.body,
    schedule: (id) => site.items.schedule.get(id)?.body,
    onDuty(schedule, at) {
      let shift = shifts.get(schedule);
      if (!shift || at < shift.from || at >= shift.until) {
        shift = { ...shiftAt(schedule, at, (id) => called("person", id)), from: at };
        shifts.set(schedule, shift);
      }
      return shift.on;
    },
    channelEnabled: (id) => site.items.channel.get(id)?.body.enabled === true,
    called,
    verified,
    siteFallback: settings.fallback,
    zoneOf: (person) => person.timeZone ?? settings.timeZone,
  };
}
