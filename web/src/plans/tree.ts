import type { SiteDocument } from "../api/contract.ts";

export type Area = SiteDocument<"area">;

/** A point as the tree shows it. */
export interface PointName {
  readonly id: string;
  readonly name: string;
  readonly source: string;
  readonly area: string | null;
}

/** The points of one area, as far as they are known here. */
export interface Points {
  readonly items: readonly PointName[];
  readonly state: "loading" | "failed" | "more" | "whole";
}

interface Placed {
  readonly key: string;
  /** From 1, as WAI-ARIA counts. */
  readonly level: number;
  readonly position: number;
  readonly siblings: number;
}

export type TreeRow = Placed &
  (
    | { readonly kind: "area"; readonly id: string; readonly name: string; readonly isOpen: boolean }
    | { readonly kind: "point"; readonly id: string; readonly name: string; readonly point: PointName }
    /** More is to come, or could not be had. */
    | {
        readonly kind: "rest";
        readonly id: string;
        readonly name: "";
        readonly state: Exclude<Points["state"], "whole">;
      }
  );

/** Stands for points that lie in no area. */
export const NOWHERE = "";

/** An area and those above it, the nearest first. */
export function lineageOf(areas: ReadonlyMap<string, Area>): (id: string) => readonly string[] {
  return (id) => {
    const line = new Set<string>();
    for (let next: string | undefined = id; next !== undefined && areas.has(next) && !line.has(next); ) {
      line.add(next);
      next = areas.get(next)?.parent;
    }
    return [...line];
  };
}

interface KnownAreas {
  readonly known: ReadonlyMap<string, Area>;
  readonly lineage: (id: string) => readonly string[];
}

const KNOWN = new WeakMap<readonly Area[], KnownAreas>();

/** A list of areas by their ids; made once for each list, however many ask. */
export function knownAreas(areas: readonly Area[]): KnownAreas {
  const made = KNOWN.get(areas);
  if (made) return made;
  const known = new Map(areas.map((area) => [area.id, area]));
  const now = { known, lineage: lineageOf(known) };
  KNOWN.set(areas, now);
  return now;
}

export interface Tree {
  readonly areas: readonly Area[];
  /** Ids of areas whose content shows. */
  readonly open: ReadonlySet<string>;
  readonly points: ReadonlyMap<string, Points>;
  /** How the place of points without an area is called; null: it isn't shown. */
  readonly nowhere: string | null;
}

/** The rows of the tree that show, from top to bottom. An area whose parent isn't seen stands at the top. Pure. */
export function rowsOf({ areas, open, points, nowhere }: Tree): TreeRow[] {
  const { known, lineage } = knownAreas(areas);
  const children = new Map<string | undefined, Area[]>();
  for (const area of areas) {
    const parent = area.parent !== undefined && known.has(area.parent) ? area.parent : undefined;
    children.set(parent, [...(children.get(parent) ?? []), area]);
  }
  for (const list of children.values()) list.sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
  const rows: TreeRow[] = [];

  function show(id: string, name: string, place: Omit<Placed, "key">): void {
    const isOpen = open.has(id);
    rows.push({ kind: "area", key: `area ${id}`, id, name, isOpen, ...place });
    if (!isOpen) return;
    const inside = (id === NOWHERE ? undefined : children.get(id)) ?? [];
    const own = points.get(id) ?? { items: [], state: "loading" };
    const siblings = inside.length + own.items.length + (own.state === "whole" ? 0 : 1);
    const level = place.level + 1;
    let position = 0;
    for (const area of inside) show(area.id, area.name, { level, siblings, position: ++position });
    for (const point of own.items) {
      const at = { level, siblings, position: ++position };
      rows.push({ kind: "point", key: `point ${point.id}`, id: point.id, name: point.name, point, ...at });
    }
    if (own.state !== "whole") {
      rows.push({
        kind: "rest",
        key: `rest ${id}`,
        id,
        name: "",
        state: own.state,
        level,
        siblings,
        position: siblings,
      });
    }
  }

  // Whose parents go round in a circle would be seen nowhere.
  const tops = [...(children.get(undefined) ?? []), ...areas.filter(({ id }) => isCircle(lineage(id), known))];
  const siblings = tops.length + (nowhere === null ? 0 : 1);
  for (const [at, { id, name }] of tops.entries()) show(id, name, { level: 1, siblings, position: at + 1 });
  if (nowhere !== null) show(NOWHERE, nowhere, { level: 1, siblings, position: siblings });
  return rows;
}

function isCircle(line: readonly string[], known: ReadonlyMap<string, Area>): boolean {
  const top = known.get(line.at(-1) ?? "")?.parent;
  return top !== undefined && top === line[0];
}

/** What a text finds: areas by their own names, with all above them and all points that were found, open. */
export function found(areas: readonly Area[], text: string, points: readonly PointName[]): Omit<Tree, "nowhere"> {
  const { known, lineage } = knownAreas(areas);
  const wanted = text.toLocaleLowerCase();
  const matches = areas.filter(({ id, name }) => id.includes(wanted) || name.toLocaleLowerCase().includes(wanted));
  const kept = new Set([...matches.map(({ id }) => id), ...points.flatMap(({ area }) => area ?? [])].flatMap(lineage));
  const home = ({ area }: PointName) => (area !== null && known.has(area) ? area : NOWHERE);
  const whole = [...kept, NOWHERE].map((id): [string, Points] => [
    id,
    { items: points.filter((point) => home(point) === id), state: "whole" },
  ]);
  return { areas: areas.filter(({ id }) => kept.has(id)), open: new Set([...kept, NOWHERE]), points: new Map(whole) };
}
