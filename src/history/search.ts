import type { ClientBase, Pool } from "pg";
import type { Clock, Instant } from "#kernel/clock.ts";
import { BLOCK, describedEvents, firstUndescribed, lastStored, likelyBlocks } from "./blocks.ts";
import { asksNothing, conditionOf, demandsOf, type EventFilter } from "./filter.ts";
import type { Told } from "./signature.ts";

/** An event as it is shown. */
export interface EventRow extends Told {
  readonly id: number;
  readonly receivedAt: Instant;
  readonly at: Instant;
  readonly value: number | null;
  readonly quality: string | null;
  readonly dedupeKey: string | null;
}

/** With what is searched: blocks are chosen by the house, and events are read as the one who asks may see them. */
export interface Ground {
  readonly pool: Pool | ClientBase;
  readonly fenced: ClientBase;
  readonly clock: Clock;
  /** Whether somebody still waits for the answer. */
  readonly wanted: () => boolean;
}

export interface Patience {
  /** Ids below this one. */
  readonly below?: number | undefined;
  readonly limit: number;
  /** How long it may take; what was not read then is left for the next page. */
  readonly patienceMs: number;
}

export interface Found {
  readonly items: readonly EventRow[];
  /** Everything from this id on was looked at; null: everything there is. */
  readonly downTo: number | null;
}

/** How many blocks one statement reads: few at first, for most searches find what they need in the newest. */
const FEW = 2;
const MANY = 64;

/** The newest events that fit, as far as time allows. */
export async function searchEvents(ground: Ground, filter: EventFilter, patience: Patience): Promise<Found> {
  const { limit, patienceMs } = patience;
  const until = ground.clock.now() + patienceMs;
  const condition = conditionOf(filter, 3);
  const items: EventRow[] = [];
  for await (const reach of reaches(ground, filter, patience.below)) {
    if (reach.ids.length > 0) {
      const { rows } = await ground.fenced.query<StoredRow>(
        `select ${SHOWN}
           from ${inReach(condition.text)}
          order by e.id desc limit $3`,
        [
          reach.ids.map(([first]) => first),
          reach.ids.map(([, beyond]) => beyond),
          limit - items.length,
          ...condition.values,
        ],
      );
      items.push(...rows.map(asShown));
    }
    const last = items.at(-1);
    if (items.length >= limit && last) return { items, downTo: last.id };
    if (reach.downTo > 0 && (ground.clock.now() >= until || !ground.wanted())) return { items, downTo: reach.downTo };
  }
  return { items, downTo: null };
}

type StoredRow = Omit<EventRow, "at" | "receivedAt"> & { readonly at: Date; readonly receivedAt: Date };

const SHOWN = `e.id::float8 as id, e.received_at as "receivedAt", e.at, e.partition, e.source, e.point, e.kind, e.category,
                e.condition, e.priority, e.code, e.text, e.value, e.quality, e.dedupe_key as "dedupeKey", e.raw`;

function asShown(row: StoredRow): EventRow {
  return { ...row, at: row.at.getTime(), receivedAt: row.receivedAt.getTime() };
}

export async function oneEvent(fenced: ClientBase, id: number): Promise<EventRow | null> {
  const { rows } = await fenced.query<StoredRow>(`select ${SHOWN} from core.event e where e.id = $1`, [id]);
  return rows[0] ? asShown(rows[0]) : null;
}

/** Each stretch of ids by itself: joined freely, the database would rather read all ids than look up a few. */
function inReach(condition: string): string {
  return `unnest($1::bigint[], $2::bigint[]) as reach(first, beyond), lateral (
            select * from core.event where id >= reach.first and id < reach.beyond and ${condition} offset 0) as e`;
}

/** More than this are not counted. */
export const COUNTED = 10_000;

/** How many events fit; with `exact` false there are more, or there was no time to count on. */
export async function countEvents(
  ground: Ground,
  filter: EventFilter,
  patienceMs: number,
): Promise<{ readonly count: number; readonly exact: boolean }> {
  if (asksNothing(filter)) {
    const beyond = (await firstUndescribed(ground.pool)) * BLOCK;
    const { rows } = await ground.fenced.query<{ count: number }>(
      "select count(*)::float8 as count from core.event where id >= $1",
      [beyond],
    );
    return { count: (await describedEvents(ground.pool)) + (rows[0]?.count ?? 0), exact: true };
  }
  const until = ground.clock.now() + patienceMs;
  const condition = conditionOf(filter, 3);
  let count = 0;
  for await (const reach of reaches(ground, filter, undefined)) {
    if (reach.ids.length > 0) {
      const { rows } = await ground.fenced.query<{ count: number }>(
        `select count(*)::float8 as count from (
select from ${inReach(condition.text)} limit $3) as found`,
        [
          reach.ids.map(([first]) => first),
          reach.ids.map(([, beyond]) => beyond),
          COUNTED - count,
          ...condition.values,
        ],
      );
      count += rows[0]?.count ?? 0;
    }
    if (count >= COUNTED) return { count: COUNTED, exact: false };
    if (reach.downTo > 0 && (ground.clock.now() >= until || !ground.wanted())) return { count, exact: false };
  }
  return { count, exact: true };
}

/** A part of the ids, newer ones first, in which something may be found; below `downTo` nothing was looked at yet. */
interface Reach {
  readonly ids: readonly (readonly [first: number, beyond: number])[];
  readonly downTo: number;
}

/** From the newest id down: what isn't described yet, all of it, and then the blocks that may hold what is looked for. */
async function* reaches(ground: Ground, filter: EventFilter, below: number | undefined): AsyncGenerator<Reach> {
  const newest = (await lastStored(ground.pool)) + 1;
  const described = await firstUndescribed(ground.pool);
  let beyond = Math.min(below ?? newest, newest);
  let blocks = FEW;
  while (beyond > described * BLOCK) {
    const first = Math.max(described * BLOCK, beyond - blocks * BLOCK);
    yield { ids: [[first, beyond]], downTo: first };
    beyond = first;
    blocks = Math.min(MANY, blocks * 2);
  }
  const demands = demandsOf(filter);
  let next = Math.ceil(beyond / BLOCK);
  while (next > 0) {
    const likely = await likelyBlocks(ground.pool, { below: next, from: filter.from, to: filter.to, demands });
    let place = 0;
    while (place < likely.blocks.length) {
      const some = likely.blocks.slice(place, place + blocks);
      place += some.length;
      const ids = some.map((block) => [block * BLOCK, Math.min((block + 1) * BLOCK, beyond)] as const);
      yield { ids, downTo: place < likely.blocks.length ? (some.at(-1) ?? 0) * BLOCK : likely.downTo * BLOCK };
      blocks = Math.min(MANY, blocks * 2);
    }
    next = likely.downTo;
    if (likely.blocks.length === 0) yield { ids: [], downTo: next * BLOCK };
  }
}
