import type { Instant } from "#kernel/clock.ts";
import { instantOf } from "#kernel/wall-clock.ts";
import { dateOf } from "./rotation.ts";

/** When the clocks of `zone` show `2026-03-29T08:00`, with or without seconds; the first time where they show it twice. */
export function localInstant(text: string, zone: string): Instant {
  const [year, month, day] = dateOf(text);
  return instantOf(
    {
      year,
      month,
      day,
      hour: Number(text.slice(11, 13)),
      minute: Number(text.slice(14, 16)),
      second: Number(text.slice(17, 19) || 0),
    },
    zone,
    "first",
  );
}
