import type { Site } from "#site/site.ts";
import type { FencedRows } from "#store/fence.ts";
import type { Reading } from "#store/reading.ts";
import type { Accusation, BadActor } from "./bad-actors.ts";
import { passed } from "./bins.ts";
import type { CountingOrder } from "./counting-thread.ts";
import type { Numbers, Wanted } from "./figures.ts";
import { groundOf, type House } from "./ground.ts";

const THREAD = new URL("./counting-thread.ts", import.meta.url);

/** Counts in a thread of its own: a million transitions take seconds of a processor, in which alarms must go on. */
export async function countedApart(
  rows: FencedRows,
  house: House,
  wanted: Wanted,
  how: Reading = {},
): Promise<Numbers> {
  const ground = await groundOf(house, passed(wanted, house.now));
  const order: CountingOrder = { count: "numbers", ground, wanted };
  return rows.apart<Numbers>(THREAD, order, how);
}

/** Replays in a thread of its own what was recorded of the ten that rang most often. */
export function badActorsApart(rows: FencedRows, site: Site, numbers: Numbers, how: Reading = {}): Promise<BadActor[]> {
  const order: CountingOrder = { count: "bad-actors", accusation: accusationOf(numbers, site) };
  return rows.apart<BadActor[]>(THREAD, order, how);
}

/** The ten that rang most often, with what the site says of their points. */
function accusationOf({ from, to, partitions, figures, names }: Numbers, site: Site): Accusation {
  const accused = figures.topTen.flatMap(({ alarm: id, count }) => {
    const alarm = names.find((one) => one.id === id);
    if (!alarm) return [];
    const point = site.items.point.get(`${alarm.source}/${alarm.point}`)?.body ?? null;
    return [{ alarm, count, share: figures.total === 0 ? 0 : count / figures.total, point }];
  });
  return { from, to, partitions, accused };
}
