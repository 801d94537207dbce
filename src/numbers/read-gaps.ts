import type { Pool } from "pg";
import { OWN_SOURCE } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";
import type { Span } from "./bins.ts";
import type { Gaps } from "./coverage.ts";
import { MS } from "./read-log.ts";

/** When no server of the site was the active one; what was before the first start counts as well. */
export async function readServerGaps(pool: Pool): Promise<Gaps> {
  const { rows } = await pool.query<{ at: number; since: number | null }>(
    `select ${MS("at")} as at, ${MS("silent_since")} as since from core.active_since order by token`,
  );
  return rows.map(({ at, since }, place) => ({ from: since ?? (place === 0 ? Number.NEGATIVE_INFINITY : at), to: at }));
}

/** When each source was lost, by the alarms that stood for it. */
export async function readSourceGaps(pool: Pool, { from, to }: Span): Promise<Map<string, Gaps>> {
  const { rows } = await pool.query<{ point: string; at: number; input: string }>(
    `select a.point, ${MS("t.at")} as at, t.input
       from core.alarm a join core.transition t on t.alarm = a.id
      where a.source = $1 and a.condition = 'source-lost' and t.input in ('activate', 'return') and t.at < $2
      order by t.id`,
    [OWN_SOURCE, new Date(to)],
  );
  const open = new Map<string, Instant>();
  const gaps = new Map<string, { from: Instant; to: Instant }[]>();
  const close = (point: string, end: Instant) => {
    const since = open.get(point);
    open.delete(point);
    if (since === undefined || end <= from) return;
    // A part of a source is not the whole of it.
    const source = /^source\/([^/]+)$/.exec(point)?.[1];
    if (source !== undefined) gaps.set(source, [...(gaps.get(source) ?? []), { from: since, to: end }]);
  };
  for (const { point, at, input } of rows) {
    if (input === "return") close(point, at);
    else if (!open.has(point)) open.set(point, at);
  }
  for (const point of open.keys()) close(point, to);
  return gaps;
}
