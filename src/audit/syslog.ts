import type { TrailRecord } from "./record.ts";

/** Facility 13 (log audit), severity 5 (notice): RFC 5424 §6.2.1. */
const PRIORITY = 13 * 8 + 5;
/** `sequenceId` of RFC 5424 §7.3.1 begins at 1 again after this. */
const MOST_SEQUENCE = 2_147_483_647;

/** Who says it. */
export interface SyslogOrigin {
  readonly host: string;
  readonly version: string;
}

/**
 * A message of RFC 5424. Its text is the record itself, one line of JSON, so that what a collector kept can be verified;
 * the structured data are the registered elements `origin` and `meta`.
 */
export function syslogMessage(record: TrailRecord, { host, version }: SyslogOrigin): string {
  const name = record.kind === "entry" ? record.action : `audit-trail.${record.kind}`;
  const number = record.kind === "checkpoint" ? record.size : record.seq;
  const data = `[origin software="Tocsin" swVersion="${parameter(version)}"][meta sequenceId="${((number - 1) % MOST_SEQUENCE) + 1}"]`;
  return `<${PRIORITY}>1 ${record.at} ${printable(host, 255)} tocsin - ${printable(name, 32)} ${data} ${BOM}${record.line}`;
}

/** One message in a stream over TLS: its length in bytes, a space, and it (RFC 5425 §4.3). */
export function syslogFrame(message: string): string {
  return `${Buffer.byteLength(message)} ${message}`;
}

/** What the text of a message in UTF-8 begins with (RFC 5424 §6.4). */
const BOM = "\ufeff";

function printable(text: string, longest: number): string {
  return text.replace(/[^\x21-\x7e]/g, "").slice(0, longest) || "-";
}

/** `"`, `\` and `]` are escaped (RFC 5424 §6.3.3). */
function parameter(text: string): string {
  return text.replace(/["\\\]]/g, "\\$&");
}
