import type { ClientBase } from "pg";
import type { AlarmInput, AlarmState } from "#alarms/alarm.ts";
import type { Priority } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";
import { DAY_MS, type Span } from "./bins.ts";
import type { Change } from "./change.ts";
import type { Untouched } from "./log-walk.ts";
import { RUN_IN_MS } from "./position.ts";

/** So many rows are in memory at a time. */
const FETCHED = 5000;
/** Of a time stamp, as an expression of SQL. */
export const MS = (column: string) => `round(date_part('epoch', ${column}) * 1000)`;
const HIDDEN = "('shelved', 'suppressed', 'out-of-service')";
const SAYS_NOTHING = "('comment', 'lose', 'regain')";

/** `kind` is input, state before, state after, way and bypass, divided by spaces: a million rows have a few dozen of them. */
type Row = [at: number, alarm: number, occurrence: number, sequence: number, kind: string];
type Kind = Pick<Change, "input" | "from" | "to" | "via" | "isBypass">;

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
 * The log of a time and of the day before it, day by day and within each in its order. A day is found by the index of blocks
 * and sorted in memory, where all of it at once would be written to disk to be sorted. @param tell how much has been read
 */
export async function readLog(
  client: ClientBase,
  { from, to }: Span,
  facts: AlarmFacts,
  take: (change: Change) => void,
  tell: (share: number) => void = () => {},
): Promise<void> {
  await client.query(PLAN);
  const kinds = new Map<string, Kind>();
  const begin = from - RUN_IN_MS;
  for (let since = begin; since < to; ) {
    const until = Math.min(to, Math.floor(since / DAY_MS) * DAY_MS + DAY_MS);
    await readDay(client, { from: since, to: until }, (row) => {
      const [at, alarm, occurrence, sequence, name] = row;
      const about = facts.get(alarm);
      if (!about) return;
      const kind = kinds.get(name) ?? kindOf(name);
      kinds.set(name, kind);
      const { partition, priority } = about;
      const { input, from: was, to: became, via, isBypass } = kind;
      take({ at, alarm, partition, priority, occurrence, sequence, input, from: was, to: became, via, isBypass });
    });
    tell((until - begin) / (to - begin));
    since = until;
  }
}

/**
 * All of a day will be fetched: not a plan whose first rows come soon. The house's own connections page by index and avoid
 * sorting; here that would go through the whole table each time.
 */
const PLAN = `set local cursor_tuple_fraction = 1; set local enable_sort = on; set local enable_bitmapscan = on;
  set local jit = off; set local work_mem = '32MB'`;

function kindOf(name: string): Kind {
  const [input, from, to, via = "", bypass] = name.split(" ");
  return {
    input: input as AlarmInput,
    from: from as AlarmState,
    to: to as AlarmState,
    via,
    isBypass: bypass === "true",
  };
}

async function readDay(client: ClientBase, { from, to }: Span, take: (row: Row) => void): Promise<void> {
  await client.query(
    `declare numbers_log no scroll cursor for
     select ${MS("at")}, alarm::float8, occurrence::float8, sequence,
            input || ' ' || from_state || ' ' || to_state || ' ' || via || ' '
              || (input = 'suppress' and starts_with(because, 'suppressed by inhibit'))
       from core.transition
      where at >= $1 and at < $2 and input not in ${SAYS_NOTHING}
      order by id`,
    [new Date(from), new Date(to)],
  );
  const fetch = () => client.query<Row>({ text: `fetch ${FETCHED} from numbers_log`, rowMode: "array" });
  for (let next = fetch(), isLast = false; !isLast; ) {
    const { rows } = await next;
    isLast = rows.length < FETCHED;
    // The database goes on while these are counted.
    if (!isLast) next = fetch();
    for (const row of rows) take(row);
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
    `select t.alarm::float8 as alarm, t.from_state as was
       from (select alarm, min(id) as id from core.transition
              where at >= $1 and input not in ${SAYS_NOTHING} group by alarm) as first
       join core.transition t on t.alarm = first.alarm and t.id = first.id
      where t.at >= $1`,
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
