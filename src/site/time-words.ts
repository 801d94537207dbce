import type { Instant } from "#kernel/clock.ts";
import type { Language } from "./language.ts";
import { type Site, settingsOf } from "./site.ts";

const LOCALES: Readonly<Record<Language, string>> = { en: "en-GB", de: "de-DE" };
const MONTHS: Readonly<Record<Language, "short" | "2-digit">> = { en: "short", de: "2-digit" };

/** By whose clocks a time is written, as names of IANA: those of whoever reads it or is on duty, and those of the site. */
export interface Zones {
  readonly timeZone: string;
  readonly siteZone: string;
}

/** @param of whose clocks: of a person, a schedule; where they have none of their own, those of the site */
export function zonesOf(site: Site, of: { readonly timeZone?: string | undefined } | undefined): Zones {
  const { timeZone: siteZone } = settingsOf(site);
  return { timeZone: of?.timeZone ?? siteZone, siteZone };
}

interface Format {
  readonly format: Intl.DateTimeFormat;
  /** In a flood many messages name the same second. */
  second: number;
  text: string;
}
const formats = new Map<string, Format>();

/** How much of it: to the second, to the minute, or without the year where every letter counts. */
export type Closeness = "second" | "minute" | "brief";

/**
 * An instant as people of that language write it: `3 Feb 2026, 10:00:05`, `03.02.2026, 10:00:05`, brief `3 Feb, 10:00`. The
 * zone is named where it isn't the site's, and UTC always, for few clocks on a wall show it.
 */
export function timeIn(
  language: Language,
  at: Instant,
  { timeZone, siteZone }: Zones,
  closeness: Closeness = "second",
): string {
  const isNamed = timeZone !== siteZone || timeZone === "UTC";
  const key = `${language} ${timeZone} ${isNamed} ${closeness}`;
  let known = formats.get(key);
  if (!known) {
    known = { format: formatOf(language, timeZone, isNamed, closeness), second: Number.NaN, text: "" };
    formats.set(key, known);
  }
  const second = Math.floor(at / 1000);
  if (known.second !== second) {
    known.second = second;
    known.text = known.format.format(at);
  }
  return known.text;
}

/** As sentences have instants in them. */
export const INSTANT = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/gu;

/** A sentence, the instants in it as people write them. */
export function instantsIn(language: Language, sentence: string, zones: Zones, closeness: Closeness): string {
  return sentence.replace(INSTANT, (instant) => timeIn(language, Date.parse(instant), zones, closeness));
}

function formatOf(language: Language, timeZone: string, isNamed: boolean, closeness: Closeness): Intl.DateTimeFormat {
  const month = MONTHS[language];
  return new Intl.DateTimeFormat(LOCALES[language], {
    timeZone,
    day: month === "2-digit" ? "2-digit" : "numeric",
    month,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    ...(closeness === "brief" ? {} : { year: "numeric" }),
    ...(closeness === "second" ? { second: "2-digit" } : {}),
    ...(isNamed ? { timeZoneName: "short" } : {}),
  });
}
