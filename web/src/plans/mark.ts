import { CALM, together } from "./board.ts";
import type { PlanSymbol } from "./editing.ts";
import type { Sight } from "./symbol.tsx";

/** Something on a plan as it is seen now. */
export interface Mark {
  readonly symbol: PlanSymbol;
  readonly name: string;
  readonly sight: Sight;
  /** The areas above it: who counts one of them has counted it. */
  readonly within: readonly string[];
}

type Counted = Pick<Mark, "sight" | "within"> & { readonly symbol: Pick<PlanSymbol, "shows"> };

/**
 * The worst of them, and how many wait, none counted twice; where nothing is the matter but something isn't known, that.
 * Pure.
 */
export function sightOfMany(marks: readonly Counted[]): Sight {
  const areas = new Set(marks.flatMap(({ symbol }) => ("area" in symbol.shows ? [symbol.shows.area] : [])));
  const looks = (some: readonly Counted[]) => some.map(({ sight }) => (sight.is === "seen" ? sight.look : CALM));
  const { worst } = together(looks(marks));
  const { waiting, open } = together(looks(marks.filter(({ within }) => !within.some((area) => areas.has(area)))));
  const unknown = marks.find(({ sight }) => sight.is === "unknown")?.sight;
  return open === 0 && unknown ? unknown : { is: "seen", look: { worst, waiting, open } };
}
