import { byUrgency } from "../alarms/order.ts";
import { CALM, together } from "./board.ts";
import { keyOf, type PlanSymbol } from "./editing.ts";
import type { Sight } from "./symbol.tsx";

/** Something on a plan as it is seen now. */
export interface Mark {
  readonly symbol: PlanSymbol;
  readonly name: string;
  readonly sight: Sight;
  /** The areas above it: who counts one of them has counted it. */
  readonly within: readonly string[];
  /** Of a linked plan: what is on it. */
  readonly parts?: readonly Mark[];
}

type Counted = Pick<Mark, "sight" | "within" | "parts"> & { readonly symbol: Pick<PlanSymbol, "shows"> };

/**
 * The worst of them, and how many wait, none counted twice; where nothing is the matter but something isn't known, that.
 * Pure.
 */
export function sightOfMany(marks: readonly Counted[]): Sight {
  const all = [...new Map(marks.flatMap(partsOf).map((one) => [keyOf(one.symbol.shows), one])).values()];
  const areas = new Set(all.flatMap(({ symbol }) => ("area" in symbol.shows ? [symbol.shows.area] : [])));
  const looks = (some: readonly Counted[]) => some.map(({ sight }) => (sight.is === "seen" ? sight.look : CALM));
  const { worst } = together(looks(all));
  const { waiting, open } = together(looks(all.filter(({ within }) => !within.some((area) => areas.has(area)))));
  const unknown = all.find(({ sight }) => sight.is === "unknown")?.sight;
  return open === 0 && unknown ? unknown : { is: "seen", look: { worst, waiting, open } };
}

/** What is on a plan that is linked counts, not the link: two linked plans may show the same. */
function partsOf(mark: Counted): readonly Counted[] {
  return mark.parts ?? [mark];
}

/** Unacknowledged first, then by priority, then the newest; then what isn't known, then what is calm. Pure. */
export function worstFirst<T extends Pick<Mark, "sight">>(marks: readonly T[]): T[] {
  return marks.toSorted((a, b) => {
    const [one, other] = [openIn(a), openIn(b)];
    if (one && other) return byUrgency(one, other);
    return Number(other !== null) - Number(one !== null) || Number(isUnknown(b)) - Number(isUnknown(a));
  });
}

/** Those on which something is the matter now, the worst first. */
export function alarmed<T extends Pick<Mark, "sight">>(marks: readonly T[]): T[] {
  return worstFirst(marks.filter((mark) => openIn(mark) !== null));
}

function openIn({ sight }: Pick<Mark, "sight">) {
  return sight.is === "seen" && sight.look.open > 0 ? sight.look.worst : null;
}

export function isUnknown({ sight }: Pick<Mark, "sight">): boolean {
  return sight.is === "unknown";
}

/** Nothing is the matter there, and that is known. */
export function isCalm({ sight }: Pick<Mark, "sight">): boolean {
  return sight.is === "seen" && sight.look.worst === null;
}
