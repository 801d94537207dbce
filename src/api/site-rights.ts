import { isDeepStrictEqual } from "node:util";
import type { Permission } from "#operators/permissions.ts";
import { judge, may, partitionsOf, type Who } from "#operators/roles.ts";
import { partitionOfArea } from "#site/areas.ts";
import type { SiteDocument } from "#site/check.ts";
import type { Target } from "#site/policy.ts";
import type { Site, SiteItem, SiteKind } from "#site/site.ts";

/** Which right a kind of document needs to be changed. Of the settings, those in SECURED need another one. */
const CHANGES: Readonly<Record<SiteKind, Permission>> = {
  setting: "site:write",
  partition: "site:write",
  workstation: "site:write",
  channel: "site:write",
  template: "site:write",
  person: "persons:write",
  drill: "persons:write",
  report: "site:write",
  team: "persons:write",
  schedule: "persons:write",
  policy: "site:write",
  route: "site:write",
  source: "site:write",
  area: "site:write",
  plan: "site:write",
  point: "site:write",
  suppression: "site:write",
  procedure: "site:write",
  view: "site:write",
  directory: "security:write",
  witness: "security:write",
};

/** Settings about who may come in and what stays on record, which are not the engineer's. */
const SECURED: readonly string[] = [
  "logins",
  "approvals",
  "audit",
  "history",
] satisfies readonly (keyof SiteItem<"setting">)[];

type Documents = Pick<Site, "items">;
type Bodies<K extends SiteKind> = ReadonlyMap<string, { readonly body: SiteItem<K> }>;

/** The partition in which a document lies; null: it lies in none and concerns the whole site. */
function partitionOfDocument(site: Documents, { kind, body }: SiteDocument): string | null {
  if (kind === "partition") return body.id;
  if (kind === "source" || kind === "workstation") return body.partition;
  if (kind === "plan") return body.partition ?? (body.area ? partitionOfArea(site.items.area, body.area) : null);
  if (kind === "area") return body.partition ?? (body.parent ? partitionOfArea(site.items.area, body.parent) : null);
  if (kind === "point") return body.partition ?? site.items.source.get(body.source)?.body.partition ?? "";
  return null;
}

/**
 * What somebody sees of the site. Who is limited to partitions sees what lies in them, the routes that can concern them,
 * and from there policies, schedules, teams and persons; of what names no partition, only areas and names of channels and settings.
 */
export function visibleTo(site: Documents, who: Who): (document: SiteDocument) => boolean {
  const own = partitionsOf(who, "site:read");
  if (own === null) return (document) => !isAnothersView(document, who) || may(who, "site:write", { everywhere: true });
  const partitions = new Set(own);
  let reached: Reached | null = null;
  const known = () => (reached ??= reachedFrom(site, partitions));
  return (document) => {
    const { kind, body } = document;
    switch (kind) {
      case "partition":
      case "source":
      case "workstation":
      case "point":
      case "plan":
        return partitions.has(partitionOfDocument(site, document) ?? "");
      case "area": {
        const partition = partitionOfDocument(site, document);
        return partition === null || partitions.has(partition);
      }
      case "setting":
      case "channel":
      case "template":
        return true;
      case "route":
      case "procedure":
        return concerns(site, partitions, body);
      case "view": {
        const { partition } = body.filter;
        return !isAnothersView(document, who) && (partition === undefined || partitions.has(partition));
      }
      case "policy":
        return known().policies.has(body.id);
      case "schedule":
        return known().schedules.has(body.id);
      case "team":
        return known().teams.has(body.id);
      case "person":
        return known().persons.has(body.id);
      case "report":
        return body.partitions.length > 0 && body.partitions.every((id) => partitions.has(id));
      case "drill":
        return known().persons.has(body.person);
      case "suppression":
        return [...(body.hides.sources ?? [])].some((id) =>
          partitions.has(site.items.source.get(id)?.body.partition ?? ""),
        );
      case "directory":
      case "witness":
        return false;
    }
  };
}

/** A view that some other operator has made for themselves. */
function isAnothersView({ kind, body }: SiteDocument, who: Who): boolean {
  return kind === "view" && body.owner !== undefined && !isOwnView({ kind, body }, who);
}

