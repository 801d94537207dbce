import type { Span } from "./bins.ts";

/** When nobody could see: sorted and without overlaps. */
export type Gaps = readonly Span[];

/** Sorted, and what touches or overlaps made one. */
export function merged(spans: readonly Span[]): Span[] {
  const out: Span[] = [];
  for (const span of spans.filter(({ from, to }) => to > from).toSorted((a, b) => a.from - b.from)) {
    const last = out.at(-1);
    if (last && span.from <= last.to) out[out.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    else out.push(span);
  }
  return out;
}

/** The part of the spans that lies within one. */
export function within(spans: readonly Span[], { from, to }: Span): Span[] {
  return spans.flatMap((span) => {
    const cut = { from: Math.max(span.from, from), to: Math.min(span.to, to) };
    return cut.to > cut.from ? [cut] : [];
  });
}

export function lengthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, { from, to }) => sum + to - from, 0);
}

/** When all of several were in a gap at once. No gaps when there are none of them. */
export function common(several: readonly Gaps[]): Span[] {
  const [first, ...rest] = several;
  if (!first) return [];
  return rest.reduce<Span[]>((both, gaps) => gaps.flatMap((gap) => within(both, gap)), [...first]);
}

/** What a position could observe of a time. */
export interface Coverage {
  /** 0 to 1: the share of the time during which its sources and the server were up, on average over the sources. */
  readonly share: number;
  /** Milliseconds for which the server did not run. */
  readonly serverDownMs: number;
  readonly sources: readonly { readonly source: string; readonly downMs: number }[];
  /** When nothing at all could be observed: the server or all sources were down. */
  readonly blind: Gaps;
}

/** @param down by source id: when it was lost */
export function coverageOf(span: Span, server: Gaps, down: ReadonlyMap<string, Gaps>): Coverage {
  const ofServer = merged(within(server, span));
  const each = Array.from(down, ([source, gaps]) => {
    const lost = merged(within(gaps, span));
    return { source, lost, unseen: lengthOf(merged([...lost, ...ofServer])) };
  });
  const length = span.to - span.from;
  const unseen = each.length === 0 ? lengthOf(ofServer) : each.reduce((sum, one) => sum + one.unseen, 0) / each.length;
  return {
    share: length === 0 ? 0 : 1 - unseen / length,
    serverDownMs: lengthOf(ofServer),
    sources: each.map(({ source, lost }) => ({ source, downMs: lengthOf(lost) })),
    blind: merged([...ofServer, ...common(each.map(({ lost }) => lost))]),
  };
}

/** Whether an interval lies outside all gaps. */
export function observed(gaps: Gaps): (interval: Span) => boolean {
  return ({ from, to }) => {
    let low = 0;
    let high = gaps.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((gaps[middle]?.to ?? 0) <= from) low = middle + 1;
      else high = middle;
    }
    return (gaps[low]?.from ?? Number.POSITIVE_INFINITY) >= to;
  };
}
