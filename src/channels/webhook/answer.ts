import type { Instant } from "#kernel/clock.ts";
import type { Delivery } from "../channel.ts";
import { oneLine } from "../render.ts";

/** What a status line and the beginning of its body mean for the message. */
export function readAnswer(
  { status, retryAfter, body, host }: { status: number; retryAfter: string | undefined; body: string; host: string },
  now: Instant,
): Delivery {
  if (status >= 200 && status < 300) return { outcome: "accepted", because: `${host} answered ${status}` };
  const said = oneLine(body).slice(0, 200);
  const because = `${host} answered ${status}${said ? `: ${said}` : ""}`;
  if (status === 429 || status >= 500 || status === 408 || status === 425) {
    return { outcome: "retry", because, afterMs: readRetryAfter(retryAfter, now), outage: true };
  }
  if (status >= 300 && status < 400) {
    return { outcome: "rejected", because: `${because}; redirects are not followed, enter the final address` };
  }
  return { outcome: "rejected", because };
}

/** RFC 9110 §10.2.3: seconds or a date. In milliseconds from now; undefined when absent or unreadable. */
export function readRetryAfter(value: string | undefined, now: Instant): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/u.test(value.trim())) return Number(value) * 1000;
  const at = /^[A-Z][a-z]{2}, .* GMT$/u.test(value.trim()) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
