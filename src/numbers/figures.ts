import type { Instant } from "#kernel/clock.ts";
import type { FencedRows } from "#store/fence.ts";
import { DAY_MS, HOUR_MS, passed, type Span } from "./bins.ts";
import type { Coverage, Gaps } from "./coverage.ts";
import type { FloodLimits } from "./flood.ts";
import type { Ground, WorkingHours } from "./ground.ts";
import { type Kpi, kpisOf } from "./kpis.ts";
import { LogWalk } from "./log-walk.ts";
import type { PositionFigures } from "./position.ts";
import type { Changed } from "./read-changed.ts";
import { type AlarmName, readFacts, readLog, readNames, readUntouched } from "./read-log.ts";
import { type MessageFigures, readMessages } from "./read-messages.ts";
import { readSetAside } from "./read-set-aside.ts";
import { readTested } from "./read-tests.ts";
import { type SetAside, setAsideOf } from "./set-aside.ts";

/** The shortest time of a periodic report; a preset of 30 days may lack its last minute. */
const PERIODIC_MS = 30 * DAY_MS - HOUR_MS;

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
  readonly floodTime: number | null;
  readonly coverage: number;
}

/** All figures of a time, each with its coverage beside it. */
export interface Numbers extends Span {
  readonly partitions: readonly string[] | null;
  /** Targets hold for one operator position only. */
  readonly isOnePosition: boolean;
  /** It is shorter than the 30 days that targets are meant for (ISA-18.2 §16.4). */
  readonly isShort: boolean;
  readonly limits: FloodLimits;
  readonly kpis: readonly Kpi[];
  readonly coverage: Pick<Coverage, "share" | "serverDownMs" | "sources">;
  readonly figures: PositionFigures;
  /** When the figures were made, and not within their time. */
  readonly setAside: SetAside;
  /** Reports of points in test mode; in no other figure. */
  readonly tested: number;
  readonly messages: MessageFigures;
  readonly hours: WorkingHours;
  /** null: only of the whole site, for a document of the site has no position. */
  readonly changed: Changed | null;
  readonly positions: readonly PositionLine[];
  /** Of every alarm that the figures mention. */
  readonly names: readonly AlarmName[];
  /** When the figures were made. */
  readonly madeAt: Instant;
}

/**
 * Reads the log of a time once and counts. What is kept in memory grows with the number of alarms, not with the log.
 * @param tell how much of it is done, from 0 to 1
 */
export function numbersOf(
  rows: FencedRows,
  ground: Ground,
  wanted: Wanted,
  tell: (share: number) => void,
): Promise<Numbers> {
  const { now, hours } = ground;
  const { partitions, limits = ground.floods } = wanted;
  const span = passed(wanted, now);
  return rows.read(partitions, async (client) => {
    const walk = new LogWalk(span, partitions ?? ground.partitions, limits);
    const facts = await readFacts(client);
    await readLog(client, span, facts, (change) => walk.take(change), tell);
    for (const alarm of await readUntouched(client, span, facts, walk.seen)) walk.stood(alarm);
    const { whole, positions } = walk.finish(ground.server, (partition) => lostOf(ground, partition, partitions));
    const only = partitions?.length === 1 ? (partitions[0] ?? null) : null;
    const messages = await readMessages(client, span, only, hours, ground.phones);
    const setAside = setAsideOf(await readSetAside(client, only), ground.shelving, now);
    const changed = partitions === null ? ground.changed : null;
    const each = [...positions].map(([partition, { figures, coverage }]) => ({
      partition,
      total: figures.total,
      perTenMinutes: figures.tenMinutes.mean,
      maxTenMinutes: figures.tenMinutes.max,
      overTen: figures.tenMinutes.overLimit,
      floods: figures.floods.count,
      floodTime: figures.floods.share,
      coverage: coverage.share,
    }));
    // The busiest first: that is where somebody must look.
    const lines = each.toSorted((a, b) => b.total - a.total || a.partition.localeCompare(b.partition));
    const isOnePosition = lines.filter(({ total }) => total > 0).length <= 1;
    return {
      ...span,
      partitions,
      isOnePosition,
      isShort: span.to - span.from < PERIODIC_MS,
      limits,
      kpis: kpisOf(
        { figures: whole.figures, setAside, messages, changed, coverage: whole.coverage.share },
        isOnePosition,
      ),
      coverage: {
        share: whole.coverage.share,
        serverDownMs: whole.coverage.serverDownMs,
        sources: whole.coverage.sources.filter(({ downMs }) => downMs > 0),
      },
      figures: whole.figures,
      setAside,
      tested: await readTested(client, span, only, ground.tests),
      messages,
      hours,
      changed,
      positions: lines,
      names: await readNames(client, mentioned(whole.figures, setAside)),
      madeAt: now,
    };
  });
}

/** When each source of a position was lost. */
function lostOf(
  { sources, lost }: Ground,
  partition: string | null,
  among: readonly string[] | null,
): Map<string, Gaps> {
  const own = sources.filter(({ partition: where }) =>
    partition === null ? among === null || among.includes(where) : where === partition,
  );
  return new Map(own.map(({ id }) => [id, lost.get(id) ?? []]));
}

function mentioned({ floods, chattering, fleeting, standing, topTen }: PositionFigures, { list }: SetAside): number[] {
  return [
    ...new Set([
      ...floods.list.flatMap(({ firstOut, top }) => [firstOut, ...top.map(({ alarm }) => alarm)]),
      ...[...chattering.worst, ...fleeting.worst, ...standing.oldest, ...topTen, ...list].map(({ alarm }) => alarm),
    ]),
  ];
}
