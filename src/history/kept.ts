import type { Pool } from "pg";
import type { Instant } from "#kernel/clock.ts";
import { type Growth, perDay } from "./growth.ts";
import { isMonthly, lastRemovals, monthsOf, oldestIn, type StoredRemoval, standingHolds } from "./removals.ts";
import {
  HISTORY_KINDS,
  type HistoryKind,
  judgeKind,
  type KeepDays,
  type KindPlan,
  LEAST_DAYS,
  lastNight,
  nextNight,
  type StandingHold,
} from "./retention.ts";
import type { HistorySettings } from "./retention-desk.ts";

const DAY_MS = 86_400_000;
/** Up to here rows are counted; beyond it the database's own estimate is good enough. */
const COUNTED = 100_000;
/** How fast it grows is told from this last time. */
const RECENT_MS = 31 * DAY_MS;
const STORIES_SHOWN = 5;

/** What a kind holds, its main table first, and an SQL expression for when its oldest row came, where it has no months. */
const TABLES: Readonly<Record<HistoryKind, readonly [tables: readonly string[], oldest: string]>> = {
  events: [["event", "event_block"], ""],
  alarms: [
    ["transition", "callout", "procedure_run", "procedure_entry", "alarm_note", "file", "file_chunk", "file_alarm"],
    "",
  ],
  messages: [
    ["notification", "delivery_attempt", "report_mail", "incoming_part"],
    "(select created_at from core.notification order by id limit 1)",
  ],
  drills: [["drill_run"], "(select min(begun_at) from core.drill_run)"],
  duty: [
    ["hand_over", "duty_swap", "report_run"],
    "least((select min(offered_at) from core.hand_over), (select min(offered_at) from core.duty_swap), (select min(made_at) from core.report_run))",
  ],
};

export interface KeptKind extends KindPlan, Growth {
  readonly kind: HistoryKind;
  /** Of its main table; about so many where `exact` is false. */
  readonly rows: number;
  readonly exact: boolean;
  readonly oldest: Instant | null;
}

export interface KeptHistory {
  readonly kinds: readonly KeptKind[];
  /** The audit trail beside it, which is kept by rules of its own. */
  readonly auditTrail: Growth;
  readonly holds: readonly StandingHold[];
  /** Alarms that have not ended and began before some of their kind's history goes: theirs stays whole. */
  readonly openStories: { readonly count: number; readonly oldest: readonly { alarm: number; since: Instant }[] };
  /** Wall-clock time of the nightly look, and the site's time zone. */
  readonly at: string;
  readonly timeZone: string;
  readonly lookedAt: Instant | null;
  /** When it is looked after again. */
  readonly nextLookAt: Instant;
  readonly leastDays: number;
  /** What was removed lately, the latest first. */
  readonly removals: readonly StoredRemoval[];
}

/** What the database holds of each kind, what goes when, and what stays all the same. */
export async function readKept(
  pool: Pool,
  { keepDays, at, timeZone }: HistorySettings,
  auditKeepDays: number | null,
  now: Instant,
): Promise<KeptHistory> {
  const holds = await standingHolds(pool);
  const kinds = await readKinds(pool, keepDays, holds, now);
  const { rows } = await pool.query<{ at: Date }>("select at from core.history_look");
  const lookedAt = rows[0]?.at.getTime() ?? null;
  const missed = (lookedAt ?? 0) < lastNight(now, timeZone, at);
  return {
    kinds,
    auditTrail: await readTrail(pool, auditKeepDays, now),
    holds,
    openStories: await readOpenStories(pool, keepDays, now),
    at,
    timeZone,
    lookedAt,
    nextLookAt: missed ? now : nextNight(now, timeZone, at),
    leastDays: LEAST_DAYS,
    removals: await lastRemovals(pool, 20),
  };
}

/** One after another: nothing else waits for it. */
export async function readKinds(
  pool: Pool,
  keepDays: KeepDays,
  holds: readonly StandingHold[],
  now: Instant,
): Promise<KeptKind[]> {
  const kinds: KeptKind[] = [];
  for (const kind of HISTORY_KINDS) kinds.push(await readKind(pool, kind, keepDays[kind], holds, now));
  return kinds;
}

