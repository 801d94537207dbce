import { collide, type Place } from "#kernel/port.ts";
import type { Catalogs } from "./check.ts";
import { type Mistake, mistake } from "./mistake.ts";
import type { SiteItem } from "./site.ts";

/** A port of this source that another enabled source or Tocsin itself has already. */
export function takenPort(
  source: SiteItem<"source">,
  others: Iterable<SiteItem<"source">>,
  catalogs: Pick<Catalogs, "drivers" | "ownPorts">,
): Mistake[] {
  const wanted = listening(source, catalogs);
  if (wanted.length === 0) return [];
  const taken: [user: string, place: Place][] = source.host === undefined ? [...(catalogs.ownPorts?.() ?? [])] : [];
  for (const other of others) {
    if (other.id !== source.id && other.host === source.host)
      for (const place of listening(other, catalogs)) taken.push([`the source '${other.id}'`, place]);
  }
  for (const place of wanted) {
    const user = taken.find(([, one]) => collide(place, one))?.[0];
    if (user === undefined) continue;
    return [
      mistake(["settings", "port"], `a ${place.transport} port that is free (${user} has this one)`, `${place.port}`),
    ];
  }
  return [];
}

/** Secrets may be sealed: no place hangs on one, and where a schema refuses the sealed form nothing can be said. */
function listening(source: SiteItem<"source">, { drivers }: Pick<Catalogs, "drivers">): Place[] {
  const driver = source.enabled ? drivers.find(({ name }) => name === source.driver) : undefined;
  const reading = driver?.settings.safeParse(source.settings);
  if (!driver?.ports || !reading?.success) return [];
  return driver.ports(reading.data as never).filter(({ direction }) => direction === "in");
}
