import { nameOr } from "#kernel/actor.ts";
import { type CsvCell, csvLine } from "#kernel/csv.ts";
import { conditionIn } from "#site/condition-words.ts";
import type { Language } from "#site/language.ts";
import { alarmTextIn } from "#site/said.ts";
import type { Site } from "#site/site.ts";
import type { BadActor } from "./bad-actors.ts";
import { DAY_MS } from "./bins.ts";
import type { Numbers } from "./figures.ts";
import type { AlarmName } from "./read-log.ts";
import type { TableId } from "./table-ids.ts";
import { definitionOf, type NumberWords, WORDS } from "./words.ts";

export type Cell = CsvCell;

export interface Table {
  readonly id: TableId;
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Columns that hold shares, which people read in percent. */
const SHARES: Partial<Record<TableId, readonly number[]>> = {
  kpis: [3],
  positions: [4, 6, 7],
  "top-ten": [5],
  priorities: [2],
  channels: [5],
};

/** Whether a column of a table holds shares from 0 to 1. */
export function isShare({ id }: Pick<Table, "id">, column: number): boolean {
  return SHARES[id]?.includes(column) === true;
}

/** What tables are made from. */
export interface Told {
  readonly numbers: Omit<Numbers, "names"> & { readonly names: readonly ToldAlarm[] };
  readonly badActors: readonly ToldActor[];
  readonly site: Site;
  readonly words: NumberWords;
  /** What is called who did something; null: nobody who is known. */
  readonly called: (actor: string) => string | null;
}

interface ToldAlarm extends AlarmName {
  readonly where: string;
}

export type ToldActor = Omit<BadActor, "alarm"> & { readonly alarm: BadActor["alarm"] & ToldAlarm };

interface Counted extends Pick<Told, "site" | "called"> {
  readonly numbers: Numbers;
  readonly badActors: readonly BadActor[];
}

/** Alarms as they are read in a language. @param where places as people find them, or as programs do */
export function toldIn(
  language: Language,
  { numbers, badActors, ...told }: Counted,
  where: (alarm: AlarmName) => string = addressOf,
): Told {
  const said = <A extends AlarmName>(alarm: A): A & ToldAlarm => ({
    ...alarm,
    where: where(alarm),
    text: alarmTextIn(language, alarm),
    condition: conditionIn(language, alarm.condition),
  });
  return {
    ...told,
    words: WORDS[language],
    numbers: { ...numbers, names: numbers.names.map(said) },
    badActors: badActors.map((actor) => ({ ...actor, alarm: said(actor.alarm) })),
  };
}

/** The rows of one table, as machines want them: times in UTC, shares from 0 to 1, spans in seconds. */
export function tableOf(id: TableId, told: Told): Table {
  return { id, ...told.words.tables[id], rows: ROWS[id](told) };
}

/** Cells that say what is there, and nothing that a spreadsheet would carry out (CWE-1236). RFC 4180. */
export function csvOf({ columns, rows }: Pick<Table, "columns" | "rows">): string {
  return [columns, ...rows].map((row) => csvLine(row.map(rounded))).join("");
}

/** More digits than six say nothing. */
const rounded = (cell: Cell) => (typeof cell === "number" ? Math.round(cell * 1e6) / 1e6 : cell);
const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());
const seconds = (ms: number | null) => (ms === null ? null : ms / 1000);

