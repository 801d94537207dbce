import type { ClientBase, Pool } from "pg";
import type { AlarmInput, AlarmState } from "#alarms/alarm.ts";
import { OWN_SOURCE, type Priority } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";
import type { Span } from "./bins.ts";
import type { Change } from "./change.ts";
import type { Gaps } from "./coverage.ts";
import { RUN_IN_MS, type Untouched } from "./log-walk.ts";

/** So many rows are in memory at a time, and the rest of the server gets its turn between them. */
const FETCHED = 2000;
const MS = (column: string) => `round(date_part('epoch', ${column}) * 1000)`;
const HIDDEN = "('shelved', 'suppressed', 'out-of-service')";

type Row = [
  at: number,
  alarm: number,
  occurrence: number,
  sequence: number,
  input: AlarmInput,
  from: AlarmState,
  to: AlarmState,
  actor: string,
  via: string,
];

/** What the log doesn't say of an alarm. */
export type AlarmFacts = ReadonlyMap<number, { readonly partition: string; readonly priority: Priority }>;

/** Joining the log with it in the database goes wrong: the planner takes it row by row. */
export async function readFacts(client: ClientBase): Promise<AlarmFacts> {
  const { rows } = await client.query<[id: number, partition: string, priority: Priority]>({
    text: "select id::float8, partition, priority from core.alarm",
    rowMode: "array",
  });
  const alike = new Map<string, { readonly partition: string; readonly priority: Priority }>();
  const facts = new Map<number, { readonly partition: string; readonly priority: Priority }>();
  for (const [id, partition, priority] of rows) {
    const key = `${partition} ${priority}`;
    const one = alike.get(key) ?? { partition, priority };
    alike.set(key, one);
    facts.set(id, one);
  }
  return facts;
}

/**
 * The log of a time and of the day before it, in its order, piece by piece. Needs a transaction, for its cursor. A million
 * transitions take some seconds: a scan and a sort.
 */
export async function readLog(
  client: ClientBase,
  { from, to }: Span,
  facts: AlarmFacts,
  take: (change: Change) => void,
): Promise<void> {
  // All of it will be fetched: not a plan whose first rows come soon.
  await client.query("set local cursor_tuple_fraction = 1");
  await client.query(
    `declare numbers_log no scroll cursor for
     select ${MS("at")}, alarm::float8, occurrence::float8, sequence, input, from_state, to_state, actor, via
       from core.transition
      where at >= $1 and at < $2 and input not in ('comment', 'lose', 'regain')
      order by id`,
    [new Date(from - RUN_IN_MS), new Date(to)],
  );
  for (;;) {
    const { rows } = await client.query<Row>({ text: `fetch ${FETCHED} from numbers_log`, rowMode: "array" });
    for (const [at, alarm, occurrence, sequence, input, was, became, actor, via] of rows) {
      const about = facts.get(alarm);
      if (about) take({ at, alarm, ...about, occurrence, sequence, input, from: was, to: became, actor, via });
    }
    if (rows.length < FETCHED) break;
  }
  await client.query("close numbers_log");
}

/** Alarms that were active all through a time without a word about it in its log. @param seen the log spoke of them */
export async function readUntouched(
  client: ClientBase,
  { to }: Span,
  facts: AlarmFacts,
  seen: { has(alarm: number): boolean },
): Promise<Untouched[]> {
  const { rows: standing } = await client.query<{ alarm: number; since: number | null }>(
    `select id::float8 as alarm, ${MS("raised_at")} as since from core.alarm
      where active and state not in ${HIDDEN} and raised_at < $1`,
    [new Date(to)],
  );
  const { rows: changedLater } = await client.query<{ alarm: number; was: AlarmState }>(
    `select distinct on (alarm) alarm::float8 as alarm, from_state as was from core.transition
      where at >= $1 and input not in ('comment', 'lose', 'regain') order by alarm, id`,
    [new Date(to)],
  );
  const since = new Map<number, Instant>();
  for (const one of standing) since.set(one.alarm, one.since ?? Number.NEGATIVE_INFINITY);
  for (const { alarm, was } of changedLater) {
    if (was === "unacknowledged" || was === "acknowledged") since.set(alarm, Number.NEGATIVE_INFINITY);
    else since.delete(alarm);
  }
  return Array.from(since).flatMap(([alarm, activeSince]) => {
    const partition = facts.get(alarm)?.partition;
    return partition === undefined || seen.has(alarm) ? [] : [{ alarm, partition, activeSince }];
  });
}

/** When no server of the site was the active one, up to `to`; what was before the first start counts as well. */
export async function readServerGaps(client: Pool, to: Instant): Promise<Gaps> {
  const { rows } = await client.query<{ at: number; since: number | null }>(
    `select ${MS("at")} as at, ${MS("silent_since")} as since from core.active_since where at < $1 order by token`,
    [new Date(to)],
  );
  if (rows.length === 0) return [];
  return rows.map(({ at, since }) => ({ from: since ?? Number.NEGATIVE_INFINITY, to: at }));
}

