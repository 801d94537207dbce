import { DatabaseError, type Pool, type PoolClient } from "pg";
import type { Clock } from "#kernel/clock.ts";
import { csvLine } from "#kernel/csv.ts";
import { Fault } from "#kernel/fault.ts";
import type { FencedRows } from "#store/fence.ts";
import { BLOCK } from "./blocks.ts";
import {
  BYTE_ORDER_MARK,
  cutLine,
  EVENT_COLUMNS,
  type ExportFormat,
  exportLine,
  TRANSITION_COLUMNS,
} from "./export.ts";
import type { EventFilter } from "./filter.ts";
import { countEvents, type EventRow, type Found, searchEvents } from "./search.ts";
import { searchTransitions, type TransitionFilter, type TransitionPlace, type TransitionRow } from "./transitions.ts";

/** How long a page of events may be looked for; a page that isn't full then says how far it came. */
const PATIENCE_MS = 700;
/** No statement takes longer: whoever waits is told to ask for less. */
const STATEMENT_MS = 5000;
/** Rows of an export that are read at a time. */
const EXPORT_PAGE = 1000;

export interface HistoryGround {
  readonly pool: Pool;
  readonly rows: FencedRows;
  readonly clock: Clock;
  /** Whether somebody still waits for the answer. */
  readonly wanted: () => boolean;
}

export interface ExportOptions {
  readonly format: ExportFormat;
  readonly byteOrderMark: boolean;
  readonly most: number;
  /** A row as it is read, for whom it isn't taken away as it is stored. */
  readonly said?: ((row: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>) | undefined;
}

/** Searches as somebody with these partitions (null: all) may see it. */
export async function eventPage(
  ground: HistoryGround,
  filter: EventFilter,
  page: { readonly below: number | undefined; readonly limit: number },
): Promise<Found> {
  return patiently(ground, filter.partitions, (fenced) =>
    searchEvents({ ...ground, fenced }, filter, { ...page, patienceMs: PATIENCE_MS }),
  );
}

export async function eventCount(
  ground: HistoryGround,
  filter: EventFilter,
): Promise<{ readonly count: number; readonly exact: boolean }> {
  return patiently(ground, filter.partitions, (fenced) => countEvents({ ...ground, fenced }, filter, PATIENCE_MS));
}

/** When the event of this id came, or one near it: how far back a search has come. */
export async function timeAt(pool: Pool, id: number): Promise<number | null> {
  const { rows } = await pool.query<{ at: Date | null }>(
    `select coalesce((select received_at from core.event where id >= $1 and id < $1 + $2 order by id limit 1),
                     (select nullif(first_at, 'infinity') from core.event_block where block = $1 / $2)) as at`,
    [id, BLOCK],
  );
  return rows[0]?.at?.getTime() ?? null;
}

export async function transitionPage(
  ground: HistoryGround,
  partitions: readonly string[] | null,
  filter: TransitionFilter,
  page: { readonly before: TransitionPlace | null; readonly limit: number },
): Promise<TransitionRow[]> {
  return patiently(ground, partitions, (fenced) =>
    searchTransitions(fenced, filter, { ...page, now: ground.clock.now() }),
  );
}

/** The events that fit as lines, the newest first, page by page as the reader takes them. */
export async function* exportEvents(
  ground: HistoryGround,
  filter: EventFilter,
  options: ExportOptions,
): AsyncGenerator<string> {
  let below: number | undefined;
  yield* written(options, EVENT_COLUMNS, async (limit) => {
    const { items, downTo } = await eventPage(ground, filter, { below, limit });
    below = downTo ?? 0;
    return { items, more: downTo !== null };
  });
}

export async function* exportTransitions(
  ground: HistoryGround,
  partitions: readonly string[] | null,
  filter: TransitionFilter,
  options: ExportOptions,
): AsyncGenerator<string> {
  let before: TransitionPlace | null = null;
  yield* written(options, TRANSITION_COLUMNS, async (limit) => {
    const items: readonly TransitionRow[] = await transitionPage(ground, partitions, filter, { before, limit });
    before = items.at(-1) ?? before;
    return { items, more: items.length === limit };
  });
}

interface Turn {
  readonly items: readonly (EventRow | TransitionRow)[];
  readonly more: boolean;
}

async function* written(
  { format, byteOrderMark, most, said = (row) => row }: ExportOptions,
  columns: readonly string[],
  next: (limit: number) => Promise<Turn>,
): AsyncGenerator<string> {
  if (format === "csv") yield (byteOrderMark ? BYTE_ORDER_MARK : "") + csvLine(columns);
  let rows = 0;
  for (let more = true; more; ) {
    const turn = await next(Math.min(EXPORT_PAGE, most - rows + 1));
    const room = turn.items.slice(0, most - rows);
    rows += room.length;
    if (room.length > 0) yield room.map((row) => exportLine(said({ ...row }), columns, format)).join("");
    if (room.length < turn.items.length) return yield cutLine(most, format);
    more = turn.more;
  }
}

async function patiently<T>(
  { rows }: HistoryGround,
  partitions: readonly string[] | null,
  work: (fenced: PoolClient) => Promise<T>,
): Promise<T> {
  try {
    return await rows.read(partitions, async (client) => {
      await client.query(`set local statement_timeout = ${STATEMENT_MS}`);
      return work(client);
    });
  } catch (thrown) {
    if (!(thrown instanceof DatabaseError) || thrown.code !== "57014") throw thrown;
    throw new Fault(
      "timed-out",
      `The search took longer than ${STATEMENT_MS / 1000} s and was given up; narrow the time or ask for a source or point.`,
      { cause: thrown },
    );
  }
}
