/** `GET /api/v1/sources/ID/traffic` */
export interface TrafficView {
  readonly here: boolean;
  readonly lines: readonly TrafficLine[];
  readonly last: number;
  readonly missed: number;
}

export interface TrafficLine {
  readonly number: number;
  readonly at: number;
  readonly outcome: "taken" | "refused" | "unknown";
  readonly raw?: string;
  readonly why?: string;
  readonly key?: string;
  readonly about?: Readonly<Record<string, string>>;
  readonly report?: Readonly<Record<string, unknown>>;
}

/** More than this is not kept on the page. */
const KEPT = 300;

/** What is shown after another look: the newest first. */
export function gathered(before: readonly TrafficLine[], next: TrafficView): readonly TrafficLine[] {
  // Numbers begin anew once nobody had looked for a while.
  const newest = before[0]?.number ?? 0;
  const fresh = next.last < newest ? next.lines : next.lines.filter(({ number }) => number > newest);
  const older = next.last < newest ? [] : before;
  return [...fresh.toReversed(), ...older].slice(0, KEPT);
}

/** The characters of a message as bytes, in hex, with what is printable beside them: 16 to a line. */
export function hexOf(raw: string): string {
  const bytes = [...new TextEncoder().encode(raw)];
  const lines: string[] = [];
  for (let from = 0; from < bytes.length; from += 16) {
    const row = bytes.slice(from, from + 16);
    const hex = row.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const text = row.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : ".")).join("");
    lines.push(`${from.toString(16).padStart(4, "0")}  ${hex.padEnd(47)}  ${text}`);
  }
  return lines.join("\n");
}

/** What the driver made of a message, in one line. */
export function decodedOf({ report, why, key, about }: TrafficLine): string {
  if (why !== undefined) return why;
  if (key !== undefined)
    return [key, ...Object.entries(about ?? {}).map(([name, value]) => `${name}: ${value}`)].join(" · ");
  const { point, kind, condition, code, value, quality, priority, text } = report ?? {};
  return [point, kind, condition, code, value, quality, priority, text]
    .filter((one) => one !== undefined && one !== "")
    .map(String)
    .join(" · ");
}

export function fits(line: TrafficLine, search: string): boolean {
  const text = `${line.raw ?? ""} ${decodedOf(line)}`.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
