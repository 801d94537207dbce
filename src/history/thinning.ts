import type { Instant } from "#kernel/clock.ts";

/** A value as it was received; null where the point had none that can be trusted. */
export interface Recorded {
  /** When it was received. */
  readonly at: Instant;
  readonly value: number | null;
}

/** What is kept of the values of one stretch of time, or null where there was none. */
export interface Stretch {
  readonly first: Recorded | null;
  readonly lowest: Recorded | null;
  readonly highest: Recorded | null;
  readonly last: Recorded | null;
  /** The first one that can't be trusted. */
  readonly gap: Recorded | null;
}

const PER_STRETCH = 5;

/** Into how many stretches of which length, in ms, a time is divided so that at most `most` values are left of it. */
export function stretches(from: Instant, to: Instant, most: number): { readonly count: number; readonly ms: number } {
  const count = Math.max(1, Math.floor(most / PER_STRETCH));
  return { count, ms: Math.max(1, Math.ceil((to - from) / count)) };
}

/**
 * The values that stand for all others: of each stretch the first, the lowest, the highest and the last, and a gap (M4:
 * Jugel et al., VLDB 2014). A line through them looks like the line through all of them, and no extreme is lost.
 */
export function thinned(found: readonly Stretch[]): Recorded[] {
  return found.flatMap((stretch) => {
    const values: Recorded[] = [];
    for (const value of [stretch.first, stretch.lowest, stretch.highest, stretch.last, stretch.gap]) {
      if (value && !values.some(({ at, value: known }) => at === value.at && known === value.value)) values.push(value);
    }
    return values.sort((a, b) => a.at - b.at);
  });
}