/** When each source was lost, by the alarms that stood for it. */
export async function readSourceGaps(client: Pool, { from, to }: Span): Promise<Map<string, Gaps>> {
  const { rows } = await client.query<{ point: string; at: number; input: string }>(
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

/** What an alarm is called, for lists of a few. */
export interface AlarmName {
  readonly id: number;
  readonly source: string;
  readonly point: string;
  readonly condition: string;
  readonly partition: string;
  readonly priority: Priority;
  readonly text: string;
  readonly state: AlarmState;
}

export async function readNames(client: ClientBase, alarms: readonly number[]): Promise<AlarmName[]> {
  const { rows } = await client.query<AlarmName>(
    `select id::float8 as id, source, point, condition, partition, priority, text, state
       from core.alarm where id = any($1::bigint[])`,
    [alarms],
  );
  return rows;
}

export interface Shelved {
  readonly count: number;
  readonly meanAgeMs: number | null;
  /** Still on the shelf after the end that was set. */
  readonly overLimit: number;
}

/** How many alarms are on the shelf now. Their age counts from when they were put there. */
export async function readShelved(client: ClientBase, now: Instant, partition: string | null): Promise<Shelved> {
  const { rows } = await client.query<Shelved>(
    `select count(*)::int as count,
            avg($1 - ${MS("coalesce(s.at, a.changed_at)")}) as "meanAgeMs",
            (count(*) filter (where (a.shelf::jsonb->>'until')::float8 < $1))::int as "overLimit"
       from core.alarm a
       left join lateral (select t.at from core.transition t
                           where t.alarm = a.id and t.input = 'shelve' order by t.id desc limit 1) s on true
      where a.shelf is not null and ($2::text is null or a.partition = $2)`,
    [now, partition],
  );
  return rows[0] ?? { count: 0, meanAgeMs: null, overLimit: 0 };
}

export interface TestMemory {
  readonly source: string;
  readonly point: string;
  /** JSON */
  readonly memory: string;
}

/** Which points are in test mode now. */
export async function readRunningTests(client: Pool): Promise<TestMemory[]> {
  const { rows } = await client.query<TestMemory>(
    "select source, point, memory from core.condition_memory where condition = 'test' and memory <> 'null'",
  );
  return rows;
}

/** Reports of points in test mode: they raised nothing, and are in no other figure. */
export async function readTested(
  client: ClientBase,
  { from, to }: Span,
  partition: string | null,
  running: readonly TestMemory[],
): Promise<number> {
  const { rows } = await client.query<{ source: string; point: string; kind: string; at: number }>(
    `select source, point, kind, ${MS("received_at")} as at from core.event
      where received_at >= $1 and received_at < $2 and kind in ('test-begin', 'test-end')
        and ($3::text is null or partition = $3) order by id`,
    [new Date(from), new Date(to), partition],
  );
  const begun = new Map<string, Instant>();
  const spans: { source: string; point: string; from: Instant; to: Instant }[] = [];
  const known = new Set(rows.map(({ source, point }) => `${source}\n${point}`));
  for (const { source, point, memory } of running) {
    const { since } = JSON.parse(memory) as { since?: number };
    if (!known.has(`${source}\n${point}`) && (since ?? to) < to) spans.push({ source, point, from: since ?? from, to });
  }
  for (const { source, point, kind, at } of rows) {
    const key = `${source}\n${point}`;
    if (kind === "test-begin") {
      if (!begun.has(key)) begun.set(key, at);
      continue;
    }
    spans.push({ source, point, from: begun.get(key) ?? from, to: at });
    begun.delete(key);
  }
  for (const [key, at] of begun) {
    const [source = "", point = ""] = key.split("\n");
    spans.push({ source, point, from: at, to });
  }
  if (spans.length === 0) return 0;
  const { rows: counted } = await client.query<{ count: number }>(
    `select count(distinct e.id)::int as count
       from unnest($1::text[], $2::text[], $3::float8[], $4::float8[]) as s (source, point, since, until)
       join core.event e on e.source = s.source and (e.point = s.point or starts_with(e.point, s.point || '/'))
      where e.received_at >= $5 and e.received_at < $6 and e.kind in ('raise', 'present')
        and ${MS("e.received_at")} between s.since and s.until and ($7::text is null or e.partition = $7)`,
    [
      spans.map(({ source }) => source),
      spans.map(({ point }) => point),
      spans.map((span) => span.from),
      spans.map((span) => span.to),
      new Date(from),
      new Date(to),
      partition,
    ],
  );
  return counted[0]?.count ?? 0;
}
