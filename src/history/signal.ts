import type { ClientBase } from "pg";
import type { Instant } from "#kernel/clock.ts";
import { type Recorded, type Stretch, stretches, thinned } from "./thinning.ts";

export interface SignalQuery {
  readonly source: string;
  readonly point: string;
  readonly from: Instant;
  /** Not included. */
  readonly to: Instant;
  readonly most: number;
}

/** Written as the index `event_signal` has it, which is of these rows only. */
const SIGNAL = `source = $1 and point = $2 and (value is not null or kind = 'quality')`;
const WITHIN = `${SIGNAL} and received_at >= $3 and received_at < $4`;
/** Instants in ms, and a value only where it can be trusted. */
const MS = "round(date_part('epoch', received_at) * 1000)";
const TRUSTED = "value is not null and coalesce(quality, 'good') <> 'bad'";

/**
 * The recorded values of a point in the order of time, no more than `most` and one more: the first may lie before `from`, and
 * is what held then.
 */
export async function signalOf(
  client: ClientBase,
  query: SignalQuery,
): Promise<{ readonly items: readonly Recorded[]; readonly thinned: boolean }> {
  const { source, point, from, to, most } = query;
  const bounds = [source, point, new Date(from), new Date(to)];
  const { rows: before } = await client.query<Recorded>(
    `select ${MS} as at, case when ${TRUSTED} then value end as value
       from core.event where ${SIGNAL} and received_at < $3 order by received_at desc limit 1`,
    [source, point, new Date(from)],
  );
  const { rows: all } = await client.query<Recorded>(
    `select ${MS} as at, case when ${TRUSTED} then value end as value
       from core.event where ${WITHIN} order by received_at, id limit $5`,
    [...bounds, most + 1],
  );
  if (all.length <= most) return { items: [...before, ...all], thinned: false };
  const { ms } = stretches(from, to, most);
  const { rows } = await client.query<Record<keyof Stretch, [number, number] | number | null>>(
    `select min(array[${MS}, value]) filter (where ${TRUSTED}) as first,
            max(array[${MS}, value]) filter (where ${TRUSTED}) as last,
            min(array[value, ${MS}]) filter (where ${TRUSTED}) as lowest,
            max(array[value, ${MS}]) filter (where ${TRUSTED}) as highest,
            min(${MS}) filter (where not (${TRUSTED})) as gap
       from core.event where ${WITHIN}
      group by floor((${MS} - $5) / $6) order by floor((${MS} - $5) / $6)`,
    [...bounds, from, ms],
  );
  const found = rows.map(({ first, lowest, highest, last, gap }): Stretch => {
    const early = first as [number, number] | null;
    const low = lowest as [number, number] | null;
    const high = highest as [number, number] | null;
    const late = last as [number, number] | null;
    return {
      first: early && { at: early[0], value: early[1] },
      lowest: low && { at: low[1], value: low[0] },
      highest: high && { at: high[1], value: high[0] },
      last: late && { at: late[0], value: late[1] },
      gap: gap === null ? null : { at: gap as number, value: null },
    };
  });
  return { items: [...before, ...thinned(found)], thinned: true };
}

/** What became of an alarm of the point, for a mark in its chart. */
export interface Mark {
  readonly at: Instant;
  readonly alarm: number;
  readonly condition: string;
  readonly priority: string;
  readonly what: "activate" | "acknowledge" | "return";
  readonly actor: string;
}

/** How many marks are shown, the newest. */
const MARKS = 500;

/** When the alarms of a point were raised, acknowledged and cleared, in the order of time. */
export async function marksOf(client: ClientBase, query: SignalQuery): Promise<Mark[]> {
  const { rows } = await client.query<Mark>(
    `select round(date_part('epoch', t.at) * 1000) as at, a.id::float8 as alarm, a.condition, a.priority, t.input as what, t.actor
       from core.alarm a join core.transition t on t.alarm = a.id
      where a.source = $1 and a.point = $2 and t.at >= $3 and t.at < $4
        and t.input in ('activate', 'acknowledge', 'return')
      order by t.id desc limit $5`,
    [query.source, query.point, new Date(query.from), new Date(query.to), MARKS],
  );
  return rows.reverse();
}
