import { OWN_SOURCE } from "#events/event.ts";
import type { Site, SiteKind } from "./site.ts";

/** What a document is called. */
export type Called = (kind: SiteKind, id: string) => string;

/** By name; what the site doesn't know (any more), by id. */
export function calledIn({ items }: Pick<Site, "items">): Called {
  return (kind, id) => {
    const body = items[kind].get(id)?.body;
    if (body && "name" in body) return body.name;
    return kind === "source" && id === OWN_SOURCE ? "Tocsin" : id;
  };
}

/**
 * Where an alarm comes from, as people find it: `Boiler 3 pressure, Boiler house`. Points of Tocsin's own have addresses that
 * mean something to the server alone.
 */
export function whereCalled(site: Pick<Site, "items">, { source, point }: { source: string; point: string }): string {
  const from = calledIn(site)("source", source);
  const name = site.items.point.get(`${source}/${point}`)?.body.name;
  return name === undefined && source === OWN_SOURCE ? from : `${name ?? point}, ${from}`;
}
