import type { Pool } from "pg";
import type { Priority } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";
import { type Site, settingsOf } from "#site/site.ts";
import type { Window } from "#site/times.ts";
import type { Span } from "./bins.ts";
import type { Gaps } from "./coverage.ts";
import { type FloodLimits, limitsFrom } from "./flood.ts";
import { type Changed, readChanged } from "./read-changed.ts";
import { readServerGaps, readSourceGaps } from "./read-gaps.ts";
import { readRunningTests, type TestMemory } from "./read-tests.ts";

/** What figures need to know besides the log. Plain values: it goes to another thread. */
export interface Ground {
  readonly now: Instant;
  /** Every operator position of the site. */
  readonly partitions: readonly string[];
  /** Those that are switched on. */
  readonly sources: readonly { readonly id: string; readonly partition: string }[];
  /** Ids of the channels that call. */
  readonly phones: readonly string[];
  readonly hours: WorkingHours;
  readonly floods: FloodLimits;
  /** How long an alarm may be shelved, in minutes. */
  readonly shelving: Readonly<Record<Priority, number>>;
  /** When no server of the site was the active one. */
  readonly server: Gaps;
  /** By source: when it was lost. */
  readonly lost: ReadonlyMap<string, Gaps>;
  /** Points in test mode now. */
  readonly tests: readonly TestMemory[];
  readonly changed: Changed;
}

/** When people work; everything else is outside of it. */
export interface WorkingHours {
  /** IANA name. */
  readonly timeZone: string;
  readonly windows: readonly Window[];
}

export interface House {
  /** For what concerns the whole site: when its server and its sources could be heard. */
  readonly pool: Pool;
  readonly site: Site;
  readonly now: Instant;
}

export async function groundOf({ pool, site, now }: House, span: Span): Promise<Ground> {
  const [server, lost, tests, changed] = await Promise.all([
    readServerGaps(pool),
    readSourceGaps(pool, span),
    readRunningTests(pool),
    readChanged(pool, span),
  ]);
  const { timeZone, workingHours, shelving, floodFrom } = settingsOf(site);
  const sources = Array.from(site.items.source.values(), ({ body }) => body);
  return {
    now,
    partitions: [...new Set([...site.items.partition.keys(), ...sources.map(({ partition }) => partition)])],
    sources: sources.filter(({ enabled }) => enabled).map(({ id, partition }) => ({ id, partition })),
    phones: [...site.items.channel].filter(([, { body }]) => body.kind === "voice").map(([id]) => id),
    hours: { timeZone, windows: workingHours },
    floods: limitsFrom(floodFrom),
    shelving,
    server,
    lost,
    tests,
    changed,
  };
}
