import type { ClientBase } from "pg";
import type { Alarm, AlarmState, OutOfService, Shelf } from "#alarms/alarm.ts";
import type { Callout, CalloutState, Position } from "#escalation/callout.ts";
import type { Category, Priority, Quality } from "#events/event.ts";
import { REPEAT_MS } from "#events/recent.ts";
import type { Instant } from "#kernel/clock.ts";

const PAGE = 10_000;

/** Milliseconds since 1970 of a timestamptz, as double precision: ten times cheaper to read than a date. */
const ms = (column: string) => `date_part('epoch', ${column}) * 1000`;

/** Every alarm there is, page by page in the order of ids. */
export async function* loadAlarms(client: ClientBase): AsyncGenerator<readonly Alarm[]> {
  const interned = interner();
  for await (const rows of pages(
    client,
    `id, source, point, condition, partition, category, priority, tags, text, state, active, acknowledged, latched, shelf,
     suppressed_by, out_of_service, quality, severity, occurrence, sequence, chatter, ${ms("raised_at")},
     ${ms("cleared_at")}, ${ms("acknowledged_at")}, acknowledged_by, ${ms("due_at")}, found_active, silent, value,
     ${ms("changed_at")}`,
    "core.alarm where true",
  )) {
    yield rows.map((row) => ({
      id: row[0] as number,
      source: interned(row[1] as string),
      point: row[2] as string,
      condition: interned(row[3] as string),
      partition: interned(row[4] as string),
      category: interned(row[5] as string) as Category,
      priority: interned(row[6] as string) as Priority,
      tags: tagList(row[7] as string),
      text: row[8] as string,
      state: interned(row[9] as string) as AlarmState,
      active: row[10] as boolean,
      acknowledged: row[11] as boolean,
      latched: row[12] as boolean,
      shelf: row[13] === null ? null : (JSON.parse(row[13] as string) as Shelf),
      suppressedBy: tagList(row[14] as string),
      outOfService: row[15] === null ? null : (JSON.parse(row[15] as string) as OutOfService),
      quality: interned(row[16] as string) as Quality,
      severity: row[17] as number,
      occurrence: row[18] as number,
      sequence: row[19] as number,
      chatter: row[20] as number,
      raisedAt: instant(row[21]),
      clearedAt: instant(row[22]),
      acknowledgedAt: instant(row[23]),
      acknowledgedBy: row[24] as string | null,
      dueAt: instant(row[25]),
      foundActive: row[26] as boolean,
      silent: row[27] as boolean,
      // JSON has no NaN: it comes as text.
      value: row[28] === null ? null : Number(row[28]),
      changedAt: instant(row[29]) ?? 0,
    }));
  }
}

/** The callouts that have not ended, in the order of ids. */
export async function* loadCallouts(client: ClientBase): AsyncGenerator<readonly Callout[]> {
  const interned = interner();
  const positions = new Map<string, Position>();
  // Equal positions are one object: 100,000 callouts of one flood have but a few.
  const positionOf = (text: string) => {
    const known = positions.get(text);
    if (known) return known;
    const position = JSON.parse(text) as Position;
    if (positions.size < PAGE) positions.set(text, position);
    return position;
  };
  for await (const rows of pages(
    client,
    `id, alarm, occurrence, sequence, partition, priority, policy, policy_version, state, position, ${ms("due_at")},
     ${ms("started_at")}, because`,
    "core.callout where ended_at is null",
  )) {
    yield rows.map((row) => ({
      id: row[0] as number,
      alarm: row[1] as number,
      occurrence: row[2] as number,
      sequence: row[3] as number,
      partition: interned(row[4] as string),
      priority: interned(row[5] as string) as Priority,
      policy: interned(row[6] as string),
      policyVersion: row[7] as number,
      state: interned(row[8] as string) as CalloutState,
      position: positionOf(row[9] as string),
      dueAt: instant(row[10]),
      startedAt: instant(row[11]) ?? 0,
      endedAt: null,
      because: interned(row[12] as string),
    }));
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
 * JSON: 100,000 rows of thirty columns are read in half the time that as many single values would take.
 */
async function* pages(client: ClientBase, columns: string, from: string): AsyncGenerator<readonly unknown[][]> {
  const text = `select json_agg(json_build_array(${columns}))::text as rows
    from (select * from ${from} and id > $1 order by id limit ${PAGE}) as page`;
  const ask = (after: number) => client.query<{ rows: string | null }>({ name: `load ${from}`, text, values: [after] });
  for (let asked = ask(0); ; ) {
    const [page] = (await asked).rows;
    const rows = JSON.parse(page?.rows ?? "[]") as unknown[][];
    const last = rows.at(-1);
    const isLast = !last || rows.length < PAGE;
    if (!isLast) asked = ask(last[0] as number);
    yield rows;
    if (isLast) return;
  }
}

/** Whole milliseconds: a double keeps them to far beyond any date of use, but not their last bit. */
function instant(value: unknown): Instant | null {
  return value === null ? null : Math.round(value as number);
}

/** One string for all that are equal: most of an alarm's words come from a small set. */
function interner(): (word: string) => string {
  const words = new Map<string, string>();
  return (word) => {
    const there = words.get(word);
    if (there !== undefined) return there;
    words.set(word, word);
    return word;
  };
}

const NONE: readonly string[] = Object.freeze([]);

function tagList(json: string): readonly string[] {
  return json === "[]" ? NONE : (JSON.parse(json) as string[]);
}
