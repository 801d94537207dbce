import { useSyncExternalStore } from "react";
import { t } from "./texts.ts";

/** The server's clock minus this machine's, in ms. Countdowns and ages follow the server. */
let offset = 0;
export function setServerTime(now: number): void {
  offset = now - Date.now();
}
function serverNow(): number {
  return Date.now() + offset;
}
export function clockOffset(): number {
  return offset;
}

const watchers = new Set<() => void>();
let second = Math.floor(serverNow() / 1000);
window.setInterval(() => {
  second = Math.floor(serverNow() / 1000);
  for (const watcher of watchers) watcher();
}, 1000);

/** The server's time in ms, new every second. */
export function useNow(): number {
  return (
    useSyncExternalStore(
      (watcher) => {
        watchers.add(watcher);
        return () => watchers.delete(watcher);
      },
      () => second,
    ) * 1000
  );
}

const TIME = new Intl.DateTimeFormat(t.locale, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
const DATE = new Intl.DateTimeFormat(t.locale, { day: "numeric", month: "short" });
const DATE_YEAR = new Intl.DateTimeFormat(t.locale, { day: "numeric", month: "short", year: "numeric" });
const WEEKDAY = new Intl.DateTimeFormat(t.locale, { weekday: "short", day: "numeric", month: "short" });

export function time(at: number): string {
  return TIME.format(at);
}
/** Time alone when it was today, else with its date. */
export function dateTime(at: number, now = serverNow()): string {
  if (Math.abs(now - at) < 43_200_000 && new Date(at).getDate() === new Date(now).getDate()) return TIME.format(at);
  const date = new Date(at).getFullYear() === new Date(now).getFullYear() ? DATE : DATE_YEAR;
  return `${date.format(at)} ${TIME.format(at)}`;
}
export function dayTime(at: number): string {
  return `${WEEKDAY.format(at)} ${TIME.format(at).slice(0, 5)}`;
}

/** `12 s`, `4 min`, `3 h 5 min`, `2 d`. */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return t.span.seconds(seconds);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return t.span.minutes(minutes);
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return t.span.hours(hours, minutes % 60);
  return t.span.days(Math.floor(hours / 24), hours % 24);
}

/** `2:13`, `1:02:13`; `0:00` when it is over. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const [first, ...rest] = parts[0] === 0 ? parts.slice(1) : parts;
  return [String(first), ...rest.map((part) => String(part).padStart(2, "0"))].join(":");
}
