import type { Point } from "./point.ts";
import type { Site, SiteItem } from "./site.ts";

export type Area = SiteItem<"area">;
type Areas = Pick<Site, "items">;
type Bodies = Pick<ReadonlyMap<string, { readonly body: Area }>, "get">;

/** Where something is said about a point. */
export interface Said<T> {
  readonly value: T;
  readonly from: { readonly kind: "point" | "area"; readonly id: string; readonly name: string };
}

/** What holds for a point: its own first, then from its area upwards. */
export interface Inherited {
  readonly instructions: readonly Said<string>[];
  readonly cause: readonly Said<string>[];
  readonly consequence: readonly Said<string>[];
  readonly links: readonly Said<{ readonly name: string; readonly url: string }>[];
  /** Ids of files. */
  readonly pictures: readonly Said<string>[];
}

/** An area and those above it, the nearest first. Ends where an area is missing, or comes again. */
export function lineage(areas: Bodies, id: string | undefined): Area[] {
  const line = new Set<Area>();
  for (let next = id; next !== undefined; ) {
    const area = areas.get(next)?.body;
    if (!area || line.has(area)) break;
    line.add(area);
    next = area.parent;
  }
  return [...line];
}

/** The partition that an area names, or the nearest above it; null: none does, and it concerns the whole site. */
export function partitionOfArea(areas: Bodies, id: string): string | null {
  return lineage(areas, id).find(({ partition }) => partition !== undefined)?.partition ?? null;
}

/** What a point and the areas above it say, each with where it is said. */
export function inherited(site: Areas, point: Point): Inherited {
  const speakers = [
    { body: point, from: { kind: "point" as const, id: point.id, name: point.name } },
    ...lineage(site.items.area, point.area).map((body) => ({
      body,
      from: { kind: "area" as const, id: body.id, name: body.name },
    })),
  ];
  const all = <T>(values: (body: Point | Area) => readonly T[]): Said<T>[] =>
    speakers.flatMap(({ body, from }) => values(body).map((value) => ({ value, from })));
  return {
    instructions: all(({ instructions }) => text(instructions)),
    cause: all(({ cause }) => text(cause)),
    consequence: all(({ consequence }) => text(consequence)),
    links: all(({ links = [] }) => links),
    pictures: all(({ pictures = [] }) => pictures),
  };
}

/** What is said nearest to a point, for messages and calls that have room for one text; null: nothing is. */
export function nearest(site: Areas, point: string, what: "instructions" | "consequence"): string | null {
  const body = site.items.point.get(point)?.body;
  return body ? (inherited(site, body)[what][0]?.value ?? null) : null;
}

function text(said: string | undefined): readonly string[] {
  return said?.trim() ? [said] : [];
}
