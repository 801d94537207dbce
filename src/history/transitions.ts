import type { ClientBase } from "pg";
import type { Instant } from "#kernel/clock.ts";
import { meaningsOf } from "./filter.ts";
import { type Meaning, meantIn } from "./meaning.ts";

/** What happened to an alarm, with what the alarm is about. */
export interface TransitionRow {
  readonly id: number;
  readonly at: Instant;
  readonly alarm: number;
  readonly occurrence: number;
  readonly sequence: number;
  readonly input: string;
  readonly from: string;
  readonly to: string;
  readonly because: string;
  readonly actor: string;
  readonly via: string;
  readonly event: number | null;
  readonly comment: string | null;
  readonly partition: string;
  readonly source: string;
  readonly point: string;
  readonly condition: string;
  readonly category: string;
  readonly priority: string;
  readonly text: string;
}

export interface TransitionFilter {
  readonly from?: Instant | undefined;
  /** Not included. */
  readonly to?: Instant | undefined;
  readonly source?: string | undefined;
  readonly point?: string | undefined;
  readonly condition?: string | undefined;
  readonly priorities?: readonly string[] | undefined;
  readonly categories?: readonly string[] | undefined;
  readonly inputs?: readonly string[] | undefined;
  readonly actor?: string | undefined;
  readonly words?: readonly string[] | undefined;
  /** Of each word, in their order; absent: nothing but its letters. */
  readonly meanings?: readonly Meaning[] | undefined;
  /** Whoever `actor` is. */
  readonly actors?: readonly string[] | undefined;
}

/** Where a page ended. */
export interface TransitionPlace {
  readonly at: Instant;
  readonly id: number;
}

const HOUR_MS = 3_600_000;
/** Each stretch of time is so many times as long as the one before it. */
const LONGER = 4;
/** Nothing is older than this. */
const OLDEST_MS = 30 * 365 * 24 * HOUR_MS;

/** What happened to alarms, the latest first: looked for in stretches of time that grow, so that the newest come at once. */
export async function searchTransitions(
  client: ClientBase,
  filter: TransitionFilter,
  page: { readonly now: Instant; readonly before: TransitionPlace | null; readonly limit: number },
): Promise<TransitionRow[]> {
  const items: TransitionRow[] = [];
  const end = Math.min(filter.to ?? Number.POSITIVE_INFINITY, page.before ? page.before.at + 1 : page.now + HOUR_MS);
  const begin = Math.max(filter.from ?? 0, end - OLDEST_MS);
  let to = end;
  for (let length = HOUR_MS; to > begin && items.length < page.limit; length *= LONGER) {
    const from = Math.max(begin, to - length);
    items.push(...(await within(client, filter, { from, to, before: page.before, limit: page.limit - items.length })));
    to = from;
  }
  return items;
}

const PLACES = 12;
const COLUMNS = {
  searched: "concat_ws(e'\\n', a.text, a.source, a.point, t.because, t.comment, t.actor)",
  text: "a.text",
  source: "a.source",
  point: "a.point",
  because: "t.because",
  actor: "t.actor",
};

async function within(
  client: ClientBase,
  filter: TransitionFilter,
  reach: {
    readonly from: Instant;
    readonly to: Instant;
    readonly before: TransitionPlace | null;
    readonly limit: number;
  },
): Promise<TransitionRow[]> {
  const { before } = reach;
  const list = (values: readonly string[] | undefined) => (values === undefined ? null : [...values]);
  const meant: unknown[] = [];
  const given = (value: unknown) => `$${PLACES + meant.push(value)}`;
  const words = meaningsOf(filter).map((meaning) => `and ${meantIn(COLUMNS, meaning, given)}`);
  const { rows } = await client.query<Omit<TransitionRow, "at"> & { at: Date }>(
    `select t.id::float8 as id, t.at, t.alarm::float8 as alarm, t.occurrence::float8 as occurrence, t.sequence, t.input,
            t.from_state as "from", t.to_state as "to", t.because, t.actor, t.via, t.event::float8 as event, t.comment,
            a.partition, a.source, a.point, a.condition, a.category, a.priority, a.text
       from core.transition t join core.alarm a on a.id = t.alarm
      where t.at >= $1 and t.at < $2 and ($3::timestamptz is null or (t.at, t.id) < ($3, $4::bigint))
        and ($5::text is null or a.source = $5) and ($6::text is null or a.point = $6)
        and ($7::text is null or a.condition = $7) and ($8::text[] is null or a.priority = any ($8))
        and ($9::text[] is null or a.category = any ($9)) and ($10::text[] is null or t.input = any ($10))
        and ($11::text[] is null or t.actor = any ($11)) ${words.join("\n        ")}
      order by t.at desc, t.id desc limit $12`,
    [
      new Date(reach.from),
      new Date(reach.to),
      before && new Date(before.at),
      before?.id ?? null,
      filter.source ?? null,
      filter.point ?? null,
      filter.condition ?? null,
      list(filter.priorities),
      list(filter.categories),
      list(filter.inputs),
      list(filter.actors ?? (filter.actor === undefined ? undefined : [filter.actor])),
      reach.limit,
      ...meant,
    ],
  );
  return rows.map((row) => ({ ...row, at: row.at.getTime() }));
}

/** What an event did to the alarms of its point. */
export async function transitionsBy(
  client: ClientBase,
  event: { readonly id: number; readonly source: string; readonly point: string },
): Promise<Pick<TransitionRow, "at" | "alarm" | "input" | "from" | "to" | "because">[]> {
  const { rows } = await client.query<{
    at: Date;
    alarm: number;
    input: string;
    from: string;
    to: string;
    because: string;
  }>(
    `select t.at, t.alarm::float8 as alarm, t.input, t.from_state as "from", t.to_state as "to", t.because
       from core.alarm a join core.transition t on t.alarm = a.id
      where a.source = $1 and a.point = $2 and t.event = $3 order by t.id limit 20`,
    [event.source, event.point, event.id],
  );
  return rows.map((row) => ({ ...row, at: row.at.getTime() }));
}
