import { t } from "./texts.ts";

/** The time zone of whoever looks: IANA name. */
export const OWN_ZONE = new Intl.DateTimeFormat().resolvedOptions().timeZone;

const FULL = new Intl.DateTimeFormat(t.locale, { dateStyle: "medium", timeStyle: "medium" });
const ZONE = new Intl.DateTimeFormat(t.locale, { timeZoneName: "short" });

/** With its day and its year, for what is kept on paper: `22 Nov 2026, 23:26:39`. */
export function fullTime(at: number): string {
  return FULL.format(at);
}

/** The viewer's own zone, as people call it then: `CET`, `MEZ`. */
export function zoneName(at: number): string {
  return ZONE.formatToParts(at).find(({ type }) => type === "timeZoneName")?.value ?? "";
}
