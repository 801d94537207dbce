import { hostname } from "node:os";
import { version } from "#kernel/version.ts";
import { cefEvent } from "./cef.ts";
import { toLine } from "./lines.ts";
import { recordsOf } from "./record.ts";
import { syslogMessage } from "./syslog.ts";
import type { StoredEntry } from "./verify.ts";

/** How entries are handed to other programs. What is JSON or RFC 5424 can be verified again. */
export const FORMATS = ["jsonl", "rfc5424", "cef"] as const;
export type Format = (typeof FORMATS)[number];

/** One line for each entry, with its end. */
export function written(entries: readonly StoredEntry[], format: Format): string {
  return linesIn(entries, format)
    .map((line) => `${line}\n`)
    .join("");
}

function linesIn(entries: readonly StoredEntry[], format: Format): string[] {
  switch (format) {
    case "jsonl":
      return entries.map(toLine);
    case "rfc5424":
      return recordsOf(entries, []).map((record) => syslogMessage(record, { host: hostname(), version }));
    case "cef":
      return entries.map((entry) => cefEvent(entry, { version }));
  }
}
