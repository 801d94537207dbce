import { t } from "../texts.ts";
import { span } from "../time.ts";
import type { Numbers } from "./queries.ts";

const COUNT = new Intl.NumberFormat(t.locale, { maximumFractionDigits: 2 });
const SHARE = new Intl.NumberFormat(t.locale, { style: "percent", maximumFractionDigits: 1 });
const COVERED = new Intl.NumberFormat(t.locale, {
  style: "percent",
  maximumFractionDigits: 1,
  roundingMode: "floor",
});
const DAY_TIME = new Intl.DateTimeFormat(t.locale, { dateStyle: "medium", timeStyle: "short" });

export function count(value: number | null): string {
  return value === null ? "–" : COUNT.format(value);
}

export function share(value: number | null): string {
  return value === null ? "–" : SHARE.format(value);
}

/** Rounded down: never more than was observed. */
export function covered(value: number): string {
  return COVERED.format(value);
}

export function moment(at: number): string {
  return DAY_TIME.format(at);
}

export function kpiValue({ value, unit }: Pick<Numbers["kpis"][number], "value" | "unit">): string {
  if (value === null) return "–";
  if (unit === "share") return share(value);
  return unit === "ms" ? span(value) : count(value);
}

export function settingValue(kind: "deadband" | "offDelayMs" | "onDelayMs", value: number): string {
  return kind === "deadband" ? count(value) : t.span.seconds(value / 1000);
}
