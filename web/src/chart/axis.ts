import { t } from "../texts.ts";
import type { ChartSeries } from "./chart.tsx";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Labels for the ticks of a time axis: as fine as their distance needs, with the date where a day begins. */
export function timeLabels(
  ticks: readonly number[],
  stepMs: number,
  locale: string,
  zone: string | undefined,
): string[] {
  const date = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: zone });
  const clock = new Intl.DateTimeFormat(locale, {
    hour: "2-digit",
    minute: "2-digit",
    ...(stepMs < MINUTE_MS ? { second: "2-digit" as const } : {}),
    hourCycle: "h23",
    timeZone: zone,
  });
  let day = "";
  return ticks.map((tick) => {
    const today = date.format(tick);
    if (stepMs >= DAY_MS) return today;
    const begins = today !== day;
    day = today;
    return begins ? `${clock.format(tick)}\n${today}` : clock.format(tick);
  });
}

/** In px, of one letter of an axis. */
const LETTER = 7;

/** Which of the words that stand side by side are written, so that none runs into the next: each, or every second, third … */
export function wordsShown(words: readonly string[], widthPx: number): number[] {
  const longest = LETTER * Math.max(0, ...words.map(({ length }) => length)) + 2 * LETTER;
  const step = Math.max(1, Math.ceil((longest * words.length) / Math.max(1, widthPx)));
  return words.map((_, place) => place).filter((place) => place % step === 0);
}

/** Lists write many at a time, and making a format takes longer than writing. */
const NUMBER = new Intl.NumberFormat(t.locale, { maximumFractionDigits: 4 });

/** A number as people write it, with at most four places. */
export function numberOf(value: number | null | undefined, none: string): string {
  return value === null || value === undefined ? none : NUMBER.format(value);
}

/** The unit of the value axis: that of all series, when they have one together. */
export function unitOf(series: readonly ChartSeries[]): string {
  const units = new Set(series.map(({ unit }) => unit ?? ""));
  return units.size === 1 ? ([...units][0] ?? "") : "";
}

/** From where to where the value axis reaches: values and limits, with a tenth of room. */
export function valueRange(
  series: readonly ChartSeries[],
  limits: readonly { readonly value: number }[],
): [low: number, high: number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const take = (value: number) => {
    low = Math.min(low, value);
    high = Math.max(high, value);
  };
  for (const { values, kind } of series) {
    if (kind === "bars") take(0);
    for (const value of values) if (value !== null) take(value);
  }
  for (const { value } of limits) take(value);
  if (low > high) return [0, 1];
  const room = (high - low || Math.abs(high) || 1) / 10;
  const onGround = low === 0 && series.some(({ kind }) => kind === "bars");
  // Fractions of a bar that isn't there would look like a measurement.
  if (onGround && high === 0) return [0, 1];
  return [onGround ? 0 : low - room, high + room];
}
