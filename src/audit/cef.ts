import type { AuditEntry } from "./chain.ts";

/** What stands in the header of every event. */
export interface CefDevice {
  readonly version: string;
}

/**
 * An entry as an event of the ArcSight Common Event Format, version 0. In the header `\` and `|` are escaped, in the
 * extension `\`, `=` and line ends; line ends in the header become spaces.
 */
export function cefEvent(entry: AuditEntry, { version }: CefDevice): string {
  const head = ["CEF:0", "Tocsin", "Tocsin", version, entry.action, entry.sentence, String(severityOf(entry.action))];
  const extension: [string, string][] = [
    ["rt", String(Math.floor(entry.at))],
    ["externalId", String(entry.seq)],
    ["suser", entry.actor],
    ["act", entry.action],
    ["msg", entry.sentence],
    ...labelled(1, "object", entry.object),
    ...labelled(2, "partition", entry.partition),
    ...labelled(3, "via", entry.via),
    ...labelled(4, "details", entry.details),
  ];
  const pairs = extension.map(([key, value]) => `${key}=${inExtension(value)}`);
  return `${head.map(inHeader).join("|")}|${pairs.join(" ")}`;
}

/** What CEF has no key of its own for. */
function labelled(number: number, label: string, value: string): [string, string][] {
  return value === ""
    ? []
    : [
        [`cs${number}Label`, label],
        [`cs${number}`, value],
      ];
}

/** 0 to 10: what a person did about security 6, what was refused 7, the rest 3. */
function severityOf(action: string): number {
  if (/refused|failed|locked/.test(action)) return 7;
  return /^(operator|token|role|seal|approval|audit-trail)\b/.test(action) ? 6 : 3;
}

function inHeader(text: string): string {
  return text.replace(/[\\|]/g, "\\$&").replace(/[\r\n]+/g, " ");
}

function inExtension(text: string): string {
  return text.replace(/[\\=]/g, "\\$&").replace(/\r\n|\r|\n/g, "\\n");
}
