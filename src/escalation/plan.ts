import type { Priority } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";
import { inWindows } from "#kernel/wall-clock.ts";
import type { Person } from "#site/person.ts";
import type { Target } from "#site/policy.ts";
import type { Planned } from "./callout.ts";
import type { Directory } from "./directory.ts";
import { quietAt } from "./quiet.ts";

/** Whom a step wants told, and how. */
export interface Telling {
  readonly tell: readonly Target[];
  readonly how: "parallel" | "sequential";
  readonly gapSec: number;
  readonly priority: Priority;
  /** Persons that need no message: they have answered. */
  readonly except: readonly string[];
  /** `step 1`, `fallback`: goes into every reason. */
  readonly label: string;
}

export interface Plan {
  /** In order of time. */
  readonly messages: readonly Planned[];
  /** When the last person's turn is over. */
  readonly endsAt: Instant;
  /** Absent when somebody is told, or when all have answered already. */
  readonly nobody: Nobody | null;
  /** Who would be told but for their quiet hours. */
  readonly withheld: readonly Withheld[];
}

export interface Withheld {
  readonly person: string;
  readonly because: string;
}

/** Nobody could be told: a fact that must become an alarm of its own. */
export interface Nobody {
  readonly because: string;
  /** Ids of the schedules in which nobody is on duty. */
  readonly schedules: readonly string[];
  /** When the first of those who want to be left alone may be told; null: nobody does. */
  readonly quietUntil: Instant | null;
  /** There is no other reason than quiet hours: nothing is wrong. */
  readonly onlyQuiet: boolean;
}

/** Who is told when, by which of their methods. A method that its owner has not confirmed is never used. */
export function plan(telling: Telling, directory: Directory, now: Instant): Plan {
  const { persons, missing, schedules } = candidates(telling, directory, now);
  const messages: Planned[] = [];
  const withheld: Withheld[] = [];
  const quiet: Instant[] = [];
  const gapMs = telling.how === "sequential" ? telling.gapSec * 1000 : 0;
  let at = now;
  let answered = false;
  for (const [id, why] of persons) {
    if (telling.except.includes(id)) {
      answered = true;
      continue;
    }
    const person = directory.person(id);
    const reach = person?.active ? methodsFor(person, telling.priority, directory, at) : null;
    if (!person || !reach) {
      missing.push(person ? `${person.name} is not active` : `person ${id} does not exist`);
    } else if (reach.tell.length === 0 && reach.quietUntil !== null) {
      withheld.push({ person: id, because: `${person.name} is not told: ${reach.skipped.join(", ")}` });
      quiet.push(reach.quietUntil);
    } else if (reach.tell.length === 0) {
      missing.push(`${person.name} can't be reached: ${reach.skipped.join(", ") || "there is no contact method"}`);
    } else {
      const because = `${why} (${[telling.label, ...reach.skipped].join("; ")})`;
      for (const { method, channel, address, afterSec } of reach.tell) {
        messages.push({ at: at + afterSec * 1000, person: id, method, channel, address, because });
      }
      at += gapMs;
    }
  }
  messages.sort((a, b) => a.at - b.at);
  const why = [...missing, ...withheld.map(({ because }) => because)].join("; ") || "nobody is named";
  const onlyQuiet = missing.length === 0 && withheld.length > 0;
  const told = messages.length > 0 || answered;
  const nobody = told ? null : { because: why, schedules, quietUntil: first(quiet), onlyQuiet };
  return { messages, endsAt: at, nobody, withheld };
}

/** Person to the reason, in the order of the targets; each person once. */
function candidates({ tell, label }: Telling, directory: Directory, now: Instant) {
  const persons = new Map<string, string>();
  const missing: string[] = [];
  const schedules: string[] = [];
  const add = (person: string, why: string) => {
    if (!persons.has(person)) persons.set(person, why);
  };
  for (const target of tell) {
    if ("person" in target) add(target.person, namedIn(label));
    else if ("team" in target) {
      const team = directory.team(target.team);
      if (!team) missing.push(`team ${target.team} does not exist`);
      else if (team.members.length === 0) missing.push(`team ${team.name} has no members`);
      else for (const member of team.members) add(member, `member of ${team.name}`);
    } else {
      const schedule = directory.schedule(target.schedule);
      const on = schedule ? directory.onDuty(schedule, now) : [];
      if (!schedule) missing.push(`schedule ${target.schedule} does not exist`);
      else if (on.length === 0) {
        missing.push(`nobody is on duty in ${schedule.name}`);
        schedules.push(schedule.id);
      }
      for (const { person, because } of on) add(person, because);
    }
  }
  return { persons, missing, schedules };
}

