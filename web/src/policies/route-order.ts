import type { Route } from "../api/contract.ts";

/** Between neighbours there is room for routes that are written by hand. */
const STEP = 10;

/** In the order in which alarms go through them. */
export function inOrder(routes: readonly Route[]): Route[] {
  return routes.toSorted((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1));
}

/** The routes with the numbers that make them stand in this order. */
export function renumbered(routes: readonly Route[]): Route[] {
  return routes.map((route, place) => ({ ...route, order: (place + 1) * STEP }));
}

/** What becomes of an order that somebody chose when others changed the routes meanwhile. */
export interface MergedOrder {
  /** Ids: mine, without what is gone, and with what is new behind what it stands behind there. */
  readonly order: readonly string[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** They were put into another order there too: whose holds must be said. */
  readonly isMoved: boolean;
}

/** @param before ids as they stood when the order was begun, `theirs` as they stand now, `mine` as they are wanted */
export function mergedOrder(
  before: readonly string[],
  theirs: readonly string[],
  mine: readonly string[],
): MergedOrder {
  const added = theirs.filter((id) => !before.includes(id));
  const removed = before.filter((id) => !theirs.includes(id));
  const order = mine.filter((id) => theirs.includes(id));
  for (const id of added) {
    const above = theirs[theirs.indexOf(id) - 1];
    order.splice(above === undefined ? 0 : order.indexOf(above) + 1, 0, id);
  }
  const stayed = before.filter((id) => theirs.includes(id));
  const isMoved = theirs.filter((id) => before.includes(id)).some((id, place) => id !== stayed[place]);
  return { order, added, removed, isMoved };
}
