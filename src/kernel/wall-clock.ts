import type { Instant } from "./clock.ts";

/** What a clock on a wall shows; months and days count from 1. Fields may run over: the 32nd of January is the 1st of February. */
export interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** ISO 8601: Monday is 1, Sunday 7. */
export interface WallClock extends LocalTime {
  readonly weekday: number;
}

/** Daily hours: `from` and `to` as `HH:MM`; `to` at or before `from` is on the day after. `days` are `mon` to `sun`. */
export interface DailyWindow {
  readonly days: readonly string[];
  readonly from: string;
  readonly to: string;
}

const DAY_MS = 86_400_000;
export const DAY_NAMES = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** @param zone an IANA name; throws a RangeError for any other */
export function wallClock(at: Instant, zone: string): WallClock {
  const shown = new Date(at + offsetOf(at, zone));
  return {
    year: shown.getUTCFullYear(),
    month: shown.getUTCMonth() + 1,
    day: shown.getUTCDate(),
    hour: shown.getUTCHours(),
    minute: shown.getUTCMinutes(),
    second: shown.getUTCSeconds(),
    weekday: weekdayOf(shown),
  };
}

/** ISO 8601 without an offset, `2026-03-29T08:00:00`: what the clocks of `zone` show. */
export function wallText(at: Instant, zone: string): string {
  const { year, month, day, hour, minute, second } = wallClock(at, zone);
  const two = (number: number) => String(number).padStart(2, "0");
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** To the minute, as English sentences have it: `29 Mar 2026, 08:00`. */
export function minuteWords(at: Instant, zone: string): string {
  const { year, month, day } = wallClock(at, zone);
  return `${day} ${MONTHS[month - 1]} ${year}, ${wallText(at, zone).slice(11, 16)}`;
}

/**
 * When the clocks of `zone` show `local`. Where they show it twice or, on a change of the clocks, never:
 *
 * | choice    | shown twice | never shown (02:30 when 02:00 becomes 03:00)  |
 * |-----------|-------------|-----------------------------------------------|
 * | `earlier` | the first   | as by the offset after the change: 01:30      |
 * | `later`   | the second  | as by the offset before the change: 03:30     |
 * | `first`   | the first   | the moment of the change, which shows 03:00   |
 */
export function instantOf(local: LocalTime, zone: string, choice: "earlier" | "later" | "first"): Instant {
  const shown = Date.UTC(local.year, local.month - 1, local.day, local.hour, local.minute, local.second);
  const before = offsetOf(shown - DAY_MS, zone);
  const after = offsetOf(shown + DAY_MS, zone);
  if (before === after) return shown - before;
  const early = Math.min(shown - before, shown - after);
  const late = Math.max(shown - before, shown - after);
  const earlyFits = early + offsetOf(early, zone) === shown;
  const lateFits = late + offsetOf(late, zone) === shown;
  if (earlyFits !== lateFits) return earlyFits ? early : late;
  if (choice !== "first") return choice === "earlier" ? early : late;
  return earlyFits ? early : changeBetween(early, late, zone);
}

/** Whether `at` is within any of the windows. In the hour that comes twice a window opens and closes the first time only. */
export function inWindows(windows: readonly DailyWindow[], zone: string, at: Instant): boolean {
  const today = wallClock(at, zone);
  for (const window of windows) {
    for (let day = -1; day <= 1; day++) {
      if (
        opensOn(window, today, day) &&
        opening(window, zone, today, day) <= at &&
        at < closing(window, zone, today, day)
      )
        return true;
    }
  }
  return false;
}

/** The next instant after `at` when `inWindows` turns over; null when it never does. */
export function nextBoundary(windows: readonly DailyWindow[], zone: string, at: Instant): Instant | null {
  const today = wallClock(at, zone);
  const edges: Instant[] = [];
  for (const window of windows) {
    for (let day = -1; day <= 8; day++) {
      if (opensOn(window, today, day)) edges.push(opening(window, zone, today, day), closing(window, zone, today, day));
    }
  }
  const inside = inWindows(windows, zone, at);
  const later = edges.filter((edge) => edge > at).sort((a, b) => a - b);
  return later.find((edge) => inWindows(windows, zone, edge) !== inside) ?? null;
}

function opensOn(window: DailyWindow, today: WallClock, day: number): boolean {
  const name = DAY_NAMES[(today.weekday - 1 + day + 7) % 7];
  return name !== undefined && window.days.includes(name);
}

function opening(window: DailyWindow, zone: string, today: WallClock, day: number): Instant {
  return timeOfDay(window.from, zone, today, day);
}

function closing(window: DailyWindow, zone: string, today: WallClock, day: number): Instant {
  return timeOfDay(window.to, zone, today, window.to <= window.from ? day + 1 : day);
}

function timeOfDay(time: string, zone: string, today: WallClock, day: number): Instant {
  const hour = Number(time.slice(0, 2));
  const minute = Number(time.slice(3, 5));
  return instantOf(
    { year: today.year, month: today.month, day: today.day + day, hour, minute, second: 0 },
    zone,
    "first",
  );
}

function weekdayOf(shown: Date): number {
  return shown.getUTCDay() || 7;
}

/** The change of the clocks lies in (early, late]. */
function changeBetween(early: Instant, late: Instant, zone: string): Instant {
  const offset = offsetOf(early, zone);
  let low = early;
  let high = late;
  while (high - low > 1000) {
    const middle = low + Math.ceil((high - low) / 2000) * 1000;
    if (middle === high) break;
    if (offsetOf(middle, zone) === offset) low = middle;
    else high = middle;
  }
  return high;
}

/** Clocks have changed on quarters of an hour of UTC only, since 1972. */
const SLOT_MS = 900_000;
const SLOTS_KEPT = 4096;

interface Zone {
  readonly format: Intl.DateTimeFormat;
  /** Formatting takes microseconds, and windows ask for the same few instants again and again. */
  readonly offsets: Map<number, number>;
}
const zones = new Map<string, Zone>();

/** What local time is ahead of UTC, in milliseconds. */
function offsetOf(at: Instant, name: string): number {
  const zone = zones.get(name) ?? openZone(name);
  const slot = Math.floor(at / SLOT_MS);
  const known = zone.offsets.get(slot);
  if (known !== undefined) return known;
  if (zone.offsets.size >= SLOTS_KEPT) zone.offsets.clear();
  const offset = readOffset(zone.format, slot * SLOT_MS);
  zone.offsets.set(slot, offset);
  return offset;
}

function openZone(name: string): Zone {
  const format = new Intl.DateTimeFormat("en-US", { timeZone: name, timeZoneName: "longOffset" });
  const zone = { format, offsets: new Map<number, number>() };
  zones.set(name, zone);
  return zone;
}

/** `GMT`, `GMT+01:00`, `GMT-00:44:30` */
function readOffset(format: Intl.DateTimeFormat, at: Instant): number {
  const text = format.formatToParts(at).find((part) => part.type === "timeZoneName")?.value ?? "GMT";
  const [, sign, hours = 0, minutes = 0, seconds = 0] = /GMT(?:([+-])(\d+):(\d+)(?::(\d+))?)?/.exec(text) ?? [];
  const size = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  return sign === "-" ? -size : size;
}
