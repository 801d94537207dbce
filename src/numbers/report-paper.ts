import type { Block, Report } from "#paper/report.ts";
import type { Numbers } from "./figures.ts";
import { type ReportContent, shownCell } from "./report-content.ts";
import { SHOWN_ROWS } from "./report-mail.ts";
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
    made: notes.join(" "),
    sections: [
      ...(hasKpis ? [{ title: words.tables.series.title, blocks: charts(numbers, words) }] : []),
      ...tables.map((table) => ({
        title: table.title,
        blocks: table.id === "kpis" ? [kpiTable(content, table)] : tableBlocks(table, words),
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

function kpiTable({ words, kpis }: ReportContent, { columns }: Table): Block {
  const [figure = "", value = "", , band = "", target = ""] = columns;
  return {
    kind: "table",
    columns: [figure, value, band, target],
    widths: [4, 1.6, 2.2, 4],
    rows: kpis.map((kpi) => [kpi.name, kpi.value, kpi.band ? words.bands[kpi.band] : "", kpi.target]),
    figures: new Set([1]),
  };
}

function tableBlocks({ columns, rows }: Table, words: NumberWords): Block[] {
  if (rows.length === 0) return [{ kind: "text", text: words.nothing, muted: true }];
  const shown = rows.slice(0, SHOWN_ROWS).map((row) => row.map((cell) => shownCell(cell, words)));
  const lengths = columns.map((column, place) =>
    Math.max(longestWord(column), ...shown.map((row) => Math.min(40, row[place]?.length ?? 0))),
  );
  const table: Block = {
    kind: "table",
    columns,
    widths: lengths.map((length) => length + 2),
    rows: shown,
    figures: new Set(columns.keys().filter((place) => rows.every((row) => typeof row[place] !== "string"))),
  };
  const left = rows.length - shown.length;
  return left > 0 ? [table, { kind: "text", text: `… ${left}`, muted: true }] : [table];
}

function longestWord(text: string): number {
  return Math.max(...text.split(" ").map((word) => word.length));
}

function charts({ figures: { series, distribution } }: Numbers, words: NumberWords): Block[] {
  const when = new Intl.DateTimeFormat(words.locale, {
    day: "numeric",
    month: "short",
    timeZone: "UTC",
    ...(series.widthMs <= HOUR_MS ? { hour: "2-digit", minute: "2-digit" } : {}),
  });
  return [
    {
      kind: "bars",
      title: words.charts.series,
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
