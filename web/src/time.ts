import { useSyncExternalStore } from "react";
import { onWaking } from "./link/waking.ts";
import { t } from "./texts.ts";

/** The server's clock minus this machine's, in ms. Countdowns and ages follow the server. */
let offset = 0;
/** How much of that may be the time that the answer took. */
let doubt = 0;
/** An answer that took longer says too little about the time. */
const SLOW_MS = 4000;

/** @param askedAt and @param answeredAt by this machine's clock: the server looked at its own somewhere between them */
export function setServerTime(now: number, askedAt: number, answeredAt: number): void {
  const tookMs = answeredAt - askedAt;
  if (tookMs < 0 || tookMs > SLOW_MS) return;
  offset = now - (askedAt + answeredAt) / 2;
  doubt = tookMs / 2;
  // What is drawn from the time is right from the first moment, not a second later.
  tick();
}
/** By how many ms this machine's own clock is wrong, less what may be the network's fault; 0: it can be trusted. */
export function clockError(): number {
  const error = Math.max(0, Math.abs(offset) - doubt);
  return error > 5000 ? error : 0;
}
export function serverNow(): number {
  return Date.now() + offset;
}

/** Which day the server's clock has in a time zone: `2026-03-29`. @param timeZone absent: that of this screen */
export function today(timeZone?: string): string {
  const day = { year: "numeric", month: "2-digit", day: "2-digit", calendar: "gregory", timeZone } as const;
  const parts = new Intl.DateTimeFormat("en", day).formatToParts(serverNow());
  return ["year", "month", "day"].map((wanted) => parts.find(({ type }) => type === wanted)?.value).join("-");
}

const watchers = new Set<() => void>();
let second = Math.floor(serverNow() / 1000);
let ticker = 0;
function tick(): void {
  second = Math.floor(serverNow() / 1000);
  for (const watcher of watchers) watcher();
  const began = Date.now() - performance.now();
  if (Math.abs(began - pageBegan) <= STEP_MS) return;
  pageBegan = began;
  for (const act of steppers) act();
}

/** This machine's clock when the page began, as it now seems: it jumps when the clock is set, and on most machines after a sleep. */
let pageBegan = Date.now() - performance.now();
const STEP_MS = 1000;
const steppers = new Set<() => void>();
/** Calls it when this machine's clock was set: what we know of the server's time is no longer true. The answer ends it. */
export function onClockSet(act: () => void): () => void {
  steppers.add(act);
  return () => steppers.delete(act);
}

/** Calls it every second, together with what is drawn then; the answer ends it. */
export function eachSecond(act: () => void): () => void {
  watchers.add(act);
  if (ticker === 0) {
    second = Math.floor(serverNow() / 1000);
    ticker = window.setInterval(tick, 1000);
    onWaking(tick);
  }
  return () => watchers.delete(act);
}
/** The server's time in ms, new every second. */
export function useNow(): number {
  return useWhatIs((now) => now);
}
/** What follows from the server's time, looked at every second; it must be equal to itself while nothing changes. */
export function useWhatIs<T extends string | number | null>(at: (now: number) => T): T {
  return useSyncExternalStore(eachSecond, () => at(second * 1000));
}

const TIME = new Intl.DateTimeFormat(t.locale, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
const DATE = new Intl.DateTimeFormat(t.locale, { day: "numeric", month: "short" });
const DATE_YEAR = new Intl.DateTimeFormat(t.locale, { day: "numeric", month: "short", year: "numeric" });

export function time(at: number): string {
  return TIME.format(at);
}
/** A wall clock in a time zone of the site, and what that zone is called there now; `null` where it shows what this screen's own zone shows. */
export function siteTime(at: number, timeZone: string): { readonly time: string; readonly zone: string } | null {
  const { time, zone } = wallClock(timeZone);
  const shown = time.format(at);
  if (shown === TIME.format(at)) return null;
  return { time: shown, zone: zone.formatToParts(at).find(({ type }) => type === "timeZoneName")?.value ?? timeZone };
}
const wallClocks = new Map<string, { time: Intl.DateTimeFormat; zone: Intl.DateTimeFormat }>();
function wallClock(timeZone: string) {
  let formats = wallClocks.get(timeZone);
  if (!formats) {
    const time = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZone } as const;
    formats = {
      time: new Intl.DateTimeFormat(t.locale, time),
      zone: new Intl.DateTimeFormat(t.locale, { timeZone, timeZoneName: "short" }),
    };
    wallClocks.set(timeZone, formats);
  }
  return formats;
}

/** Time alone when it was today, else with its date. */
export function dateTime(at: number, now = serverNow()): string {
  if (Math.abs(now - at) < 43_200_000 && new Date(at).getDate() === new Date(now).getDate()) return TIME.format(at);
  const date = new Date(at).getFullYear() === new Date(now).getFullYear() ? DATE : DATE_YEAR;
  return `${date.format(at)} ${TIME.format(at)}`;
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
