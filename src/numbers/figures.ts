import type { Pool } from "pg";
import type { Instant } from "#kernel/clock.ts";
import { type Site, settingsOf } from "#site/site.ts";
import type { FencedRows } from "#store/fence.ts";
import type { Span } from "./bins.ts";
import type { Coverage, Gaps } from "./coverage.ts";
import { type FloodLimits, USUAL_LIMITS } from "./flood.ts";
import { type Kpi, kpisOf } from "./kpis.ts";
import { LogWalk } from "./log-walk.ts";
import type { PositionFigures } from "./position.ts";
import {
  type AlarmName,
  readFacts,
  readLog,
  readNames,
  readRunningTests,
  readServerGaps,
  readShelved,
  readSourceGaps,
  readTested,
  readUntouched,
  type Shelved,
} from "./read-log.ts";
import { type MessageFigures, readMessages, USUAL_HOURS } from "./read-messages.ts";

/** From where figures are read. */
export interface Ground {
  readonly rows: FencedRows;
  /** For what concerns the whole site: when its server and its sources could be heard. */
  readonly pool: Pool;
  readonly site: Site;
  readonly now: Instant;
}

export interface Wanted extends Span {
  /** Whose alarms; null: all of the site. A partition is an operator position. */
  readonly partitions: readonly string[] | null;
  readonly limits?: FloodLimits | undefined;
}

/** A position beside the others. */
export interface PositionLine {
  readonly partition: string;
  readonly total: number;
  readonly perTenMinutes: number | null;
  readonly maxTenMinutes: number;
  readonly overTen: number | null;
  readonly floods: number;
  readonly floodTime: number;
  readonly coverage: number;
}

/** All figures of a time, each with its coverage beside it. */
export interface Numbers extends Span {
  readonly partitions: readonly string[] | null;
  /** Targets hold for one operator position only. */
  readonly isOnePosition: boolean;
  readonly limits: FloodLimits;
  readonly kpis: readonly Kpi[];
  readonly coverage: Pick<Coverage, "share" | "serverDownMs" | "sources">;
  readonly figures: PositionFigures;
  readonly shelved: Shelved;
  /** Reports of points in test mode; in no other figure. */
  readonly tested: number;
  readonly messages: MessageFigures;
  readonly positions: readonly PositionLine[];
  /** Of every alarm that the figures mention. */
  readonly names: readonly AlarmName[];
  /** When the figures were made. */
  readonly madeAt: Instant;
}

/** Reads the log of a time once and counts. What is kept in memory grows with the number of alarms, not with the log. */
export async function numbersOf(ground: Ground, wanted: Wanted): Promise<Numbers> {
  const { rows, pool, site, now } = ground;
  const { partitions, limits = USUAL_LIMITS } = wanted;
  const span = { from: wanted.from, to: Math.max(wanted.from, Math.min(wanted.to, now)) };
  const [server, sources, tests] = await Promise.all([
    readServerGaps(pool, span.to),
    readSourceGaps(pool, span),
    readRunningTests(pool),
  ]);
  return rows.read(partitions, async (client) => {
    const known = partitions ?? knownPartitions(site);
    const walk = new LogWalk(span, known, limits);
    const facts = await readFacts(client);
    await readLog(client, span, facts, (change) => walk.take(change));
    for (const alarm of await readUntouched(client, span, facts, walk.seen)) walk.stood(alarm);
    const { whole, positions } = walk.finish(server, (partition) => downOf(site, partition, partitions, sources));
    const only = partitions?.length === 1 ? (partitions[0] ?? null) : null;
    const timeZone = settingsOf(site).timeZone;
    const phones = Array.from(site.items.channel.values(), ({ body }) => body).filter(({ kind }) => kind === "voice");
    const messages = await readMessages(
      client,
      span,
      only,
      { timeZone, ...USUAL_HOURS },
      phones.map(({ id }) => id),
    );
    const shelved = await readShelved(client, now, only);
    const lines = [...positions].map(([partition, { figures, coverage }]) => ({
      partition,
      total: figures.total,
      perTenMinutes: figures.tenMinutes.mean,
      maxTenMinutes: figures.tenMinutes.max,
      overTen: figures.tenMinutes.overLimit,
      floods: figures.floods.count,
      floodTime: figures.floods.share,
      coverage: coverage.share,
    }));
    const isOnePosition = lines.filter(({ total }) => total > 0).length <= 1;
    return {
      ...span,
      partitions,
      isOnePosition,
      limits,
      kpis: kpisOf(whole.figures, shelved.count, messages, isOnePosition),
      coverage: {
        share: whole.coverage.share,
        serverDownMs: whole.coverage.serverDownMs,
        sources: whole.coverage.sources.filter(({ downMs }) => downMs > 0),
      },
      figures: whole.figures,
      shelved,
      tested: await readTested(client, span, only, tests),
      messages,
      positions: lines,
      names: await readNames(client, mentioned(whole.figures)),
      madeAt: now,
    };
  });
}

function knownPartitions(site: Site): string[] {
  const used = Array.from(site.items.source.values(), ({ body }) => body.partition);
  return [...new Set([...site.items.partition.keys(), ...used])];
}

/** When each source of a position was lost. */
function downOf(
  site: Site,
  partition: string | null,
  among: readonly string[] | null,
  gaps: ReadonlyMap<string, Gaps>,
): Map<string, Gaps> {
  const own = Array.from(site.items.source.values(), ({ body }) => body).filter(({ enabled, partition: where }) => {
    if (!enabled) return false;
    return partition === null ? among === null || among.includes(where) : where === partition;
  });
  return new Map(own.map(({ id }) => [id, gaps.get(id) ?? []]));
}

function mentioned({ floods, chattering, fleeting, standing, topTen }: PositionFigures): number[] {
  return [
    ...new Set([
      ...floods.list.flatMap(({ firstOut, top }) => [firstOut, ...top.map(({ alarm }) => alarm)]),
      ...[...chattering.worst, ...fleeting.worst, ...standing.oldest, ...topTen].map(({ alarm }) => alarm),
    ]),
  ];
}
