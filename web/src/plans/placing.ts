import type { Plan } from "./editing.ts";
import { type Area, lineageOf } from "./tree.ts";

/** The symbol that stands for an alarm: its point's; else that of the nearest area above it. */
export function symbolFor(
  plan: Pick<Plan, "symbols">,
  point: string,
  area: string | null,
  areas: ReadonlyMap<string, Area>,
): Plan["symbols"][number] | undefined {
  const own = plan.symbols.find(({ shows }) => "point" in shows && shows.point === point);
  if (own || area === null) return own;
  for (const above of lineageOf(areas)(area)) {
    const symbol = plan.symbols.find(({ shows }) => "area" in shows && shows.area === above);
    if (symbol) return symbol;
  }
  return undefined;
}
