/** A message of `GET /api/v1/sources/ID/traffic`. */
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

/** Messages that are not shown, between those that are. */
export interface Gap {
  readonly at: number;
  /** null: nobody knows, for the connection was lost. */
  readonly skipped: number | null;
}

/** `place` is the entry's own while the page is open. */
export type Entry = { readonly place: number } & (
  | ({ readonly is: "line" } & TrafficLine)
  | ({ readonly is: "gap" } & Gap)
);

export interface Shown {
  /** The newest first. */
  readonly entries: readonly Entry[];
  /** What came since the view was paused, the newest first; null: it isn't. */
  readonly held: readonly Entry[] | null;
  /** How many entries came in all. */
  readonly came: number;
}

export const NOTHING_SHOWN: Shown = { entries: [], held: null, came: 0 };

/** More than this is not kept on the page. */
const KEPT = 500;

/** What is shown when more has come, the oldest of it first; while the view is paused it waits. */
export function gathered(shown: Shown, fresh: readonly (TrafficLine | Gap)[]): Shown {
  const entries = fresh.map(
    (one, at): Entry =>
      ({ ...one, ...("skipped" in one ? { is: "gap" } : { is: "line" }), place: shown.came + at }) as Entry,
  );
  const came = shown.came + fresh.length;
  const onTop = (older: readonly Entry[]) => [...entries.toReversed(), ...older].slice(0, KEPT);
  if (shown.held === null) return { entries: onTop(shown.entries), held: null, came };
  return { ...shown, held: onTop(shown.held), came };
}

/** Goes on: what waited is shown, and what of it was too much is a gap. */
export function resumed({ entries, held, came }: Shown): Shown {
  if (held === null) return { entries, held, came };
  const newest = entries[0]?.place ?? -1;
  const oldest = held.at(-1);
  const lost = oldest ? oldest.place - newest - 1 : 0;
  const gap: Entry[] =
    oldest && lost > 0 ? [{ is: "gap", place: oldest.place - 0.5, at: oldest.at, skipped: lost }] : [];
  return { entries: [...held, ...gap, ...entries].slice(0, KEPT), held: null, came };
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

export interface Filter {
  /** Words that must all be there. */
  readonly words: string;
  /** null: whatever became of it. */
  readonly outcome: TrafficLine["outcome"] | null;
}

/** Gaps always fit: nobody knows what is in them. */
export function fits(entry: Entry, { words, outcome }: Filter): boolean {
  if (entry.is === "gap") return true;
  if (outcome !== null && entry.outcome !== outcome) return false;
  const text = `${entry.raw ?? ""} ${decodedOf(entry)}`.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** What people put into a mail to the maker of a device: the oldest first, times in UTC. */
export function textOf(entries: readonly Entry[], asHex: boolean): string {
  return entries
    .toReversed()
    .map((entry) => {
      const at = new Date(entry.at).toISOString();
      if (entry.is === "gap") return `${at} … ${entry.skipped === null ? "?" : entry.skipped} …\n`;
      const raw = entry.raw ? `${asHex ? hexOf(entry.raw) : entry.raw}`.replace(/^/gm, "  ") : "";
      return `${at} ${entry.outcome} ${decodedOf(entry)}\n${raw}${raw === "" ? "" : "\n"}`;
    })
    .join("");
}
