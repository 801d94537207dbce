import { z } from "zod";

export const seconds = z.number().min(0).max(31_536_000);
export const localTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "expected a wall-clock time such as 07:30");
export const localDate = z.iso.date();
/** Wall-clock date and time in the time zone of the object that holds it. */
export const localDateTime = z.iso
  .datetime({ local: true, offset: false, precision: -1 })
  .or(z.iso.datetime({ local: true, offset: false }));
export const timeZone = z.string().refine(isTimeZone, "expected an IANA time zone such as Europe/Berlin");

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export const weekday = z.enum(WEEKDAYS);
/** `to` at or before `from` means: into the next day. */
export const Window = z.strictObject({
  days: z
    .array(weekday)
    .min(1)
    .default([...WEEKDAYS]),
  from: localTime,
  to: localTime,
});
export type Window = z.output<typeof Window>;
export const when = z.strictObject({ timeZone, windows: z.array(Window).min(1) });
