import type { Instant } from "#kernel/clock.ts";
import { whereCalled } from "#site/called.ts";
import type { Language } from "#site/language.ts";
import { type Site, settingsOf } from "#site/site.ts";
import type { BadActor } from "./bad-actors.ts";
import type { Numbers } from "./figures.ts";
import { JUDGEABLE, type Kpi } from "./kpis.ts";
import type { Report } from "./report-times.ts";
import type { TableId } from "./table-ids.ts";
import { type Cell, isShare, type Table, type Told, type ToldActor, tableOf, toldIn } from "./tables.ts";
import { definitionOf, type NumberWords, unobservedIn, WORDS } from "./words.ts";
import { hoursText } from "./working-hours.ts";

/** What a report is about. A report of the site is one, and so is what somebody wants of the page. */
export interface ReportWish {
  readonly name: string;
  readonly what: readonly Report["what"][number][];
  readonly partitions: readonly string[];
  readonly language: Language;
}

export interface ReportFacts {
  readonly wish: ReportWish;
  /** Of whoever reads it: IANA name. */
  readonly timeZone: string;
  readonly site: Site;
  readonly numbers: Numbers;
  readonly badActors: readonly BadActor[];
  readonly called: Told["called"];
  readonly publicUrl: string;
  /** Why it is made: it was due, somebody asked for it besides its times, or it is what the page shows. */
  readonly occasion: { readonly due: Instant; readonly isLate: boolean } | "asked-for" | "page";
}

/** What a report says, before it is a mail or paper. */
export interface ReportContent {
  readonly language: Language;
  readonly timeZone: string;
  readonly words: NumberWords;
  readonly name: string;
  readonly siteName: string;
  /** Of which time it is. */
  readonly period: string;
  readonly notes: readonly string[];
  readonly kpis: readonly ShownKpi[];
  /** In their order; `kpis` is among them when they are wanted. */
  readonly tables: readonly Table[];
  readonly badActors: readonly ToldActor[];
  readonly link: string;
}

/** A figure as people read it. */
export interface ShownKpi {
  readonly name: string;
  readonly value: string;
  /** How much of the time was observed, or that it is as of now. */
  readonly coverage: string;
  readonly band: Kpi["band"];
  readonly target: string;
  readonly definition: string;
}

const TABLES_OF: Readonly<Record<Report["what"][number], readonly TableId[]>> = {
  kpis: ["kpis"],
  positions: ["positions"],
  floods: ["floods"],
  "top-ten": ["top-ten", "bad-actors"],
  nuisance: ["chattering", "fleeting", "stale"],
  standing: ["standing", "set-aside", "set-aside-now", "unauthorised"],
  priorities: ["priorities"],
  acknowledged: ["acknowledged"],
  messages: ["channels", "steps", "outside-hours", "unanswered"],
};

export function contentOf(facts: ReportFacts): ReportContent {
  const { wish, timeZone, site, numbers, badActors, called, publicUrl, occasion } = facts;
  const { name, what, partitions, language } = wish;
  const { name: siteName } = settingsOf(site);
  const words = WORDS[language];
  const moment = momentsIn(words, timeZone);
  const names = partitions.map((id) => site.items.partition.get(id)?.body.name ?? id);
  const told = toldIn(language, { numbers, badActors, site, called }, (alarm) => whereCalled(site, alarm));
  return {
    language,
    timeZone,
    words,
    name,
    siteName,
    period: words.report.about(moment.format(numbers.from), moment.format(numbers.to), timeZone),
    notes: [
      names.length === 0 ? words.wholeSite : words.report.of(names.join(", ")),
      words.coverage(covered(numbers.coverage.share, words)),
      ...(numbers.isOnePosition ? judgedBy(numbers, words) : [words.noTargets]),
      ...(what.includes("messages") ? [hoursNote(numbers, words)] : []),
      ...(occasion === "asked-for" ? [words.report.askedFor] : []),
      ...(typeof occasion === "object" && occasion.isLate ? [words.report.late(moment.format(occasion.due))] : []),
    ],
    kpis: numbers.kpis.map((kpi) => ({
      ...words.kpis[kpi.id],
      definition: definitionOf(kpi.id, words, numbers.limits),
      value: shownKpi(kpi, words),
      coverage: kpi.coverage === null ? words.now : covered(kpi.coverage, words),
      band: kpi.band,
    })),
    tables: what.flatMap((part) => TABLES_OF[part]).map((id) => tableOf(id, told)),
    badActors: told.badActors,
    link: `${publicUrl}/numbers?from=${numbers.from}&to=${numbers.to}`,
  };
}

/** What is to be thought of when figures are compared with their targets. */
function judgedBy({ coverage, isShort }: Numbers, words: NumberWords): string[] {
  return [...(coverage.share < JUDGEABLE ? [unobservedIn(words)] : []), ...(isShort ? [words.short] : [])];
}

/** Making one takes longer than writing a whole table with it. */
const moments = new Map<string, Intl.DateTimeFormat>();

/** To the minute with their day, as the language writes them. */
function momentsIn({ locale }: NumberWords, timeZone: string): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone}`;
  const known =
    moments.get(key) ?? new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone });
  moments.set(key, known);
  return known;
}

function hoursNote({ hours: { windows, timeZone } }: Numbers, words: NumberWords): string {
  return words.hours(hoursText(windows, words.locale), timeZone);
}

type Reading = Pick<ReportContent, "words" | "timeZone">;

/** The heads of a table as people read it: where a column has instants, by whose clocks they are shown. */
export function shownColumns({ columns, rows }: Table, { timeZone }: Reading): string[] {
  const hasInstants = (place: number) => rows.some((row) => typeof row[place] === "string" && INSTANT.test(row[place]));
  return columns.map((head, place) => (hasInstants(place) ? head.replace("(UTC)", `(${timeZone})`) : head));
}

/** A row as people read it: shares in percent, times to the minute with their day, as the reader's clocks show them. */
export function shownRow(table: Table, row: readonly Cell[], reading: Reading): string[] {
  return row.map((cell, column) => shownCell(cell, isShare(table, column), reading));
}

const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/u;
const INSTANTS = new RegExp(INSTANT, "gu");

function shownCell(value: Cell, ofShare: boolean, { words, timeZone }: Reading): string {
  if (value === null) return "–";
  if (typeof value === "number") return ofShare ? percent(value, words) : number(value, words);
  return value.replace(INSTANTS, (instant) => momentsIn(words, timeZone).format(Date.parse(instant)));
}

/** As people read it: `1.4`, `3 %`, `2 min 5 s`. */
function shownKpi({ value, unit }: Pick<Kpi, "value" | "unit">, words: NumberWords): string {
  if (value === null) return "–";
  if (unit === "share") return percent(value, words);
  if (unit === "ms") return duration(value);
  return number(value, words);
}

function percent(value: number, { locale }: NumberWords): string {
  return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }).format(value);
}

/** Rounded down: never more than was observed. */
function covered(value: number, { locale }: NumberWords): string {
  const options = { style: "percent", maximumFractionDigits: 1, roundingMode: "floor" } as const;
  return new Intl.NumberFormat(locale, options).format(value);
}

export function number(value: number, { locale }: NumberWords): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(value);
}

function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}
