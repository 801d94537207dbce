import type { Instant } from "#kernel/clock.ts";
import { instantOf, wallClock, wallText } from "#kernel/wall-clock.ts";
import type { Language } from "#site/language.ts";
import { sentenceIn } from "#site/said.ts";
import type { DutySpan } from "./duty-spans.ts";

/** One entry of a calendar. */
export interface CalendarEvent {
  /** Stable from one reading to the next, so that a calendar program changes its entry and makes no second one. */
  readonly uid: string;
  readonly from: Instant;
  /** null: no end is planned. */
  readonly to: Instant | null;
  readonly summary: string;
  readonly description: string;
  readonly source: CalendarSource;
}

/** Of which document an entry tells. */
export interface CalendarSource {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
  readonly changedAt: Instant;
  /** Rises with each change. */
  readonly version: number;
}

/**
 * iCalendar, RFC 5545: instants in UTC, lines of 75 octets at most, CRLF. It says the same until a schedule changes: without a
 * METHOD, DTSTAMP is when that was (3.8.7.2).
 */
export function calendarText({ name, events }: { name: string; events: readonly CalendarEvent[] }): string {
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Tocsin//On call//EN",
    "CALSCALE:GREGORIAN",
    `NAME:${escaped(name)}`,
    `X-WR-CALNAME:${escaped(name)}`,
    // How often a program should ask again: RFC 7986, 5.7, and what older ones know.
    "REFRESH-INTERVAL;VALUE=DURATION:PT15M",
    "X-PUBLISHED-TTL:PT15M",
    ...events.flatMap(linesOf),
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join("");
}

/** What has no end is each day anew, after what is left of its first one: a made-up end would be believed. */
function linesOf(event: CalendarEvent): string[] {
  const { from, to } = event;
  if (to !== null) return entry(event, [`DTSTART:${utc(from)}`, `DTEND:${utc(to)}`]);
  const zone = event.source.timeZone;
  const { year, month, day, ...time } = wallClock(from, zone);
  const isMidnight = time.hour === 0 && time.minute === 0 && time.second === 0;
  const first = isMidnight ? day : day + 1;
  const midnight = instantOf({ year, month, day: first, hour: 0, minute: 0, second: 0 }, zone, "first");
  return [
    ...(isMidnight ? [] : entry(event, [`DTSTART:${utc(from)}`, `DTEND:${utc(midnight)}`])),
    // RFC 5545, 3.6.1: a date without an end is one day.
    ...entry({ ...event, uid: `daily.${event.uid}` }, [
      `DTSTART;VALUE=DATE:${localDate(midnight, zone)}`,
      "RRULE:FREQ=DAILY",
    ]),
  ];
}

function entry({ uid, summary, description, source }: CalendarEvent, when: readonly string[]): string[] {
  return [
    "BEGIN:VEVENT",
    `UID:${escaped(uid)}`,
    `DTSTAMP:${utc(source.changedAt)}`,
    `LAST-MODIFIED:${utc(source.changedAt)}`,
    `SEQUENCE:${source.version}`,
    ...when,
    `SUMMARY:${escaped(summary)}`,
    `DESCRIPTION:${escaped(description)}`,
    "TRANSP:TRANSPARENT",
    "END:VEVENT",
  ];
}

const WORDS: Readonly<
  Record<Language, { duty: (schedule: string, person: string) => string; nobody: string; endless: string }>
> = {
  en: {
    duty: (schedule, person) => `On call: ${schedule} – ${person}`,
    nobody: "NOBODY ON DUTY",
    endless: "no end is planned",
  },
  de: {
    duty: (schedule, person) => `Bereitschaft: ${schedule} – ${person}`,
    nobody: "NIEMAND IM DIENST",
    endless: "ein Ende ist nicht geplant",
  },
};

/** The shifts of a schedule as entries. */
export function shiftEvents(
  source: CalendarSource,
  shifts: readonly DutySpan[],
  { nameOf, language }: { nameOf: (person: string) => string; language: Language },
): CalendarEvent[] {
  const words = WORDS[language];
  return shifts.map(({ person, from, to, begins, because }) => ({
    uid: `${begins ? from : "standing"}.${person}.${source.id}@tocsin`,
    from,
    to,
    summary: words.duty(source.name, nameOf(person)),
    description: `${nameOf(person)}: ${sentenceIn(language, because)}${to === null ? `; ${words.endless}` : ""}`,
    source,
  }));
}

/** What must be seen in every calendar: nobody is on duty. */
export function gapEvents(
  source: CalendarSource,
  gaps: readonly Pick<DutySpan, "from" | "to" | "begins">[],
  language: Language,
): CalendarEvent[] {
  const words = WORDS[language];
  return gaps.map(({ from, to, begins }) => ({
    uid: `gap.${begins ? from : "standing"}.${source.id}@tocsin`,
    from,
    to,
    summary: `⚠ ${words.nobody}: ${source.name}`,
    description: to === null ? `${source.name}; ${words.endless}` : source.name,
    source,
  }));
}

/** `20260329` */
function localDate(at: Instant, zone: string): string {
  return wallText(at, zone).slice(0, 10).replaceAll("-", "");
}

/** `20260329T010000Z`: RFC 5545, 3.3.5, form 2. */
function utc(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
}

/** RFC 5545, 3.3.11. Control characters may not stand in a text at all. */
function escaped(text: string): string {
  return text
    .replace(/\r\n?|\u2028|\u2029/gu, "\n")
    .replace(/[^\P{Cc}\n]/gu, " ")
    .replace(/[\\;,]/g, (found) => `\\${found}`)
    .replaceAll("\n", "\\n");
}

/** RFC 5545, 3.1: no line above 75 octets without its break, and no character torn apart. */
function folded(line: string): string {
  if (Buffer.byteLength(line) <= 75) return line;
  let text = "";
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > 75) {
      text += "\r\n ";
      octets = 1;
    }
    text += character;
    octets += size;
  }
  return text;
}
