import type { ClientBase } from "pg";
import type { Alarm, AlarmState, OutOfService, Shelf } from "#alarms/alarm.ts";
import type { Callout, CalloutState, Position } from "#escalation/callout.ts";
import type { Category, Priority, Quality } from "#events/event.ts";
import { REPEAT_MS } from "#events/recent.ts";
import type { Instant } from "#kernel/clock.ts";
import { type Cell, forEachRecord } from "./records.ts";

const PAGE = 10_000;

/** Milliseconds since 1970 of a timestamptz, as double precision: ten times cheaper to read than a date. */
const ms = (column: string) => `date_part('epoch', ${column}) * 1000`;

/** Every alarm there is, page by page in the order of ids. */
export async function* loadAlarms(client: ClientBase): AsyncGenerator<readonly Alarm[]> {
  const word = shared((text) => text);
  const list = shared((json) => JSON.parse(json) as readonly string[]);
  for await (const page of pages(
    client,
    `id, point, text, occurrence, ${ms("raised_at")}, ${ms("changed_at")}, source, condition, partition, category, priority,
     tags, state, active, acknowledged, latched, shelf, suppressed_by, out_of_service, quality, severity, sequence, chatter,
     ${ms("cleared_at")}, ${ms("acknowledged_at")}, acknowledged_by, ${ms("due_at")}, found_active, silent, value`,
    "core.alarm where true",
  )) {
    const alarms: Alarm[] = [];
    forEachRecord(page, 6, (row) => {
      alarms.push({
        id: Number(row[0]),
        source: word(row[6]),
        point: row[1] as string,
        condition: word(row[7]),
        partition: word(row[8]),
        category: word(row[9]) as Category,
        priority: word(row[10]) as Priority,
        tags: list(row[11]),
        text: row[2] as string,
        state: word(row[12]) as AlarmState,
        active: row[13] === "t",
        acknowledged: row[14] === "t",
        latched: row[15] === "t",
        shelf: nullOr(row[16], (json) => JSON.parse(json) as Shelf),
        suppressedBy: list(row[17]),
        outOfService: nullOr(row[18], (json) => JSON.parse(json) as OutOfService),
        quality: word(row[19]) as Quality,
        severity: Number(row[20]),
        occurrence: Number(row[3]),
        sequence: Number(row[21]),
        chatter: Number(row[22]),
        raisedAt: instant(row[4]),
        clearedAt: instant(row[23]),
        acknowledgedAt: instant(row[24]),
        acknowledgedBy: row[25] as string | null,
        dueAt: instant(row[26]),
        foundActive: row[27] === "t",
        silent: row[28] === "t",
        value: nullOr(row[29], Number),
        changedAt: instant(row[5]) ?? 0,
      });
    });
    yield alarms;
  }
}

/** The callouts that have not ended, in the order of ids. */
export async function* loadCallouts(client: ClientBase): AsyncGenerator<readonly Callout[]> {
  const word = shared((text) => text);
  const position = shared((json) => JSON.parse(json) as Position);
  for await (const page of pages(
    client,
    `id, alarm, occurrence, ${ms("due_at")}, ${ms("started_at")}, sequence, partition, priority, policy, policy_version,
     state, position, because`,
    "core.callout where ended_at is null",
  )) {
    const callouts: Callout[] = [];
    forEachRecord(page, 5, (row) => {
      callouts.push({
        id: Number(row[0]),
        alarm: Number(row[1]),
        occurrence: Number(row[2]),
        sequence: Number(row[5]),
        partition: word(row[6]),
        priority: word(row[7]) as Priority,
        policy: word(row[8]),
        policyVersion: Number(row[9]),
        state: word(row[10]) as CalloutState,
        position: position(row[11]),
        dueAt: instant(row[3]),
        startedAt: instant(row[4]) ?? 0,
        endedAt: null,
        because: word(row[12]),
      });
    });
    yield callouts;
  }
}

export async function loadMemories(
  client: ClientBase,
): Promise<{ source: string; point: string; condition: string; memory: unknown }[]> {
  const { rows } = await client.query<{ source: string; point: string; condition: string; memory: string }>(
    "select source, point, condition, memory from core.condition_memory where memory <> 'null'",
  );
  return rows.map((row) => ({ ...row, memory: JSON.parse(row.memory) as unknown }));
}

export async function loadLinks(client: ClientBase): Promise<{ source: string; part: string; state: string }[]> {
  return (
    await client.query<{ source: string; part: string; state: string }>(
      "select source, part, state from core.source_state",
    )
  ).rows;
}

/** Keys of the events of the last two minutes, among the newest 200,000 of all. */
export async function loadRecentKeys(client: ClientBase): Promise<[source: string, key: string, at: Instant][]> {
  const { rows } = await client.query<[string, string, number]>({
    rowMode: "array",
    text: `select source, dedupe_key, ${ms("received_at")} from core.event
            where id > (select last_event - 200000 from core.lease where shard = 0) and dedupe_key is not null
              and received_at > now() - make_interval(secs => $1)`,
    values: [REPEAT_MS / 1000],
  });
  return rows;
}

/**
 * Rows with a rising id first, page by page; one page is read while the one before is worked on. A page comes as one text of
 * records: what the server spends on it is a quarter of single values, and less than half of JSON.
 */
async function* pages(client: ClientBase, columns: string, from: string): AsyncGenerator<string> {
  const text = `select string_agg((${columns})::text, '') as rows, count(*)::int as count, max(id)::float8 as last
    from (select * from ${from} and id > $1 order by id limit ${PAGE}) as page`;
  const ask = (after: number) =>
    client.query<{ rows: string | null; count: number; last: number }>({ name: `load ${from}`, text, values: [after] });
  for (let asked = ask(0); ; ) {
    const [page] = (await asked).rows;
    if (!page?.rows) return;
    const isLast = page.count < PAGE;
    if (!isLast) asked = ask(page.last);
    yield page.rows;
    if (isLast) return;
  }
}

/** Whole milliseconds: a double keeps them to far beyond any date of use, but not their last bit. */
function instant(cell: Cell | undefined): Instant | null {
  return nullOr(cell, (text) => Math.round(Number(text)));
}

function nullOr<T>(cell: Cell | undefined, read: (text: string) => T): T | null {
  return cell === null ? null : read(cell as string);
}

/** Reads texts of which few are different: equal ones give one value, so that 100,000 alarms of one flood share theirs. */
function shared<T>(read: (text: string) => T): (text: Cell | undefined) => T {
  const values = new Map<string, T>();
  return (cell) => {
    const text = cell as string;
    const there = values.get(text);
    if (there !== undefined) return there;
    const value = read(text);
    if (values.size < PAGE) values.set(text, value);
    return value;
  };
}
