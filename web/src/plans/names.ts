import type { Spot } from "./cluster.ts";

/** Half of a symbol, and where below it its name stands, in pixels; as `plans.css` draws them. */
const SYMBOL_PX = 13;
const NAME_PX = { from: 14, to: 34, widestHalf: 76, halfLetter: 3.6, halfPadding: 4 };

/**
 * Ids of spots whose name would lie over the symbol of another one: no name may hide an alarm.
 * @param names of spots that show one; what has none stands in nobody's way, but can be covered
 */
export function namesInTheWay(spots: readonly Spot[], names: ReadonlyMap<string, string>): ReadonlySet<string> {
  const inTheWay = new Set<string>();
  const downwards = spots.toSorted((a, b) => a.y - b.y);
  for (const [at, { id, x, y }] of downwards.entries()) {
    const name = names.get(id);
    if (name === undefined) continue;
    const half = Math.min(NAME_PX.widestHalf, name.length * NAME_PX.halfLetter + NAME_PX.halfPadding);
    for (let next = at + 1; next < downwards.length; next++) {
      const below = downwards[next];
      if (!below || below.y - y >= NAME_PX.to + SYMBOL_PX) break;
      if (below.y - y <= NAME_PX.from - SYMBOL_PX || Math.abs(below.x - x) >= half + SYMBOL_PX) continue;
      inTheWay.add(id);
      break;
    }
  }
  return inTheWay;
}
