import { parseArgs } from "node:util";
import type { KeptHistory, KeptKind } from "#history/kept.ts";
import type { HistoryKind } from "#history/retention.ts";
import { Fault } from "#kernel/fault.ts";
import { ASKING, ask, printJson } from "./ask.ts";

const MIB = 1024 ** 2;
const NAMES: Readonly<Record<HistoryKind, string>> = {
  events: "events and values",
  alarms: "history of alarms",
  messages: "messages",
  drills: "drills",
  duty: "duty",
};

/** Says what the database holds of each kind of history, what goes when, and what stays and why. */
export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: ASKING });
  const [verb = "status", ...more] = positionals;
  if (verb !== "status" || more.length > 0) throw new Fault("invalid", 'Say "tocsin history status".');
  const kept = (await ask(values, "GET", "/api/v1/history/retention")) as KeptHistory;
  if (values.json) printJson(kept);
  else for (const line of linesOf(kept)) console.log(line);
  return 0;
}

/** For a person. */
export function linesOf({ kinds, holds, openStories, lookedAt, nextLookAt, removals }: KeptHistory): string[] {
  return [
    ...kinds.flatMap(kindLines),
    ...holds.map(({ id, reason }) => `The legal hold '${id}' keeps what it covers: ${reason}`),
    ...(openStories.count === 0
      ? []
      : [
          `What belongs to ${openStories.count} alarms that have not ended stays, the oldest since ${day(openStories.oldest[0]?.since ?? 0)}.`,
        ]),
    `${lookedAt === null ? "Not looked after yet" : `Last looked after on ${time(lookedAt)}`}, next on ${time(nextLookAt)}.`,
    ...removals.slice(0, 5).map(({ kind, counts, oldest, newest, removedAt }) => {
      const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
      return `Removed on ${day(removedAt)}: ${rows} rows of ${NAMES[kind]}, ${day(oldest)} to ${day(newest)}.`;
    }),
  ];
}

function kindLines({
  kind,
  keepDays,
  rows,
  exact,
  bytes,
  bytesPerDay,
  oldest,
  goes,
  stays,
  nextAt,
}: KeptKind): string[] {
  const kept = keepDays === null ? "for ever" : `${keepDays} days`;
  const since = oldest === null ? "" : `, since ${day(oldest)}`;
  const next = nextAt === null ? "" : `, the next month goes after ${day(nextAt)}`;
  return [
    `${NAMES[kind].padEnd(18)} kept ${kept}: ${exact ? "" : "about "}${rows} rows${since}, ${mib(bytes)} MiB, ${mib(bytesPerDay)} MiB a day${next}`,
    ...goes.map(({ begins, bytes: of }) => `  ${month(begins)} goes with the next look (${mib(of)} MiB)`),
    ...stays.map(({ begins, because }) => `  ${month(begins)} stays: ${because}`),
  ];
}

function mib(bytes: number): string {
  return (bytes / MIB).toFixed(1);
}

function month(at: number): string {
  return new Date(at).toISOString().slice(0, 7);
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function time(at: number): string {
  return new Date(at).toISOString();
}
