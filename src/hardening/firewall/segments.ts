import type { Flow, Matrix } from "../flow.ts";
import { isLocalOnly } from "../matrix.ts";

const COLUMNS = [
  "from_zone",
  "from_addresses",
  "to_zone",
  "to_addresses",
  "transport",
  "port",
  "application",
  "encrypted",
  "flow",
  "purpose",
] as const;

/** Which zone may talk to which, as CSV (RFC 4180) for any network firewall. What has no line is refused. */
export function segments(matrix: Matrix): string {
  const rows = matrix.flows.filter((flow) => !isLocalOnly(flow)).map((flow) => rowOf(flow, matrix));
  return `${[COLUMNS, ...rows].map((cells) => cells.map(cell).join(",")).join("\r\n")}\r\n`;
}

function rowOf(flow: Flow, { zones }: Matrix): string[] {
  const { id, node, zone, listener, transport, app, encrypted, purpose, peers, direction } = flow;
  const of = (name: Flow["zone"]["from"]) => (name === "server" ? [] : zones[name]);
  const port = listener.port === listener.lastPort ? `${listener.port}` : `${listener.port}-${listener.lastPort}`;
  const [from, to] =
    direction === "out"
      ? [[node], listener.address === null ? of(zone.to) : [listener.address]]
      : [peers ?? of(zone.from), [node]];
  return [zone.from, from.join(" "), zone.to, to.join(" "), transport, port, app, encrypted, id, purpose];
}

function cell(text: string): string {
  // A formula in a spreadsheet begins with one of these.
  const safe = /^[=+\-@]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