async function readKind(
  pool: Pool,
  kind: HistoryKind,
  keepDays: number | null,
  holds: readonly StandingHold[],
  now: Instant,
): Promise<KeptKind> {
  const [tables, oldestRow] = TABLES[kind];
  const months = await monthsOf(pool, kind);
  const plan = judgeKind(keepDays, months, holds, now);
  const { rows, exact } = await countRows(pool, tables[0] ?? "");
  const all = await bytesOf(
    pool,
    tables.map((table) => `core.${table}`),
  );
  let oldest: Instant | null = null;
  let bytesPerDay = 0;
  if (isMonthly(kind)) {
    const inOrder = months.toSorted((one, other) => one.begins - other.begins);
    const before = { part: "", bytes: 0, begins: 0, ends: inOrder[0]?.begins ?? now };
    for (const month of [before, ...inOrder]) {
      oldest = await oldestIn(pool, kind, month);
      if (oldest !== null) break;
    }
    const recent = inOrder.filter(({ begins, ends }) => ends > now - RECENT_MS && begins <= now);
    const since = Math.max(recent[0]?.begins ?? now, oldest ?? now);
    const lately = recent.reduce((sum, { bytes }) => sum + bytes, 0);
    const others = all - months.reduce((sum, { bytes }) => sum + bytes, 0);
    bytesPerDay = perDay(lately, now - since) + perDay(others, now - (oldest ?? now));
  } else {
    const found = await pool.query<{ oldest: Date | null }>(`select ${oldestRow} as oldest`);
    oldest = found.rows[0]?.oldest?.getTime() ?? null;
    bytesPerDay = perDay(all, now - (oldest ?? now));
  }
  return { ...plan, kind, keepDays, rows, exact, bytes: all, oldest, bytesPerDay: rows === 0 ? 0 : bytesPerDay };
}

async function countRows(pool: Pool, table: string): Promise<{ rows: number; exact: boolean }> {
  const { rows } = await pool.query<{ counted: number; estimate: number }>(
    `select (select count(*) from (select from core.${table} limit ${COUNTED + 1}) as first)::float8 as counted,
            (select coalesce(sum(greatest(c.reltuples, 0)), 0) from pg_class c
              where c.oid = $1::regclass or c.oid in (select inhrelid from pg_inherits where inhparent = $1::regclass))::float8 as estimate`,
    [`core.${table}`],
  );
  const { counted, estimate } = rows[0] ?? { counted: 0, estimate: 0 };
  return counted <= COUNTED
    ? { rows: counted, exact: true }
    : { rows: Math.max(counted, Math.round(estimate)), exact: false };
}

async function bytesOf(pool: Pool, tables: readonly string[]): Promise<number> {
  const { rows } = await pool.query<{ bytes: number }>(
    `select sum(pg_total_relation_size(t::regclass)
              + coalesce((select sum(pg_total_relation_size(inhrelid)) from pg_inherits where inhparent = t::regclass), 0))::float8 as bytes
       from unnest($1::text[]) as t`,
    [tables],
  );
  return rows[0]?.bytes ?? 0;
}

async function readTrail(pool: Pool, keepDays: number | null, now: Instant): Promise<Growth> {
  const bytes = await bytesOf(pool, ["audit.entry", "audit.checkpoint", "audit.tile", "audit.removed_leaf"]);
  const { rows } = await pool.query<{ at: Date }>("select at from audit.entry order by seq limit 1");
  return { bytes, keepDays, bytesPerDay: perDay(bytes, now - (rows[0]?.at.getTime() ?? now)) };
}

async function readOpenStories(pool: Pool, keepDays: KeepDays, now: Instant): Promise<KeptHistory["openStories"]> {
  const shortest = Math.min(...Object.values(keepDays).map((days) => days ?? Number.POSITIVE_INFINITY));
  if (!Number.isFinite(shortest)) return { count: 0, oldest: [] };
  const { rows } = await pool.query<{ alarm: number; since: Date; count: number }>(
    `select a.id::float8 as alarm, coalesce(a.raised_at, a.changed_at) as since, count(*) over ()::float8 as count
       from core.alarm a where a.id in (select alarm from core.open_stories()) and coalesce(a.raised_at, a.changed_at) < $1
      order by since limit ${STORIES_SHOWN}`,
    [new Date(now - shortest * DAY_MS)],
  );
  return {
    count: rows[0]?.count ?? 0,
    oldest: rows.map(({ alarm, since }) => ({ alarm, since: since.getTime() })),
  };
}
