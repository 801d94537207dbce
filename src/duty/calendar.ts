import type { RosterShift } from "#escalation/roster.ts";
import type { Instant } from "#kernel/clock.ts";
import type { Language } from "#site/language.ts";

/** One entry of a calendar. */
export interface CalendarEvent {
  /** Stable from one reading to the next, so that a calendar program changes its entry and makes no second one. */
  readonly uid: string;
  readonly from: Instant;
  readonly to: Instant;
  readonly summary: string;
  readonly description: string;
}

export interface DutyCalendar {
  readonly name: string;
  readonly events: readonly CalendarEvent[];
  readonly now: Instant;
}

/** iCalendar, RFC 5545: instants in UTC, lines of 75 octets at most, CRLF. */
export function calendarText({ name, events, now }: DutyCalendar): string {
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
    ...events.flatMap(({ uid, from, to, summary, description }) => [
      "BEGIN:VEVENT",
      `UID:${escaped(uid)}`,
      `DTSTAMP:${utc(now)}`,
      `DTSTART:${utc(from)}`,
      `DTEND:${utc(to)}`,
      `SUMMARY:${escaped(summary)}`,
      `DESCRIPTION:${escaped(description)}`,
      "TRANSP:TRANSPARENT",
      "END:VEVENT",
    ]),
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join("");
}

const WORDS: Readonly<Record<Language, { duty: (schedule: string, person: string) => string; nobody: string }>> = {
  en: { duty: (schedule, person) => `On call: ${schedule} – ${person}`, nobody: "NOBODY ON DUTY" },
  de: { duty: (schedule, person) => `Bereitschaft: ${schedule} – ${person}`, nobody: "NIEMAND IM DIENST" },
};

/** The shifts of a schedule as entries. @param cutAt where what was asked for begins: what began before has no beginning of its own */
export function shiftEvents(
  schedule: { readonly id: string; readonly name: string },
  shifts: readonly RosterShift[],
  { cutAt, nameOf, language }: { cutAt: Instant; nameOf: (person: string) => string; language: Language },
): CalendarEvent[] {
  return shifts.map(({ person, from, to, because }) => ({
    uid: `${from === cutAt ? "standing" : from}.${person}.${schedule.id}@tocsin`,
    from,
    to,
    summary: WORDS[language].duty(schedule.name, nameOf(person)),
    description: `${nameOf(person)}: ${because}`,
  }));
}

/** What must be seen in every calendar: nobody is on duty. */
export function gapEvents(
  schedule: { readonly id: string; readonly name: string },
  gaps: readonly { readonly from: Instant; readonly to: Instant }[],
  language: Language,
): CalendarEvent[] {
  return gaps.map(({ from, to }) => ({
    uid: `gap.${from}.${schedule.id}@tocsin`,
    from,
    to,
    summary: `⚠ ${WORDS[language].nobody}: ${schedule.name}`,
    description: schedule.name,
  }));
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
