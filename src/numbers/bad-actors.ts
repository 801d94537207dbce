import type { ClientBase } from "pg";
import { nameOf } from "#alarms/condition.ts";
import { group } from "#alarms/grouping.ts";
import type { Instant } from "#kernel/clock.ts";
import type { Condition, Point } from "#site/point.ts";
import type { FencedRows } from "#store/fence.ts";
import type { Span } from "./bins.ts";
import type { AlarmName } from "./read-log.ts";
import type { Recorded } from "./replay.ts";
import { type Suggestion, suggest } from "./suggest.ts";

/** Of a point the newest of so many values are replayed. */
const VALUES = 20_000;

/** One of the ten that rang most often, and what could be done about it. */
export interface BadActor {
  readonly alarm: AlarmName;
  readonly count: number;
  /** Of all annunciations of the time. */
  readonly share: number;
  /** What was replayed: recorded values, or the times at which the alarm became active and went. */
  readonly basis: "signal" | "times";
  readonly replayed: { readonly from: Instant; readonly to: Instant; readonly values: number };
  /** Where the setting is: the point and the place of its condition. null: at the device, for it raises the alarm by itself. */
  readonly at: { readonly point: string; readonly condition: number; readonly name: string } | null;
  /** null: no setting would have helped enough. */
  readonly suggestion: Suggestion | null;
}

/** One of them before anything was replayed. Plain values: it goes to another thread. */
export interface Accused {
  readonly alarm: AlarmName;
  readonly count: number;
  readonly share: number;
  /** null: the site has none any more, or never had. */
  readonly point: Point | null;
}

export interface Accusation extends Span {
  readonly partitions: readonly string[] | null;
  readonly accused: readonly Accused[];
}

/** @param tell how much of it is done, from 0 to 1 */
export async function badActorsOf(
  rows: FencedRows,
  { from, to, partitions, accused }: Accusation,
  tell: (share: number) => void,
): Promise<BadActor[]> {
  const items: BadActor[] = [];
  for (const { alarm, count, share, point } of accused) {
    const own = point ? conditionsOf(point, alarm.condition) : [];
    const read = await rows.read(partitions, async (client) => {
      const values = own.length > 0 ? await valuesOf(client, alarm, { from, to }) : [];
      return values.length > 0
        ? { basis: "signal" as const, values }
        : { basis: "times" as const, values: await timesOf(client, alarm.id, { from, to }) };
    });
    const best = bestOf(read.basis === "signal" ? own : [standIn(own[0]?.condition, alarm)], read.values, to);
    const place = best && read.basis === "signal" ? best.index : (own[0]?.index ?? null);
    const condition = place === null ? undefined : point?.conditions[place];
    items.push({
      alarm,
      count,
      share,
      basis: read.basis,
      replayed: { from: read.values[0]?.at ?? from, to, values: read.values.length },
      at: point && condition && place !== null ? { point: point.id, condition: place, name: nameOf(condition) } : null,
      suggestion: best?.suggestion ?? null,
    });
    tell(items.length / accused.length);
  }
  return items;
}

interface Placed {
  readonly index: number;
  readonly condition: Condition;
}

function bestOf(
  conditions: readonly Placed[],
  values: readonly Recorded[],
  end: Instant,
): { index: number; suggestion: Suggestion } | null {
  let best: { index: number; suggestion: Suggestion } | null = null;
  for (const { index, condition } of conditions) {
    const suggestion = suggest(condition, values, end);
    const saved = (one: Suggestion) => one.raisesBefore - one.raisesAfter;
    if (suggestion && (!best || saved(suggestion) > saved(best.suggestion))) best = { index, suggestion };
  }
  return best;
}

/** The conditions that make one alarm of the point. */
function conditionsOf({ grouping, conditions }: Point, alarm: string): Placed[] {
  const members = group(grouping, conditions, []).find(({ condition }) => condition === alarm)?.members ?? [];
  return members.flatMap((index) => {
    const condition = conditions[index];
    return condition ? [{ index, condition }] : [];
  });
}

/** A condition that holds while the alarm was active: its delays work on the times. */
function standIn(condition: Condition | undefined, { priority }: AlarmName): Placed {
  const { onDelayMs = 0, offDelayMs = 0 } = condition ?? {};
  return { index: 0, condition: { type: "discrete", equals: true, priority, onDelayMs, offDelayMs } };
}

async function valuesOf(client: ClientBase, { source, point }: AlarmName, { from, to }: Span): Promise<Recorded[]> {
  const { rows } = await client.query<Recorded>(
    `select round(date_part('epoch', received_at) * 1000) as at,
            case when coalesce(quality, 'good') = 'good' then value end as value
       from core.event
      where source = $1 and point = $2 and (value is not null or kind = 'quality')
        and received_at >= $3 and received_at < $4
      order by received_at desc limit $5`,
    [source, point, new Date(from), new Date(to), VALUES],
  );
  return rows.some(({ value }) => value !== null) ? rows.reverse() : [];
}

async function timesOf(client: ClientBase, alarm: number, { from, to }: Span): Promise<Recorded[]> {
  const { rows } = await client.query<{ at: number; value: number }>(
    `select round(date_part('epoch', at) * 1000) as at, (input = 'activate')::int as value
       from core.transition
      where alarm = $1 and at >= $2 and at < $3 and input in ('activate', 'return')
      order by id desc limit $4`,
    [alarm, new Date(from), new Date(to), VALUES],
  );
  return rows.reverse();
}
