import type { Hit, Priority } from "../api/contract.ts";

/** One line of the palette: where it leads or what it does. */
export interface Entry {
  /** Unlike that of any other. */
  readonly key: string;
  /** The heading it stands under. */
  readonly group: string;
  readonly label: string;
  /** What else says what it is. */
  readonly hint?: string;
  /** By which it is found too, though they are not shown. */
  readonly words?: string;
  readonly priority?: Priority;
  /** Why it can't be chosen now. */
  readonly barred?: string;
  /** What the server answers is waited for; the palette closes only when it was done. */
  readonly waits?: true;
  readonly act: () => void | Promise<void>;
}

/** Of a document whose kind has no page of its own. */
export const documentPlace = (kind: string, id: string) => `/documents?${new URLSearchParams({ kind, id })}`;

/** Which page shows a document of a kind; a kind that isn't here has no page to go to. */
const PLACES: Partial<Record<Hit["kind"], (id: string) => string>> = {
  alarm: (id) => `/alarms/${id}`,
  person: (id) => `/people/${encodeURIComponent(id)}`,
  team: () => "/people",
  schedule: (id) => `/on-call/${encodeURIComponent(id)}`,
  policy: (id) => `/policies/${encodeURIComponent(id)}`,
  route: () => "/policies",
  source: (id) => `/sources/${encodeURIComponent(id)}`,
  // `source/address`, and an address may have slashes of its own.
  point: (id) => `/points/${id.split("/", 1)[0]}/${encodeURIComponent(id.slice(id.indexOf("/") + 1))}`,
  area: () => "/areas",
  plan: (id) => `/plans/${encodeURIComponent(id)}`,
  procedure: () => "/procedures",
  report: () => "/reports",
  view: () => "/",
  channel: () => "/channels",
  template: () => "/message-templates",
  drill: () => "/drills",
  workstation: () => "/workstations",
  directory: () => "/directories",
  witness: () => "/audit-trail",
  partition: (id) => documentPlace("partition", id),
  suppression: (id) => documentPlace("suppression", id),
};

/** Where what was found is shown; null: nowhere. */
export function placeOf({ kind, id }: Pick<Hit, "kind" | "id">): string | null {
  return PLACES[kind]?.(id) ?? null;
}

/** Those that carry all words, in any order and case: first those whose label begins with the text. */
export function fitting(entries: readonly Entry[], text: string): Entry[] {
  const wanted = text.trim().toLowerCase();
  const begins = ({ label }: Entry) => Number(label.toLowerCase().startsWith(wanted));
  return entries.filter((entry) => carries(named(entry), text)).toSorted((a, b) => begins(b) - begins(a));
}

/** Those that don't carry them, but are about them. */
export function about(entries: readonly Entry[], text: string): Entry[] {
  return entries.filter(
    (entry) => !carries(named(entry), text) && carries(`${named(entry)} ${entry.words ?? ""}`, text),
  );
}

function named({ label, hint = "" }: Entry): string {
  return `${label} ${hint}`;
}

function carries(all: string, text: string): boolean {
  const lower = all.toLowerCase();
  return text
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word));
}

/** The number of the alarm that is meant by `17`, `#17` or `acknowledge 17`; null: none is. */
export function alarmMeant(text: string): number | null {
  const number = /^(?:\p{L}+\s+)?#?(\d{1,15})$/u.exec(text.trim())?.[1];
  return number === undefined ? null : Number(number);
}

/** The line that an arrow key goes to; from the last one to the first and back. */
export function step(at: number, key: string, count: number): number {
  if (count === 0) return 0;
  if (key === "ArrowDown") return (at + 1) % count;
  if (key === "ArrowUp") return (at + count - 1) % count;
  return at;
}
