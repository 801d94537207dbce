import type { Letter } from "#channels/channel.ts";
import { type ReportContent, type ShownKpi, shownColumns, shownRow } from "./report-content.ts";
import { csvOf, type Table } from "./tables.ts";
import type { NumberWords } from "./words.ts";

/** A report as it goes out. */
export interface ReportMail extends Letter {
  /** For those who see no HTML. Its first line is the subject. */
  readonly text: string;
}

/** Each table shows so many rows; the files have all. */
export const SHOWN_ROWS = 30;

export function mailOf(content: ReportContent, pdf: Buffer): ReportMail {
  const { words, name, siteName, period, notes, kpis, tables, link } = content;
  const subject = words.report.subject(name, siteName);
  const lines = tables.some(({ id }) => id === "kpis")
    ? kpis.map(
        ({ name: of, value, band }) => `${of}: ${value}${band && band !== "within" ? ` (${words.bands[band]})` : ""}`,
      )
    : [];
  return {
    text: [subject, period, ...notes, "", ...lines, "", `${words.report.look}: ${link}`, words.report.attached].join(
      "\n",
    ),
    html: htmlOf(content),
    attachments: [
      { name: "report.pdf", type: "application/pdf", content: pdf.toString("base64"), encoding: "base64" },
      ...tables.map((table) => ({
        name: `${table.id}.csv`,
        type: "text/csv; charset=utf-8",
        content: csvOf(table),
        encoding: "utf-8" as const,
      })),
    ],
  };
}

export function htmlOf(content: ReportContent): string {
  const { language, words, name, siteName, period, notes, kpis, tables, link } = content;
  const subject = words.report.subject(name, siteName);
  return page({
    language,
    title: subject,
    body: [
      `<h1>${escaped(subject)}</h1>`,
      ...[period, ...notes].map((note) => `<p>${escaped(note)}</p>`),
      `<p>${escaped(words.counted)}</p>`,
      ...tables.map((table) => (table.id === "kpis" ? kpiTable(table, kpis, words) : htmlTable(table, content))),
      `<p><a href="${escaped(link)}">${escaped(words.report.look)}</a></p>`,
    ],
  });
}

const SHADES = { within: "#17693a", beyond: "#8a5a00", "far-beyond": "#b3112b", unjudged: "#4a5460" } as const;

function kpiTable({ title, columns }: Table, kpis: readonly ShownKpi[], words: NumberWords): string {
  const rows = kpis.map(({ name, value, coverage, band, target, definition }) => {
    const judged = band === null ? "" : `<strong style="color:${SHADES[band]}">${escaped(words.bands[band])}</strong>`;
    return `<tr>${cell(name)}${cell(value, true)}${cell(coverage, true)}<td ${CELL}>${judged}</td>${cell(target)}${cell(definition)}</tr>`;
  });
  const heads = columns.filter((_, place) => place !== 2);
  return `<h2>${escaped(title)}</h2><table ${TABLE}><tr>${heads.map(head).join("")}</tr>${rows.join("")}</table>`;
}

function htmlTable(table: Table, content: ReportContent): string {
  const { title, rows } = table;
  if (rows.length === 0) return `<h2>${escaped(title)}</h2><p>${escaped(content.words.nothing)}</p>`;
  const columns = shownColumns(table, content);
  const body = rows.slice(0, SHOWN_ROWS).map((row) => {
    const cells = shownRow(table, row, content).map((shown, column) => cell(shown, typeof row[column] === "number"));
    return `<tr>${cells.join("")}</tr>`;
  });
  const more = rows.length > SHOWN_ROWS ? `<p>… ${rows.length - SHOWN_ROWS}</p>` : "";
  return `<h2>${escaped(title)}</h2><table ${TABLE}><tr>${columns.map(head).join("")}</tr>${body.join("")}</table>${more}`;
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
