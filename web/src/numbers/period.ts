import type { Asked } from "./queries.ts";

const HOUR = 3_600_000;
export const PERIODS = { shift: 8 * HOUR, day: 24 * HOUR, week: 168 * HOUR, month: 720 * HOUR } as const;
export type Period = keyof typeof PERIODS | "own";

/** What an address asks for; a preset ends now, to the minute. */
export function periodOf(search: Readonly<Record<string, unknown>>, now: number): Asked & { readonly period: Period } {
  const partition = typeof search["partition"] === "string" ? search["partition"] : "";
  const [from, to] = [Number(search["from"]), Number(search["to"])];
  if (search["from"] !== undefined && from >= 0 && to > from) return { period: "own", from, to, partition };
  const period = isPreset(search["period"]) ? search["period"] : "day";
  const end = Math.ceil(now / 60_000) * 60_000;
  return { period, from: end - PERIODS[period], to: end, partition };
}

/** The time just before, as long as the one that is looked at. */
export function before({ from, to, partition }: Asked): Asked {
  return { from: Math.max(0, from - (to - from)), to: from, partition };
}

/** For a field of a form: the clock on the viewer's wall. */
export function localField(at: number): string {
  const offset = new Date(at).getTimezoneOffset() * 60_000;
  return new Date(at - offset).toISOString().slice(0, 16);
}

function isPreset(value: unknown): value is keyof typeof PERIODS {
  return typeof value === "string" && Object.hasOwn(PERIODS, value);
}
