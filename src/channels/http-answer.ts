import type { Instant } from "#kernel/clock.ts";
import type { Delivery } from "./channel.ts";
import type { HttpAnswer } from "./http-client.ts";
import { oneLine } from "./render.ts";

/** What a far side's answer means for the message, where it says nothing more special than HTTP does. */
export function readAnswer(answer: HttpAnswer, now: Instant): Delivery {
  if (answer.kind === "refused") return { outcome: "rejected", because: answer.because };
  if (answer.kind === "failed") return { outcome: "retry", because: answer.because, outage: true };
  const { status, host } = answer;
  if (status >= 200 && status < 300) return { outcome: "accepted", because: `${host} answered ${status}` };
  const said = oneLine(answer.body).slice(0, 200);
  const because = `${host} answered ${status}${said ? `: ${said}` : ""}`;
  if (status === 429 || status >= 500 || status === 408 || status === 425) {
    return { outcome: "retry", because, afterMs: readRetryAfter(answer.retryAfter, now), outage: true };
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
