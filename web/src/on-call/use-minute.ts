import { useWhatIs } from "../time.ts";

const MINUTE_MS = 60_000;

/** The server's time, as the next full minute: what is drawn from it is drawn anew once a minute, not every second. */
export function useMinute(): number {
  return useWhatIs((now) => Math.ceil(now / MINUTE_MS) * MINUTE_MS);
}
