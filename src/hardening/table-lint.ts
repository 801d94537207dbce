import { readCsv } from "#kernel/csv.ts";

/** A row of somebody's printed port table, as it is printed. */
export interface PortRow {
  /** Of the data rows, from 1. */
  readonly row: number;
  readonly system: string;
  readonly source: string;
  readonly sourcePort: string;
  readonly destination: string;
  readonly destinationPort: string;
  readonly protocol: string;
  readonly configurable: string;
  readonly encrypted: string;
  readonly direction: string;
}

export interface TableFinding {
  readonly rule: string;
  readonly level: "error" | "note";
  readonly rows: readonly number[];
}

const WIDEST_RANGE = 200;

export function readPortTable(csv: string): PortRow[] {
  return readCsv(csv).map((cells, at) => {
    const cell = (name: string) => cells[name] ?? "";
    return {
      row: at + 1,
      system: cell("system"),
      source: cell("source"),
      sourcePort: cell("source_port"),
      destination: cell("destination"),
      destinationPort: cell("destination_port"),
      protocol: cell("protocol"),
      configurable: cell("configurable"),
      encrypted: cell("encrypted"),
      direction: cell("direction"),
    };
  });
}

/** What contradicts itself, cannot be, or is missing in a port table. @param same rows that are one flow by what the table says elsewhere */
export function lintTable(table: readonly PortRow[], same: readonly (readonly number[])[] = []): TableFinding[] {
  const rowsWhere = (fits: (row: PortRow) => boolean) => table.filter(fits).map(({ row }) => row);
  const found: TableFinding[] = [];
  const add = (level: TableFinding["level"], rule: string, rows: readonly number[]) => {
    if (rows.length > 0) found.push({ rule, level, rows });
  };
  add("error", "flag-contradiction", rowsWhere(contradictsItself));
  for (const rows of alike(table, (row) => [...pair(row), row.sourcePort])) {
    if (new Set(rows.map(({ encrypted }) => flagOf(encrypted))).size < 2) continue;
    add("error", "encryption-ambiguous", numbers(rows));
  }
  add(
    "error",
    "impossible-transport",
    rowsWhere(({ destination, protocol }) => TCP_ONLY.test(destination) && isUdp(protocol)),
  );
  add(
    "error",
    "cell-missing",
    rowsWhere(({ destinationPort, protocol }) => !rangeOf(destinationPort) || !/^[A-Z]/.test(protocol)),
  );
  add(
    "error",
    "peer-missing",
    rowsWhere(({ source }) => source === "" || UNNAMED.test(source)),
  );
  add("error", "direction", rowsWhere(isBackwards));
  add(
    "error",
    "range-wide",
    rowsWhere(({ destinationPort }) => widthOf(destinationPort) > WIDEST_RANGE),
  );
  for (const rows of alike(table, (row) => [...pair(row), row.sourcePort, row.encrypted])) {
    add("error", "duplicate", numbers(rows));
  }
  for (const rows of same) {
    const ports = new Set(table.filter(({ row }) => rows.includes(row)).map(({ destinationPort }) => destinationPort));
    if (ports.size > 1) add("error", "disagreeing", rows);
  }
  add(
    "note",
    "range",
    rowsWhere(({ destinationPort }) => widthOf(destinationPort) > 1),
  );
  add(
    "note",
    "dynamic",
    rowsWhere(({ configurable }) => configurable.includes("dynamic")),
  );
  add(
    "note",
    "two-transports",
    rowsWhere(({ protocol }) => protocol === "TCP/UDP"),
  );
  add(
    "note",
    "layer-mixed",
    rowsWhere(({ protocol }) => /^(HTTP|SSH)/.test(protocol)),
  );
  const web = new Set(
    table.filter(({ protocol }) => protocol.startsWith("HTTP")).map((row) => `${row.system} ${row.destinationPort}`),
  );
  add(
    "note",
    "unusual-transport",
    rowsWhere((row) => row.protocol === "UDP" && web.has(`${row.system} ${row.destinationPort}`)),
  );
  return found;
}

const TCP_ONLY = /\b(SMTP|SNPP)\b/;
const UNNAMED = /\((not given|not named|source cell blank)\)/;

function isUdp(protocol: string): boolean {
  return protocol.split("/").includes("UDP");
}

function contradictsItself({ protocol, encrypted }: PortRow): boolean {
  const flag = flagOf(encrypted);
  return (protocol === "HTTPS" && flag === "no") || (protocol === "HTTP" && flag === "yes");
}

/** Said to come in, though the product's own server is the one that opens the connection. */
function isBackwards({ system, source, direction }: PortRow): boolean {
  const own = system.split(" ").some((word) => word.length > 4 && source.startsWith(word));
  return /^inbound/i.test(direction) && own && /server/i.test(source);
}

function flagOf(encrypted: string): "yes" | "no" | "unsaid" {
  if (/^(yes|STARTTLS)/i.test(encrypted)) return "yes";
  return /^no\b/i.test(encrypted) ? "no" : "unsaid";
}

function rangeOf(port: string): readonly [first: number, last: number] | null {
  const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(port) ?? [];
  return first === undefined ? null : [Number(first), Number(last)];
}

function widthOf(port: string): number {
  const range = rangeOf(port);
  return range ? range[1] - range[0] + 1 : 0;
}

function pair({ system, source, destination, destinationPort, protocol }: PortRow): string[] {
  return [system, source, destination, destinationPort, protocol];
}

/** Groups of two and more rows with the same key. */
function alike(table: readonly PortRow[], keyOf: (row: PortRow) => readonly string[]): PortRow[][] {
  const groups = new Map<string, PortRow[]>();
  for (const row of table) {
    const key = keyOf(row).join("\n");
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].filter((rows) => rows.length > 1);
}

function numbers(rows: readonly PortRow[]): number[] {
  return rows.map(({ row }) => row);
}
