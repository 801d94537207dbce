import type { Category, EventKind, Priority } from "#events/event.ts";

/** What the number of an event counts: it becomes part of the point's address. */
const NUMBERED = [
  "zone",
  "user",
  "area",
  "door",
  "line",
  "expander",
  "output",
  "relay",
  "receiver",
  "network",
  "printer",
  "system", // none, or one that is no address
] as const;
export type Numbered = (typeof NUMBERED)[number];

/** What a code means, whatever the panel and the place. */
export interface Meaning {
  /** For people: `Burglary alarm`. */
  readonly says: string;
  readonly kind: EventKind;
  readonly category: Category;
  /** "" with kinds that concern no single condition. */
  readonly condition: string;
  readonly numbered: Numbered;
  readonly priority?: Priority;
  /** With `clear`: further conditions of the same point that are over too. */
  readonly also?: readonly string[];
  readonly silent?: true;
  /** Concerns all of the area (or of the account, when no area is named) and not the point. */
  readonly wide?: true;
  /** Nothing will ever say that it is over: raised, and cleared at once, so that it waits for its acknowledgement only. */
  readonly momentary?: true;
  /** Ends what stood about arming: failed to close, failed to open, late. */
  readonly endsSchedule?: true;
}

type More = Partial<Pick<Meaning, "priority" | "also" | "silent" | "momentary" | "endsSchedule">>;

export function raise(says: string, numbered: Numbered, category: Category, condition: string, more: More = {}) {
  return { says, kind: "raise", category, condition, numbered, ...more } as const satisfies Meaning;
}

export function clear(says: string, numbered: Numbered, category: Category, condition: string, ...also: string[]) {
  const over = { says, kind: "clear", category, condition, numbered } as const;
  return (also.length > 0 ? { ...over, also } : over) satisfies Meaning;
}

export function note(says: string, numbered: Numbered, category: Category, more: More = {}) {
  return { says, kind: "note", category, condition: "", numbered, ...more } as const satisfies Meaning;
}

/** Inhibits or no longer inhibits the point. */
export function bypass(says: string, kind: "inhibit" | "uninhibit", category: Category) {
  return { says, kind, category, condition: "", numbered: "zone" } as const satisfies Meaning;
}

export function wide(says: string, numbered: Numbered, kind: "cancel" | "test-begin" | "test-end", category: Category) {
  return { says, kind, category, condition: "", numbered, wide: true } as const satisfies Meaning;
}
