import type { Report } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";
import { minuteWords } from "#kernel/wall-clock.ts";

/** A certificate that has to be renewed in time. */
export interface CertificateFact {
  /** `certificate/web` */
  readonly point: string;
  /** What begins a sentence: "The certificate of the page". */
  readonly what: string;
  /** From when on it is an alarm, and from when on a critical one. */
  readonly lateAt: Instant;
  readonly criticalAt: Instant;
  readonly notAfter: Instant;
  /** What to do. */
  readonly mend: string;
}

/** null: it is in time. */
export function judgeCertificate(fact: CertificateFact, now: Instant): Report | null {
  const { point, what, lateAt, criticalAt, notAfter, mend } = fact;
  if (now < lateAt) return null;
  const end = minuteWords(notAfter, "UTC");
  const state = now < notAfter ? `was not renewed in time and ends at ${end} UTC` : `expired at ${end} UTC`;
  return {
    point,
    kind: "raise",
    category: "system",
    condition: "expiring",
    priority: now < criticalAt ? "high" : "critical",
    text: `${what} ${state}. ${mend}`.slice(0, 300),
    raw: "",
  };
}

export function renewedReport(point: string): Report {
  const text = "The certificate is in order again";
  return { point, kind: "clear", category: "system", condition: "expiring", text, raw: "" };
}
