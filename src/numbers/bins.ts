import type { Instant } from "#kernel/clock.ts";

export const TEN_MINUTES_MS = 600_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** From `from` to `to`; the end isn't part of it. */
export interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/** What of a time has passed. */
export function passed({ from, to }: Span, now: Instant): Span {
  return { from, to: Math.max(from, Math.min(to, now)) };
}

/** Counts per interval of one width. The intervals are aligned to UTC: they begin at multiples of their width since 1970. */
export class Bins {
  readonly widthMs: number;
  /** Begin of the first interval, at `from` or before it. */
  readonly begin: Instant;
  readonly counts: Uint32Array;

  constructor({ from, to }: Span, widthMs: number) {
    this.widthMs = widthMs;
    this.begin = Math.floor(from / widthMs) * widthMs;
    this.counts = new Uint32Array(Math.max(0, Math.ceil((to - this.begin) / widthMs)));
  }

  add(at: Instant): void {
    const place = Math.floor((at - this.begin) / this.widthMs);
    if (place >= 0 && place < this.counts.length) this.counts[place] = (this.counts[place] ?? 0) + 1;
  }

  startOf(place: number): Instant {
    return this.begin + place * this.widthMs;
  }
}

/** What the counts of intervals come to. Shares and the mean are null when no interval was observed. */
export interface BinFigures {
  readonly widthMs: number;
  /** Intervals that were observed and lie wholly within the time. */
  readonly observed: number;
  readonly intervals: number;
  readonly mean: number | null;
  /** Of all intervals, observed or not. */
  readonly max: number;
  readonly maxAt: Instant | null;
  /** Share of the observed ones that have more than the limit. */
  readonly overLimit: number | null;
  readonly limit: number;
  readonly median: number | null;
  readonly p95: number | null;
}

/** @param isObserved whether the server and the sources were up during an interval */
export function binFigures(bins: Bins, span: Span, limit: number, isObserved: (interval: Span) => boolean): BinFigures {
  const counts: number[] = [];
  let max = 0;
  let maxAt: Instant | null = null;
  for (const [place, count] of bins.counts.entries()) {
    const from = bins.startOf(place);
    if (count > max) {
      max = count;
      maxAt = from;
    }
    const to = from + bins.widthMs;
    if (from >= span.from && to <= span.to && isObserved({ from, to })) counts.push(count);
  }
  counts.sort((a, b) => a - b);
  const of = (share: (counts: readonly number[]) => number) => (counts.length === 0 ? null : share(counts));
  return {
    widthMs: bins.widthMs,
    observed: counts.length,
    intervals: bins.counts.length,
    mean: of((all) => all.reduce((sum, count) => sum + count, 0) / all.length),
    max,
    maxAt,
    overLimit: of((all) => all.filter((count) => count > limit).length / all.length),
    limit,
    median: quantile(counts, 0.5),
    p95: quantile(counts, 0.95),
  };
}

/** Of sorted values, between neighbours in proportion (as PostgreSQL's percentile_cont); null when there are none. */
export function quantile(sorted: ArrayLike<number>, share: number): number | null {
  if (sorted.length === 0) return null;
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)] ?? 0;
  const high = sorted[Math.ceil(place)] ?? low;
  return low + (high - low) * (place - Math.floor(place));
}
