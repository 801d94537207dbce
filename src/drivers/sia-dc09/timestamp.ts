import type { Instant } from "#kernel/clock.ts";
import { instantOf, type LocalTime, wallClock } from "#kernel/wall-clock.ts";

const DAY_MS = 86_400_000;

/** `HH:MM:SS,MM-DD-YYYY` in GMT, with or without `_` in front (DC-09 §5.5.1.9); null when it is none. */
export function readTimestamp(text: string): Instant | null {
  const from = text.startsWith("_") ? 1 : 0;
  if (text.length - from !== 19 || text[from + 2] !== ":" || text[from + 5] !== ":") return null;
  if (text[from + 8] !== "," || text[from + 11] !== "-" || text[from + 14] !== "-") return null;
  const hour = digits(text, from, 2);
  const minute = digits(text, from + 3, 2);
  const second = digits(text, from + 6, 2);
  const month = digits(text, from + 9, 2);
  const day = digits(text, from + 12, 2);
  const year = digits(text, from + 15, 4);
  if (hour > 23 || minute > 59 || second > 60 || month < 1 || month > 12 || day < 1 || day > 31 || year < 1970) {
    return null;
  }
  const at = Date.UTC(year, month - 1, day, hour, minute, second);
  return Number.isNaN(at) ? null : at;
}

/** NaN unless all are digits; every comparison with NaN fails, and so does the date. */
function digits(text: string, from: number, count: number): number {
  let value = 0;
  for (let at = from; at < from + count; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

export function writeTimestamp(at: Instant): string {
  const iso = new Date(at).toISOString();
  return `_${iso.slice(11, 19)},${iso.slice(5, 7)}-${iso.slice(8, 10)}-${iso.slice(0, 4)}`;
}

/**
 * What the panel's own clock showed (DC-03 modifiers `ti` HH:MM[:SS] and `da` MM-DD-YY). Without a date the day is the
 * one that brings it nearest to `now`. Null when there is no time or it is none.
 */
export function panelTime(ti: string | undefined, da: string | undefined, zone: string, now: Instant): Instant | null {
  if (ti === undefined) return null;
  const [hour = Number.NaN, minute = Number.NaN, second = 0] = ti.split(":").map(Number);
  if (!(hour <= 23 && minute <= 59 && second <= 60)) return null;
  if (da !== undefined) {
    const [month = Number.NaN, day = Number.NaN, year = Number.NaN] = da.split("-").map(Number);
    if (!(month >= 1 && month <= 12 && day >= 1 && day <= 31 && year >= 0 && year <= 9999)) return null;
    return instant({ year: year < 100 ? 2000 + year : year, month, day, hour, minute, second }, zone);
  }
  let best: Instant | null = null;
  for (const shift of [-DAY_MS, 0, DAY_MS]) {
    const { year, month, day } = wallClock(now + shift, zone);
    const at = instant({ year, month, day, hour, minute, second }, zone);
    if (best === null || Math.abs(at - now) < Math.abs(best - now)) best = at;
  }
  return best;
}

function instant(local: LocalTime, zone: string): Instant {
  return instantOf(local, zone, "earlier");
}
