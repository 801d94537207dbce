import { PRIORITIES, type Priority } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";
import type { Language } from "#site/language.ts";

/** Something that waits to be announced, or to be announced again. */
export interface Announced {
  readonly id: number;
  readonly priority: Priority;
  /** One short sentence. */
  readonly text: string;
  /** Where many are counted together: the partition's name. */
  readonly place: string;
  readonly since: Instant;
  /** When it was last part of an announcement; null: never. */
  readonly lastAt: Instant | null;
  /** Whether its own text was said already, and not only counted. */
  readonly named: boolean;
}

export interface Announcement {
  readonly priority: Priority;
  readonly text: string;
  /** Whose text is said. */
  readonly named: readonly number[];
  /** Who are only counted. */
  readonly counted: readonly number[];
}

export type NextAnnouncement =
  | { readonly next: "say"; readonly announcement: Announcement }
  | { readonly next: "wait"; readonly until: Instant }
  | { readonly next: "nothing" };

/** Said by their own text in one announcement; the others are counted. */
const SINGLY = 3;
/** From one time to the next, in seconds, until somebody acknowledges or silences. */
export const REPEAT_SEC: Readonly<Record<Priority, number>> = {
  "life-safety": 20,
  critical: 30,
  high: 60,
  medium: 180,
  low: 600,
};

/** What is announced next, and when. The gravest first, and of those whose text was never said the oldest. */
export function nextAnnouncement(waiting: readonly Announced[], language: Language, now: Instant): NextAnnouncement {
  const due = waiting.filter((one) => dueAt(one) <= now);
  if (due.length > 0) return { next: "say", announcement: announcementOf(due, language) };
  if (waiting.length === 0) return { next: "nothing" };
  return { next: "wait", until: Math.min(...waiting.map(dueAt)) };
}

/** When it is said, or said again. */
export function dueAt({ lastAt, priority }: Pick<Announced, "lastAt" | "priority">): Instant {
  return lastAt === null ? 0 : lastAt + REPEAT_SEC[priority] * 1000;
}

/** A few by name, a burst by number: "… 17 further alarms in Boiler house." @param due at least one */
export function announcementOf(due: readonly Announced[], language: Language): Announcement {
  const sorted = due.toSorted(
    (one, other) =>
      rank(one) - rank(other) ||
      Number(one.named) - Number(other.named) ||
      one.since - other.since ||
      one.id - other.id,
  );
  // One alone would be counted as "1 further alarm": its text is as short.
  const singly = sorted.length === SINGLY + 1 ? SINGLY + 1 : SINGLY;
  const [named, counted] = [sorted.slice(0, singly), sorted.slice(singly)];
  const places = Map.groupBy(counted, ({ place }) => place);
  const further = Array.from(places, ([place, here]) => FURTHER[language](here.length, place));
  return {
    priority: sorted[0]?.priority ?? "low",
    text: [...named.map(({ text }) => sentence(text)), ...further].join(" "),
    named: named.map(({ id }) => id),
    counted: counted.map(({ id }) => id),
  };
}

/** Whether what is being announced must give way. */
export function interrupts(one: Priority, announced: Priority): boolean {
  return one === "life-safety" && announced !== "life-safety";
}

function rank({ priority }: Announced): number {
  return PRIORITIES.indexOf(priority);
}

function sentence(text: string): string {
  return /[.!?]$/u.test(text) ? text : `${text}.`;
}

const FURTHER: Readonly<Record<Language, (count: number, place: string) => string>> = {
  en: (count, place) => `${count} further ${count === 1 ? "alarm" : "alarms"} in ${sentence(place)}`,
  de: (count, place) => `${count} ${count === 1 ? "weiterer Alarm" : "weitere Alarme"} in ${sentence(place)}`,
};
