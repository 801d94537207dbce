import { OWN_ZONE } from "../instant.ts";
import { t } from "../page-texts.ts";
import type { Span } from "./contract.ts";
import { fieldInstant } from "./days.ts";

const SHAPES = {
  time: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  day: { weekday: "short", day: "numeric", month: "short" },
  dayTime: { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  whole: { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  date: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
  month: { month: "long", year: "numeric" },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

const formats = new Map<string, Intl.DateTimeFormat>();

/** An instant as the clocks of a zone show it. */
export function zoned(at: number, zone: string, shape: keyof typeof SHAPES): string {
  const key = `${shape} ${zone}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat(t.locale, { ...SHAPES[shape], timeZone: zone });
  formats.set(key, format);
  return format.format(at);
}

/** What a schedule says in its own clocks' words, `2026-03-30T08:00`, as people write it. */
export function localText(text: string): string {
  return zoned(fieldInstant(text, "UTC"), "UTC", "whole");
}

/** `Mon, Mar 30, 08:00 – Tue, Mar 31, 08:00`, of one day `Mon, Mar 30, 08:00 – 16:00`; with the schedule's own clocks where they show something else. */
export function spanText(span: Span, zone: string, scheduleZone = zone): string {
  const shown = (where: string) => {
    const sameDay = zoned(span.from, where, "date") === zoned(span.to, where, "date");
    return `${zoned(span.from, where, "dayTime")} – ${zoned(span.to, where, sameDay ? "time" : "dayTime")}`;
  };
  const own = shown(zone);
  const theirs = shown(scheduleZone);
  return own === theirs ? own : `${own} (${scheduleZone}: ${theirs})`;
}

/** Until when somebody is on duty; null: no end is planned. */
export function untilText(until: number | null): string {
  return until === null ? t.onCall.noEnd : t.alarms.until(zoned(until, OWN_ZONE, "dayTime"));
}
