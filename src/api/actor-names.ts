import { OWN_SOURCE } from "#events/event.ts";
import { ACTOR, nameOr } from "#kernel/actor.ts";
import { calledBy } from "#operators/called.ts";
import type { AlarmView } from "./alarm-view.ts";
import type { Core } from "./core.ts";

type Naming = Pick<Core, "access" | "site">;

/** What people wrote freely: whoever names an id there learns nothing about it. */
const FREE: ReadonlySet<string> = new Set(["comment", "note", "raw", "said", "reason", "body"]);

/** What those are called who are named by id in an answer. Whoever isn't known any more has no entry. */
export function actorsIn(core: Naming, answer: unknown): Record<string, string> {
  return actorsNamed(
    core,
    JSON.stringify(answer, (key, value: unknown) => (FREE.has(key) ? undefined : value)),
  );
}

/** Where alarms, as lists and the feed show them, name people. */
type NamingAlarm = Pick<AlarmView, "source" | "text" | "acknowledgedBy" | "shelf" | "outOfService" | "callout">;

/** The same for alarms: looks only where they name people, for there are many of them and they change often. */
export function actorsOfAlarms(core: Naming, alarms: readonly NamingAlarm[]): Record<string, string> {
  const places = alarms.flatMap(({ source, text, acknowledgedBy, shelf, outOfService, callout }) => [
    acknowledgedBy,
    shelf?.by,
    outOfService?.by,
    callout?.because,
    source === OWN_SOURCE ? text : null,
  ]);
  return actorsNamed(core, places.filter(Boolean).join("\n"));
}

/** The same for whatever was written. */
export function actorsNamed(core: Naming, written: string): Record<string, string> {
  const actors: Record<string, string> = {};
  for (const [actor] of written.matchAll(ACTOR)) {
    const name = Object.hasOwn(actors, actor) ? null : nameOf(core, actor);
    if (name !== null) actors[actor] = name;
  }
  return actors;
}

/** A sentence with the names of whom it names by id. */
export function withNames(core: Naming, sentence: string): string {
  return sentence.replace(ACTOR, (actor) => nameOr(actor, (id) => nameOf(core, id)));
}

export function nameOf({ access, site }: Naming, actor: string): string | null {
  return calledBy(access, site, actor);
}
