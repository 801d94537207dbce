import { PRIORITIES, type Priority } from "#events/event.ts";
import type { Route } from "#site/policy.ts";
import { referencesOf } from "#site/references.ts";
import type { SiteItem, SiteKind } from "#site/site.ts";
import { policiesFor } from "./route.ts";

/** The documents as they are or as they would be. */
export interface Documents {
  get<K extends SiteKind>(kind: K, id: string): SiteItem<K> | undefined;
  all<K extends SiteKind>(kind: K): Iterable<SiteItem<K>>;
}

export interface Named {
  readonly kind: SiteKind;
  readonly id: string;
}

/** A document that a change reaches through what it refers to. */
export interface Touched extends Named {
  /** What of the change, or of what it reaches, it refers to. */
  readonly through: Named;
}

/** Alarms of these priorities that would be led elsewhere. Policies in the order in which routes lead to them; none: nobody is told. */
export interface Rerouted {
  readonly source: string;
  /** null: alarms of the source itself and of points without tags or a partition of their own. */
  readonly point: string | null;
  readonly priorities: readonly Priority[];
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Something that is allowed and seldom meant. */
export interface Warning extends Named {
  readonly code: "nobody-told" | "no-instructions" | "switched-off" | "nobody-reachable";
  readonly because: string;
}

/** Kinds through which a change reaches how people are told. */
const TELLING: readonly SiteKind[] = ["channel", "person", "team", "schedule", "policy", "route", "drill", "setting"];
/** More than a person reads. */
const MOST = 200;

/** Which documents are reached by a change, by whatever lies between: a channel's persons, their teams, the policies. */
export function touchedBy(changed: readonly Named[], after: Documents): Touched[] {
  const own = new Set(changed.map(({ kind, id }) => `${kind} ${id}`));
  const reached = new Set(own);
  const found: Touched[] = [];
  for (let before = -1; before !== reached.size && found.length < MOST; ) {
    before = reached.size;
    for (const kind of TELLING) {
      for (const item of after.all(kind)) {
        if (reached.has(`${kind} ${item.id}`)) continue;
        const through = referencesOf(kind, item as never).find((one) => reached.has(`${one.kind} ${one.id}`));
        // What lies below a partition or source is the rest of the site: that is told by where alarms would go.
        if (!through || !TELLING.includes(through.kind)) continue;
        reached.add(`${kind} ${item.id}`);
        found.push({ kind, id: item.id, through: { kind: through.kind, id: through.id } });
      }
    }
  }
  return found.slice(0, MOST);
}

/** Where alarms would be led to other policies than now, at whatever time of the day. */
export function reroutedBy(changed: readonly Named[], before: Documents, after: Documents): Rerouted[] {
  const kinds = new Set(changed.map(({ kind }) => kind));
  const [was, becomes] = [[...before.all("route")], [...after.all("route")]];
  const sources = new Set(changed.filter(({ kind }) => kind === "source").map(({ id }) => id));
  if (kinds.has("route")) for (const { id } of after.all("source")) sources.add(id);
  const found: Rerouted[] = [];
  for (const id of sources) {
    found.push(...comparison(id, null, [was, factsOfSource(before, id)], [becomes, factsOfSource(after, id)]));
  }
  for (const { kind, id } of changed) {
    if (kind !== "point" || found.length >= MOST) continue;
    const source = (after.get("point", id) ?? before.get("point", id))?.source;
    if (source === undefined || !before.get("point", id) || !after.get("point", id)) continue;
    found.push(...comparison(source, id, [was, factsOfPoint(before, id)], [becomes, factsOfPoint(after, id)]));
  }
  return found.slice(0, MOST);
}

type Facts = { readonly source: string; readonly partition: string; readonly tags: readonly string[] } | null;

function factsOfSource(site: Documents, id: string): Facts {
  const source = site.get("source", id);
  return source ? { source: id, partition: source.partition, tags: source.tags } : null;
}

function factsOfPoint(site: Documents, id: string): Facts {
  const point = site.get("point", id);
  const source = point && site.get("source", point.source);
  if (!point || !source) return null;
  return { source: source.id, partition: point.partition ?? source.partition, tags: [...source.tags, ...point.tags] };
}

function comparison(
  source: string,
  point: string | null,
  [was, before]: readonly [readonly Route[], Facts],
  [becomes, after]: readonly [readonly Route[], Facts],
): Rerouted[] {
  if (!before || !after) return [];
  const groups = new Map<string, { before: string[]; after: string[]; priorities: Priority[] }>();
  for (const priority of PRIORITIES) {
    const one = {
      before: policiesFor(was, { ...before, priority }),
      after: policiesFor(becomes, { ...after, priority }),
    };
    if (one.before.join() === one.after.join()) continue;
    const key = `${one.before.join()} ${one.after.join()}`;
    const group = groups.get(key) ?? { ...one, priorities: [] };
    group.priorities.push(priority);
    groups.set(key, group);
  }
  return Array.from(groups.values(), (group) => ({ source, point, ...group }));
}

/** What of the changed documents is allowed and seldom meant. */
export function warningsOf(changed: readonly Named[], after: Documents): Warning[] {
  const routes = [...after.all("route")];
  const warnings: Warning[] = [];
  const warn = ({ kind, id }: Named, code: Warning["code"], because: string) =>
    warnings.push({ kind, id, code, because });
  for (const one of changed) {
    if (one.kind === "source") {
      const source = after.get("source", one.id);
      const facts = factsOfSource(after, one.id);
      if (!source || !facts) continue;
      if (!source.enabled) warn(one, "switched-off", `The source '${one.id}' is switched off: nothing is heard of it`);
      const silent = PRIORITIES.filter((priority) => policiesFor(routes, { ...facts, priority }).length === 0);
      if (silent.length > 0) {
        warn(
          one,
          "nobody-told",
          `Nobody is told of alarms of '${one.id}' that are ${silent.join(", ")}: no route leads to a policy`,
        );
      }
    }
    if (one.kind === "point") {
      const point = after.get("point", one.id);
      const facts = factsOfPoint(after, one.id);
      if (!point || !facts) continue;
      if (!point.instructions) warn(one, "no-instructions", `Who gets an alarm of '${one.id}' isn't told what to do`);
      const priorities = new Set(point.conditions.map(({ priority }) => point.priority ?? priority));
      const silent = [...priorities].filter((priority) => policiesFor(routes, { ...facts, priority }).length === 0);
      if (silent.length > 0) {
        warn(
          one,
          "nobody-told",
          `Nobody is told of alarms of '${one.id}' that are ${silent.join(", ")}: no route leads to a policy`,
        );
      }
    }
    if (one.kind === "channel" && after.get("channel", one.id)?.enabled === false) {
      warn(one, "switched-off", `The channel '${one.id}' is switched off: nothing is sent by it`);
    }
    if (one.kind === "person") {
      const person = after.get("person", one.id);
      if (person?.active && person.methods.length === 0) {
        warn(one, "nobody-reachable", `'${one.id}' has no contact method and can't be told anything`);
      }
    }
    if (one.kind === "team" && after.get("team", one.id)?.members.length === 0) {
      warn(one, "nobody-reachable", `The team '${one.id}' has no members`);
    }
  }
  return warnings;
}