function isOwnView({ kind, body }: SiteDocument, who: Who): boolean {
  return kind === "view" && who.kind === "operator" && body.owner === who.id;
}

interface Reached {
  readonly policies: ReadonlySet<string>;
  readonly schedules: ReadonlySet<string>;
  readonly teams: ReadonlySet<string>;
  readonly persons: ReadonlySet<string>;
}

/** Everybody who can have a duty in these partitions, and what leads to them. */
function reachedFrom(site: Documents, partitions: ReadonlySet<string>): Reached {
  const { route, policy, schedule, team, setting } = site.items;
  const policies = new Set<string>();
  const schedules = new Set<string>();
  const teams = new Set<string>();
  const persons = new Set<string>();
  const take = (targets: readonly Target[]) => {
    for (const target of targets) {
      if ("person" in target) persons.add(target.person);
      else if ("team" in target) teams.add(target.team);
      else schedules.add(target.schedule);
    }
  };
  for (const { body } of route.values()) if (body.policy && concerns(site, partitions, body)) policies.add(body.policy);
  for (const id of policies) {
    const body = policy.get(id)?.body;
    take([...(body?.steps.flatMap(({ tell }) => tell) ?? []), ...(body?.fallback ?? [])]);
  }
  take(setting.get("site")?.body.fallback ?? []);
  for (const id of teams) for (const member of team.get(id)?.body.members ?? []) persons.add(member);
  for (const id of schedules) for (const person of onDutyIn(schedule, id)) persons.add(person);
  return { policies, schedules, teams, persons };
}

function onDutyIn(schedules: Bodies<"schedule">, id: string): string[] {
  const schedule = schedules.get(id)?.body;
  if (!schedule) return [];
  return [
    ...schedule.rotations.flatMap(({ members }) => members),
    ...schedule.holidays.flatMap(({ persons }) => persons),
    ...schedule.overrides.flatMap(({ person }) => (person === undefined ? [] : [person])),
  ];
}

/** Whether a route or procedure can take an alarm of these partitions. */
function concerns(
  site: Documents,
  partitions: ReadonlySet<string>,
  route: Pick<SiteItem<"route">, "partitions" | "sources">,
): boolean {
  if (route.partitions && !route.partitions.some((id) => partitions.has(id))) return false;
  return !route.sources || route.sources.some((id) => partitions.has(site.items.source.get(id)?.body.partition ?? ""));
}

export interface DocumentChange {
  readonly before: SiteDocument | undefined;
  readonly after: SiteDocument | undefined;
}

/** Why somebody may not make this change to the site, or null. What they don't see is refused before, as not there. */
export function whyNotChange(site: Documents, who: Who, { before, after }: DocumentChange): string | null {
  const kind = (after ?? before)?.kind;
  if (!kind) return null;
  for (const document of [before, after]) {
    if (!document) continue;
    // Whoever may look may keep how they look.
    if (isOwnView(document, who) && may(who, "alarms:read")) continue;
    const partition = kind === "partition" ? null : partitionOfDocument(site, document);
    const about = partition === null || showsAll(document) ? { everywhere: true } : { partition };
    for (const right of rightsFor(kind, before, after)) {
      const judged = judge(who, right, about);
      if (judged.outcome === "refused") return judged.because;
    }
  }
  return null;
}

/** A display on a wall that shows all partitions gives away what its maker must see themselves. */
function showsAll({ kind, body }: SiteDocument): boolean {
  return kind === "workstation" && body.wall?.everywhere === true;
}

function rightsFor(kind: SiteKind, before: SiteDocument | undefined, after: SiteDocument | undefined): Permission[] {
  if (kind !== "setting") return [CHANGES[kind]];
  const parts = (document: SiteDocument | undefined): Record<string, unknown> => ({ ...document?.body });
  const [was, becomes] = [parts(before), parts(after)];
  const changed = [...new Set([...Object.keys(was), ...Object.keys(becomes)])].filter(
    (key) => !isDeepStrictEqual(was[key], becomes[key]),
  );
  const rights: Permission[] = changed.some((key) => SECURED.includes(key)) ? ["security:write"] : [];
  // Nothing changed is still a write of the document.
  if (rights.length === 0 || changed.some((key) => !SECURED.includes(key))) rights.push(CHANGES.setting);
  return rights;
}