const ROWS: Readonly<Record<TableId, (told: Told) => Cell[][]>> = {
  kpis: ({ numbers, words }) =>
    numbers.kpis.map(({ id, value, unit, coverage, band }) => {
      const { name, target } = words.kpis[id];
      const shown = unit === "ms" ? seconds(value) : value;
      return [
        name,
        shown,
        unit === "ms" ? "s" : unit === "share" ? "0–1" : "",
        coverage,
        band && words.bands[band],
        target,
        definitionOf(id, words, numbers.limits),
      ];
    }),
  positions: ({ numbers, site }) =>
    numbers.positions.map((one) => [
      site.items.partition.get(one.partition)?.body.name ?? one.partition,
      one.total,
      one.perTenMinutes,
      one.maxTenMinutes,
      one.overTen,
      one.floods,
      one.floodTime,
      one.coverage,
    ]),
  series: ({ numbers: { figures } }) =>
    figures.series.counts.map((count, place) => [
      iso(figures.series.begin + place * figures.series.widthMs),
      figures.series.widthMs / 1000,
      count,
    ]),
  distribution: ({ numbers: { figures } }) =>
    figures.distribution.map((intervals, count) => [
      count === figures.distribution.length - 1 ? `${count} ≤` : count,
      intervals,
    ]),
  days: ({ numbers: { figures } }) =>
    figures.dayPoints.map(({ at, mean, max }) => [iso(at)?.slice(0, 10) ?? "", mean, max]),
  floods: (told) =>
    told.numbers.figures.floods.list.map((flood) => [
      iso(flood.start),
      iso(flood.end),
      seconds((flood.end ?? told.numbers.to) - flood.start),
      flood.count,
      flood.peak,
      flood.peakPerMinute,
      textOf(told, flood.firstOut),
      flood.top.map(({ alarm, count }) => `${textOf(told, alarm)} (${count})`).join("; "),
    ]),
  "top-ten": (told) =>
    told.numbers.figures.topTen.map(({ alarm, count }) => {
      const { figures } = told.numbers;
      return [
        ...nameOf(told, alarm),
        partitionOf(told, alarm),
        count,
        figures.total === 0 ? null : count / figures.total,
      ];
    }),
  "bad-actors": (told) =>
    told.badActors.map(({ alarm, count, suggestion, basis, replayed, at }) => [
      alarm.text,
      alarm.where,
      alarm.condition,
      count,
      suggestion
        ? `${told.words.settings[suggestion.kind]}${at ? "" : `, ${told.words.atDevice}`}`
        : told.words.noSuggestion,
      settingOf(suggestion?.kind, suggestion?.before),
      settingOf(suggestion?.kind, suggestion?.after),
      suggestion?.raisesBefore ?? null,
      suggestion?.raisesAfter ?? null,
      seconds(suggestion?.longestLaterMs ?? null),
      `${told.words.basis[basis]} ${iso(replayed.from)} – ${iso(replayed.to)}`,
    ]),
  chattering: (told) =>
    told.numbers.figures.chattering.worst.map((one) => [...nameOf(told, one.alarm), one.chatters, one.activations]),
  fleeting: (told) =>
    told.numbers.figures.fleeting.worst.map((one) => [...nameOf(told, one.alarm), one.fleeting, one.activations]),
  stale: ({ numbers: { figures } }) =>
    figures.stale.days.map((count, day) => [iso(figures.stale.begin + day * DAY_MS)?.slice(0, 10) ?? "", count]),
  standing: (told) =>
    told.numbers.figures.standing.oldest.map(({ alarm, since }) => [...nameOf(told, alarm), iso(since)]),
  "set-aside": ({ numbers: { setAside, figures }, words }) =>
    setAside.states.map(({ state, count, meanAgeMs, oldest, overdue }) => [
      words.setAside[state],
      count,
      seconds(meanAgeMs),
      iso(oldest),
      overdue,
      figures.hidden[state],
    ]),
  "set-aside-now": (told) =>
    told.numbers.setAside.list.map(({ alarm, state, since, by, reason, until, isOverdue }) => [
      ...nameOf(told, alarm),
      told.words.setAside[state],
      iso(since),
      by.map((one) => whoOf(told, one)).join(", "),
      reason,
      iso(until),
      isOverdue ? told.words.setAside.overdue : "",
    ]),
  priorities: ({ numbers: { figures }, words }) =>
    figures.priorities.map(({ priority, count, share }) => [words.priorities[priority], count, share]),
  acknowledged: ({ numbers: { figures }, words }) => [
    ...figures.acknowledged.byPriority.map((one) => [
      words.by.priority,
      words.priorities[one.group as keyof NumberWords["priorities"]] ?? one.group,
      one.count,
      seconds(one.medianMs),
      seconds(one.p95Ms),
    ]),
    ...figures.acknowledged.byVia.map((one) => [
      words.by.via,
      words.ways[one.group] ?? one.group,
      one.count,
      seconds(one.medianMs),
      seconds(one.p95Ms),
    ]),
  ],
  channels: ({ numbers: { messages }, site }) =>
    messages.channels.map((one) => [
      site.items.channel.get(one.channel)?.body.name ?? one.channel,
      one.ended,
      one.delivered,
      one.accepted,
      one.rejected,
      one.success,
      one.attempts,
    ]),
  steps: ({ numbers: { messages } }) => messages.steps.map(({ step, callouts }) => [step + 1, callouts]),
  "outside-hours": ({ numbers: { messages }, site }) =>
    messages.outsideHours.map(({ person, callouts }) => [site.items.person.get(person)?.body.name ?? person, callouts]),
  unanswered: ({ numbers: { messages }, site }) =>
    messages.unanswered.map(({ person, calls, of }) => [site.items.person.get(person)?.body.name ?? person, calls, of]),
  unauthorised: ({ numbers: { figures, changed }, words }) => [
    [words.unauthorised.atDevice, figures.bypassed],
    ...(["alone", "onMachine"] as const).map((how) => [words.unauthorised[how], changed?.[how] ?? null]),
  ],
  "opc-ua": ({ numbers }) => metricsOf(numbers),
};

/** AlarmMetricsType. Its rates count 10 minutes; durations are milliseconds there too. */
function metricsOf({ from, figures: { total, again, informational, longest, tenMinutes } }: Numbers): Cell[][] {
  return [
    ["AlarmCount", total - again + informational, ""],
    ["StartTime", iso(from), "UTC"],
    ["MaximumActiveState", longest.activeMs, "ms"],
    ["MaximumUnAck", longest.unacknowledgedMs, "ms"],
    ["CurrentAlarmRate", longest.current, "/ 10 min"],
    ["MaximumAlarmRate", tenMinutes.max, "/ 10 min"],
    ["MaximumReAlarmCount", longest.reAlarms, ""],
    ["AverageAlarmRate", tenMinutes.mean, "/ 10 min"],
  ];
}

function settingOf(kind: string | undefined, value: number | undefined): Cell {
  if (kind === undefined || value === undefined) return null;
  return kind === "deadband" ? value : `${value / 1000} s`;
}

function addressOf({ source, point }: AlarmName): string {
  return `${source}/${point}`;
}

function nameOf(told: Told, id: number): [Cell, Cell, Cell] {
  const alarm = told.numbers.names.find((one) => one.id === id);
  return alarm ? [alarm.text, alarm.where, alarm.condition] : [`${id}`, null, null];
}

/** Who ordered it, or which rule of the site or device did it. */
function whoOf({ site, words, called }: Told, by: string): string {
  if (by === "inhibit") return words.setAside.device;
  const rule = by.startsWith("rule:") ? by.slice("rule:".length) : null;
  if (rule !== null) return words.setAside.rule(site.items.suppression.get(rule)?.body.name ?? rule);
  return nameOr(by, called);
}

function textOf(told: Told, id: number): string {
  return told.numbers.names.find((one) => one.id === id)?.text ?? `${id}`;
}

function partitionOf({ numbers, site }: Told, id: number): Cell {
  const partition = numbers.names.find((one) => one.id === id)?.partition ?? "";
  return site.items.partition.get(partition)?.body.name ?? partition;
}
