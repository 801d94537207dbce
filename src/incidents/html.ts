import { createHash } from "node:crypto";
import type { Block, Report } from "#paper/report.ts";

const STYLE =
  "body{overflow-wrap:anywhere;font:15px/1.45 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}" +
  "h1{font-size:1.5rem;margin-bottom:.2rem}h2{font-size:1.15rem;margin:1.6rem 0 .4rem;border-bottom:1px solid #888}" +
  "dl{display:grid;grid-template-columns:minmax(8rem,16rem) 1fr;gap:.2rem 1rem}dt{font-weight:600}dd{margin:0}" +
  "h1,h2,dd,td,p{overflow-wrap:anywhere}dd,td,p{white-space:pre-line;unicode-bidi:plaintext}" +
  "table{border-collapse:collapse;width:100%}th,td{border:1px solid #999;padding:.25rem .4rem;text-align:start;vertical-align:top}td{min-width:8rem}" +
  "th{background:#eee}.muted{color:#555}.scroll{overflow-x:auto}tr{break-inside:avoid}h2{break-after:avoid}" +
  "@media(max-width:40rem){dl{display:block}dt{margin-top:.5rem}}";
const HASH = createHash("sha256").update(STYLE).digest("base64");

/** Lets the page have its own style, known by its hash, and nothing else: no script, no picture, no other address. */
export const REPORT_HEADERS: Readonly<Record<string, string>> = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": `default-src 'none'; style-src 'sha256-${HASH}'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'`,
  "referrer-policy": "no-referrer",
  "x-frame-options": "DENY",
};

/** The report as one page that needs nothing else. Everything that somebody wrote is text in it, whatever it says. */
export function htmlOf({ language, title, heading, made, sections }: Report): string {
  const body = sections
    .map((section) => `<section><h2>${safe(section.title)}</h2>${section.blocks.map(blockHtml).join("")}</section>`)
    .join("");
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${safe(title)}</title><style>${STYLE}</style></head><body><main><h1 dir="auto">${safe(heading)}</h1><p>${safe(title)}</p><p class="muted">${safe(made)}</p>${body}</main></body></html>\n`;
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case "text":
      return `<p${block.muted ? ' class="muted"' : ""}>${safe(block.text)}</p>`;
    case "facts":
      return `<dl>${block.facts.map(([name, value]) => `<dt>${safe(name)}</dt><dd>${safe(value)}</dd>`).join("")}</dl>`;
    case "table":
      return tableHtml(block.columns, block.rows);
    case "bars":
      return tableHtml(
        [block.title, ""],
        block.bars.map(({ label, value }) => [label, String(value)]),
      );
  }
}

function tableHtml(columns: readonly string[], lines: readonly (readonly string[])[]): string {
  const head = columns.map((column) => `<th scope="col">${safe(column)}</th>`).join("");
  const rows = lines.map((row) => `<tr>${row.map((cell) => `<td>${safe(cell)}</td>`).join("")}</tr>`).join("");
  return `<div class="scroll" tabindex="0"><table><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

function safe(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
