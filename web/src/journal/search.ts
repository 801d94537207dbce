/** What stands in the address of the journal. Words only, so that an address can be read, sent and kept. */
export interface JournalSearch {
  readonly view?: "alarms" | undefined;
  readonly text?: string | undefined;
  readonly source?: string | undefined;
  readonly point?: string | undefined;
  readonly kind?: string | undefined;
  readonly input?: string | undefined;
  readonly category?: string | undefined;
  readonly priority?: string | undefined;
  readonly condition?: string | undefined;
  readonly code?: string | undefined;
  readonly actor?: string | undefined;
  /** The last so many hours; instead of `from` and `to`. */
  readonly hours?: string | undefined;
  /** Wall-clock time of this screen, as the browser's field gives it. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

const FIELDS = [
  "text",
  "source",
  "point",
  "kind",
  "input",
  "category",
  "priority",
  "condition",
  "code",
  "actor",
  "hours",
  "from",
  "to",
] as const;
/** What only one of the two views knows. */
const ONLY_EVENTS: ReadonlySet<string> = new Set(["kind", "code"]);
const ONLY_ALARMS: ReadonlySet<string> = new Set(["input", "actor"]);
const HOUR_MS = 3_600_000;

/** Reads an address, whoever wrote it: what makes no sense is left out. */
export function searchOf(given: Readonly<Record<string, unknown>>): JournalSearch {
  const words = FIELDS.flatMap((field) => {
    const value = given[field];
    const text = typeof value === "number" ? String(value) : value;
    return typeof text === "string" && text.trim() !== "" ? [[field, text.trim()] as const] : [];
  });
  const { hours, ...search } = Object.fromEntries(words) as JournalSearch;
  const isSpan = hours !== undefined && Number(hours) > 0;
  return {
    ...(given["view"] === "alarms" ? { view: "alarms" as const } : {}),
    ...search,
    ...(isSpan ? { hours } : {}),
  };
}

/** The same for the API. @param now by which the last hours are counted */
export function parametersOf(search: JournalSearch, now: number): URLSearchParams {
  const parameters = new URLSearchParams();
  const others = search.view === "alarms" ? ONLY_EVENTS : ONLY_ALARMS;
  for (const field of FIELDS) {
    const value = search[field];
    if (value === undefined || others.has(field) || field === "hours" || field === "from" || field === "to") continue;
    parameters.set(field, value);
  }
  const from = search.hours === undefined ? instantOf(search.from) : Math.floor(now - Number(search.hours) * HOUR_MS);
  const to = search.hours === undefined ? instantOf(search.to) : null;
  if (from !== null) parameters.set("from", String(Math.max(0, from)));
  if (to !== null) parameters.set("to", String(Math.max(0, to)));
  return parameters;
}

/** Whether less than everything is asked for. */
export function asksForAnything(search: JournalSearch): boolean {
  return FIELDS.some((field) => search[field] !== undefined);
}

function instantOf(wallClock: string | undefined): number | null {
  const at = wallClock === undefined ? Number.NaN : new Date(wallClock).getTime();
  return Number.isNaN(at) ? null : at;
}