function namedIn(label: string): string {
  if (label.startsWith("step")) return "named in the step";
  return label === "fallback" ? "named in the fallback" : "told already";
}

export interface Reach {
  readonly tell: readonly { method: string; channel: string; address: string; afterSec: number }[];
  /** Why methods that should be used are not. */
  readonly skipped: readonly string[];
  /** When the first of the person's quiet hours that withhold a method may end (Infinity: never); null: none does. */
  readonly quietUntil: Instant | null;
}

/**
 * The methods of the person's first rule that fits; without one, all at once. When none of a rule's methods can be
 * used, the others are: silence is worse than the wrong channel. The first that can be used goes when the first should have.
 */
export function methodsFor(person: Person, priority: Priority, directory: Directory, at: Instant): Reach {
  const rule = person.rules.find(
    (one) =>
      one.priorities.includes(priority) && (!one.when || inWindows(one.when.windows, directory.zoneOf(person), at)),
  );
  const skipped: string[] = [];
  const quietUntil: Instant[] = [];
  const zone = directory.zoneOf(person);
  const usable = (wanted: readonly { method: string; afterSec: number }[]) =>
    wanted.flatMap(({ method: id, afterSec }) => {
      const method = person.methods.find((one) => one.id === id);
      const why = method ? unusable(person.id, method, directory) : "does not exist";
      if (!method || why) {
        skipped.push(`${id} ${why}`);
        return [];
      }
      const quiet = quietAt(person, id, priority, zone, at + afterSec * 1000);
      if (quiet) {
        skipped.push(`${id} ${quiet.because}`);
        quietUntil.push(quiet.until ?? Infinity);
        return [];
      }
      return [{ method: id, channel: method.channel, address: method.address, afterSec }];
    });
  const all = person.methods.map(({ id }) => ({ method: id, afterSec: 0 }));
  const wanted = rule?.tell ?? all;
  let tell = usable(wanted);
  if (tell.length === 0 && rule) {
    tell = usable(all.filter(({ method }) => !rule.tell.some((one) => one.method === method)));
  }
  const late = earliest(tell) - earliest(wanted);
  const sooner = tell.map((one) => ({ ...one, afterSec: one.afterSec - late }));
  const breaks = sooner.some((one) => quietAt(person, one.method, priority, zone, at + one.afterSec * 1000));
  return {
    tell: late > 0 && !breaks ? sooner : tell,
    skipped,
    quietUntil: quietUntil.length === 0 ? null : Math.min(...quietUntil),
  };
}

/** Why a method must not be used now, or null. */
export function unusable(
  person: string,
  { channel, address }: { channel: string; address: string },
  directory: Directory,
): string | null {
  if (!directory.channelEnabled(channel)) {
    return `is not used: channel ${directory.called("channel", channel)} is off or does not exist`;
  }
  return directory.verified(person, channel, address) ? null : "is not used: its owner has not confirmed it";
}

function first(instants: readonly Instant[]): Instant | null {
  const at = Math.min(...instants);
  return at === Infinity ? null : at;
}

function earliest(tell: readonly { afterSec: number }[]): number {
  return tell.reduce((first, { afterSec }) => Math.min(first, afterSec), Infinity);
}

/** `Anna Berg was told by mail and sms: on duty in Night shift (step 1). Bob …` */
export function sentence(messages: readonly Planned[], directory: Directory): string {
  const methods = new Map<string, { because: string; by: string[] }>();
  for (const { person, method, because } of messages) {
    const told = methods.get(person);
    if (told) told.by.push(method);
    else methods.set(person, { because, by: [method] });
  }
  const parts = [...methods]
    .slice(0, NAMED)
    .map(([id, { because, by }]) => `${directory.person(id)?.name ?? id} was told by ${and(by)}: ${because}`);
  if (methods.size > NAMED) parts.push(`${methods.size - NAMED} more were told`);
  return parts.join(". ");
}

const NAMED = 12;

function and(list: readonly string[]): string {
  return list.length > 1 ? `${list.slice(0, -1).join(", ")} and ${list.at(-1)}` : (list[0] ?? "");
}
