import type { Language } from "#site/language.ts";
import { type Site, settingsOf } from "#site/site.ts";
import type { BadActor } from "./bad-actors.ts";
import type { Numbers } from "./figures.ts";
import type { Kpi } from "./kpis.ts";
import type { Report } from "./report-times.ts";
import { type Cell, csvOf, type Table, tableOf } from "./tables.ts";
import { type NumberWords, type TableId, WORDS } from "./words.ts";

/** A report as it goes out. */
export interface ReportMail {
  readonly subject: string;
  /** For those who see no HTML. Its first line is the subject. */
  readonly text: string;
  readonly html: string;
  readonly attachments: readonly { readonly name: string; readonly text: string }[];
}

export interface ReportFacts {
  readonly report: Report;
  readonly site: Site;
  readonly numbers: Numbers;
  readonly badActors: readonly BadActor[];
  readonly publicUrl: string;
  /** When it was due; null: somebody asked for it. */
  readonly due: number | null;
  readonly isLate: boolean;
}

const TABLES_OF: Readonly<Record<Report["what"][number], readonly TableId[]>> = {
  kpis: ["kpis"],
  positions: ["positions"],
  floods: ["floods"],
  "top-ten": ["top-ten", "bad-actors"],
  nuisance: ["chattering", "fleeting", "stale"],
  standing: ["standing"],
  priorities: ["priorities"],
  acknowledged: ["acknowledged"],
  messages: ["channels", "steps", "outside-hours", "unanswered"],
};
const SHOWN_ROWS = 30;

export function reportMail(facts: ReportFacts): ReportMail {
  const { report, site, numbers, badActors, publicUrl } = facts;
  const settings = settingsOf(site);
  const language: Language = report.language ?? settings.language;
  const words = WORDS[language];
  const told = { numbers, badActors, site, words };
  const tables = report.what.flatMap((part) => TABLES_OF[part]).map((id) => tableOf(id, told));
  const subject = words.report.subject(report.name, settings.name);
  const link = `${publicUrl}/numbers?from=${numbers.from}&to=${numbers.to}`;
  const notes = notesOf(facts, words);
  const kpis = numbers.kpis.map((kpi) => ({ ...words.kpis[kpi.id], value: shown(kpi, words), band: kpi.band }));
  const lines = report.what.includes("kpis")
    ? kpis.map(
        ({ name, value, band }) => `${name}: ${value}${band && band !== "within" ? ` (${words.bands[band]})` : ""}`,
      )
    : [];
  return {
    subject,
    text: [subject, ...notes, "", ...lines, "", `${words.report.look}: ${link}`, words.report.attached].join("\n"),
    html: page({
      language,
      title: subject,
      body: [
        `<h1>${escaped(subject)}</h1>`,
        ...notes.map((note) => `<p>${escaped(note)}</p>`),
        `<p>${escaped(words.counted)}</p>`,
        ...tables.map((table) => (table.id === "kpis" ? kpiTable(table, kpis, words) : htmlTable(table, words))),
        `<p><a href="${escaped(link)}">${escaped(words.report.look)}</a></p>`,
      ],
    }),
    attachments: tables.map((table) => ({ name: `${table.id}.csv`, text: csvOf(table) })),
  };
}

function notesOf({ report, site, numbers, due, isLate }: ReportFacts, words: NumberWords): string[] {
  const { timeZone } = settingsOf(site);
  const moment = new Intl.DateTimeFormat(words.locale, { dateStyle: "medium", timeStyle: "short", timeZone });
  const names = report.partitions.map((id) => site.items.partition.get(id)?.body.name ?? id);
  return [
    words.report.about(moment.format(numbers.from), moment.format(numbers.to), timeZone),
    names.length === 0 ? words.wholeSite : words.report.of(names.join(", ")),
    words.coverage(percent(numbers.coverage.share, words)),
    ...(numbers.isOnePosition ? [] : [words.noTargets]),
    ...(due === null ? [words.report.askedFor] : []),
    ...(isLate && due !== null ? [words.report.late(moment.format(due))] : []),
  ];
}

/** As people read it: `1.4`, `3 %`, `2 min 5 s`. */
export function shown({ value, unit }: Pick<Kpi, "value" | "unit">, words: NumberWords): string {
  if (value === null) return "–";
  if (unit === "share") return percent(value, words);
  if (unit === "ms") return duration(value);
  return number(value, words);
}

function percent(value: number, { locale }: NumberWords): string {
  return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }).format(value);
}

function number(value: number, { locale }: NumberWords): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(value);
}

function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

interface ShownKpi {
  readonly name: string;
  readonly value: string;
  readonly band: Kpi["band"];
  readonly target: string;
  readonly definition: string;
}

const SHADES = { within: "#17693a", beyond: "#8a5a00", "far-beyond": "#b3112b" } as const;

function kpiTable({ title, columns }: Table, kpis: readonly ShownKpi[], words: NumberWords): string {
  const rows = kpis.map(({ name, value, band, target, definition }) => {
    const judged = band === null ? "" : `<strong style="color:${SHADES[band]}">${escaped(words.bands[band])}</strong>`;
    return `<tr>${cell(name)}${cell(value, true)}<td ${CELL}>${judged}</td>${cell(target)}${cell(definition)}</tr>`;
  });
  const heads = columns.filter((_, place) => place !== 2);
  return `<h2>${escaped(title)}</h2><table ${TABLE}><tr>${heads.map(head).join("")}</tr>${rows.join("")}</table>`;
}

function htmlTable({ title, columns, rows }: Table, words: NumberWords): string {
  if (rows.length === 0) return `<h2>${escaped(title)}</h2><p>${escaped(words.nothing)}</p>`;
  const body = rows.slice(0, SHOWN_ROWS).map((row) => `<tr>${row.map((one) => shownCell(one, words)).join("")}</tr>`);
  const more = rows.length > SHOWN_ROWS ? `<p>… ${rows.length - SHOWN_ROWS}</p>` : "";
  return `<h2>${escaped(title)}</h2><table ${TABLE}><tr>${columns.map(head).join("")}</tr>${body.join("")}</table>${more}`;
}

function shownCell(value: Cell, words: NumberWords): string {
  if (value === null) return cell("–");
  return typeof value === "number" ? cell(number(value, words), true) : cell(value);
}

const TABLE = 'style="border-collapse:collapse"';
const CELL = 'style="border:1px solid #7b8591;padding:3px 8px;text-align:left;vertical-align:top"';
const FIGURE = 'style="border:1px solid #7b8591;padding:3px 8px;text-align:right;vertical-align:top"';

function cell(text: string, isFigure = false): string {
  return `<td ${isFigure ? FIGURE : CELL}>${escaped(text)}</td>`;
}

function head(text: string): string {
  return `<th scope="col" ${CELL}>${escaped(text)}</th>`;
}

function page({ language, title, body }: { language: string; title: string; body: readonly string[] }): string {
  const head = `<head><meta charset="utf-8"><title>${escaped(title)}</title></head>`;
  return `<!doctype html><html lang="${language}">${head}<body style="font-family:sans-serif;font-size:14px;color:#16191d">${body.join("\n")}</body></html>`;
}

function escaped(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/gu, (letter) => entities[letter] ?? "");
}
