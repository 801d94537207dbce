import type { Target } from "./policy.ts";
import type { SiteItem, SiteKind } from "./site.ts";

/** A place in a document that names another one. */
export interface Reference {
  readonly path: readonly (string | number)[];
  readonly kind: SiteKind;
  readonly id: string;
}

type Path = readonly (string | number)[];

/** Everything that a document of each kind refers to. */
const REFERENCES: { readonly [K in SiteKind]: (item: SiteItem<K>) => Reference[] } = {
  setting: (item) => targets(item.fallback, ["fallback"]),
  partition: (item) => one("schedule", item.watch, ["watch"]),
  workstation: (item) => [
    ...one("partition", item.partition, ["partition"]),
    ...one("schedule", item.watch, ["watch"]),
  ],
  channel: () => [],
  template: () => [],
  person: (item) =>
    item.methods.map((method, i) => ({ path: ["methods", i, "channel"], kind: "channel", id: method.channel })),
  drill: (item) => one("person", item.person, ["person"]),
  report: (item) => [
    ...named("partition", item.partitions, ["partitions"]),
    ...item.recipients.flatMap((recipient, i) =>
      "person" in recipient
        ? one("person", recipient.person, ["recipients", i, "person"])
        : one("channel", recipient.channel, ["recipients", i, "channel"]),
    ),
  ],
  team: (item) => named("person", item.members, ["members"]),
  schedule: (item) => [
    ...item.rotations.flatMap((rotation, i) => named("person", rotation.members, ["rotations", i, "members"])),
    ...item.overrides.flatMap((override, i) => [
      ...one("person", override.person, ["overrides", i, "person"]),
      ...one("person", override.replaces, ["overrides", i, "replaces"]),
    ]),
    ...item.holidays.flatMap((holiday, i) => named("person", holiday.persons, ["holidays", i, "persons"])),
  ],
  policy: (item) => [
    ...item.steps.flatMap((step, i) => targets(step.tell, ["steps", i, "tell"])),
    ...targets(item.fallback, ["fallback"]),
  ],
  route: (item) => [
    ...named("partition", item.partitions ?? [], ["partitions"]),
    ...named("source", item.sources ?? [], ["sources"]),
    ...one("policy", item.policy ?? undefined, ["policy"]),
  ],
  source: (item) => one("partition", item.partition, ["partition"]),
  area: (item) => [...one("area", item.parent, ["parent"]), ...one("partition", item.partition, ["partition"])],
  point: (item) => [
    ...one("source", item.source, ["source"]),
    ...one("partition", item.partition, ["partition"]),
    ...one("area", item.area, ["area"]),
  ],
  plan: (item) => [
    ...one("area", item.area, ["area"]),
    ...one("partition", item.partition, ["partition"]),
    ...item.symbols.flatMap(({ shows }, i) => {
      if ("point" in shows) return one("point", shows.point, ["symbols", i, "shows", "point"]);
      if ("area" in shows) return one("area", shows.area, ["symbols", i, "shows", "area"]);
      return one("plan", shows.plan, ["symbols", i, "shows", "plan"]);
    }),
  ],
  suppression: (item) => [
    ...("alarm" in item.cause ? one("source", item.cause.alarm.source, ["cause", "alarm", "source"]) : []),
    ...named("source", item.hides.sources ?? [], ["hides", "sources"]),
  ],
  procedure: (item) => [
    ...named("partition", item.partitions ?? [], ["partitions"]),
    ...named("area", item.areas ?? [], ["areas"]),
    ...named("source", item.sources ?? [], ["sources"]),
    ...item.steps.flatMap((step, i) =>
      step.type === "call" && "person" in step.whom
        ? one("person", step.whom.person, ["steps", i, "whom", "person"])
        : [],
    ),
  ],
  view: ({ filter }) => [
    ...one("source", filter.source, ["filter", "source"]),
    ...one("partition", filter.partition, ["filter", "partition"]),
    ...one("area", filter.area, ["filter", "area"]),
  ],
  directory: (item) =>
    item.groups.flatMap((group, i) => named("partition", group.partitions, ["groups", i, "partitions"])),
  witness: () => [],
};

export function referencesOf<K extends SiteKind>(kind: K, item: SiteItem<K>): Reference[] {
  return REFERENCES[kind](item);
}

function named(kind: SiteKind, ids: readonly string[], path: Path): Reference[] {
  return ids.map((id, i) => ({ path: [...path, i], kind, id }));
}

function one(kind: SiteKind, id: string | undefined, path: Path): Reference[] {
  return id === undefined ? [] : [{ path, kind, id }];
}

function targets(list: readonly Target[], path: Path): Reference[] {
  return list.map((target, i) => {
    if ("person" in target) return { path: [...path, i, "person"], kind: "person", id: target.person };
    if ("team" in target) return { path: [...path, i, "team"], kind: "team", id: target.team };
    return { path: [...path, i, "schedule"], kind: "schedule", id: target.schedule };
  });
}
