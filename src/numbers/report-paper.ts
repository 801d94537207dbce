import type { Block, Report } from "#paper/report.ts";
import type { Numbers } from "./figures.ts";
import { number, type ReportContent, shownColumns, shownRow } from "./report-content.ts";
import { SHOWN_ROWS } from "./report-mail.ts";
import type { Suggestion } from "./suggest.ts";
import type { Table } from "./tables.ts";
import type { NumberWords } from "./words.ts";

const HOUR_MS = 3_600_000;

/** A report as paper: charts first, then its figures and tables, and at the end how each figure is counted. */
export function paperOf(content: ReportContent, numbers: Numbers): Report {
  const { language, words, name, siteName, period, notes, kpis, tables } = content;
  const hasKpis = tables.some(({ id }) => id === "kpis");
  return {
    language,
    heading: name,
    title: words.report.subject(siteName, period),
    made: notes.join("\n"),
    sections: [
      ...(hasKpis ? [{ title: words.charts.title, blocks: charts(numbers, content) }] : []),
      ...tables.map((table) => ({
        title: table.title,
        blocks: blocksOf(table, content),
      })),
      {
        title: words.report.definitions,
        blocks: [
          { kind: "text" as const, text: words.counted },
          ...(hasKpis
            ? [{ kind: "facts" as const, facts: kpis.map((kpi) => [kpi.name, kpi.definition] as const) }]
            : []),
        ],
      },
    ],
  };
}

function blocksOf(table: Table, content: ReportContent): Block[] {
  if (table.id === "kpis") return [kpiTable(content, table)];
  if (table.rows.length === 0) return [{ kind: "text", text: content.words.nothing, muted: true }];
  return table.id === "bad-actors" ? [badActors(content)] : tableBlocks(table, content);
}

/** Its table is too wide for a sheet. */
function badActors({ badActors: actors, words }: ReportContent): Block {
  return {
    kind: "facts",
    facts: actors.map(({ alarm, suggestion, at }) => [
      `${alarm.text} (${alarm.where})`,
      suggestion ? proposal(suggestion, at ? null : words.atDevice, words) : words.noSuggestion,
    ]),
  };
}

function proposal({ kind, before, after, ...effect }: Suggestion, where: string | null, words: NumberWords): string {
  const shown = (value: number) => (kind === "deadband" ? number(value, words) : `${number(value / 1000, words)} s`);
  const { raisesBefore, raisesAfter, longestLaterMs } = effect;
  const said = words.effect(number(raisesBefore, words), number(raisesAfter, words), longestLaterMs);
  return `${words.settings[kind]} ${shown(before)} → ${shown(after)}${where ? `, ${where}` : ""}: ${said}`;
}

function kpiTable({ words, kpis }: ReportContent, { columns }: Table): Block {
  const [figure = "", value = "", , coverage = "", band = "", target = ""] = columns;
  return {
    kind: "table",
    columns: [figure, value, coverage, band, target],
    widths: [4, 1.5, 1.6, 2.4, 4],
    rows: kpis.map((kpi) => [kpi.name, kpi.value, kpi.coverage, kpi.band ? words.bands[kpi.band] : "", kpi.target]),
    figures: new Set([1, 2]),
  };
}

function tableBlocks(table: Table, content: ReportContent): Block[] {
  const { rows } = table;
  const columns = shownColumns(table, content);
  const shown = rows.slice(0, SHOWN_ROWS).map((row) => shownRow(table, row, content));
  const paper: Block = {
    kind: "table",
    columns,
    widths: widthsOf([columns, ...shown]),
    rows: shown,
    figures: new Set(columns.keys().filter((place) => rows.every((row) => typeof row[place] !== "string"))),
  };
  const left = rows.length - shown.length;
  return left > 0 ? [paper, { kind: "text", text: `… ${left}`, muted: true }] : [paper];
}

/** Letters that stand beside each other on a sheet. */
const ACROSS = 84;

/** In letters: each column has room for its longest word, and what is left over goes to those that have more to say. */
function widthsOf(rows: readonly (readonly string[])[]): number[] {
  const [heads = []] = rows;
  const cellsOf = (place: number) => rows.map((row) => row[place] ?? "");
  const least = heads.map((_, place) => 2 + Math.min(20, Math.max(...cellsOf(place).map(longestWord))));
  const wanted = heads.map((_, place) => 2 + Math.min(60, Math.max(...cellsOf(place).map(({ length }) => length))));
  const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
  const more = sum(wanted) - sum(least);
  const spare = Math.max(0, ACROSS - sum(least));
  return least.map((width, place) => width + (more === 0 ? 0 : (((wanted[place] ?? 0) - width) / more) * spare));
}

function longestWord(text: string): number {
  return Math.max(...text.split(/[\s/]/u).map(({ length }) => length));
}

const widthOf = (widthMs: number) => (widthMs > HOUR_MS ? "day" : widthMs === HOUR_MS ? "hour" : "tenMinutes");

function charts({ figures: { series, distribution } }: Numbers, { words, timeZone }: ReportContent): Block[] {
  const when = new Intl.DateTimeFormat(words.locale, {
    day: "numeric",
    month: "short",
    ...(series.widthMs <= HOUR_MS ? { timeZone, hour: "2-digit", minute: "2-digit" } : { timeZone: "UTC" }),
  });
  return [
    {
      kind: "bars",
      title: `${words.charts.series}: ${words.charts[widthOf(series.widthMs)](timeZone)}`,
      bars: series.counts.map((value, place) => ({ label: when.format(series.begin + place * series.widthMs), value })),
    },
    {
      kind: "bars",
      title: words.charts.distribution,
      bars: distribution.map((value, count) => ({
        label: count === distribution.length - 1 ? `≥ ${count}` : `${count}`,
        value,
      })),
    },
  ];
}
