import type { DriverHost } from "#drivers/driver.ts";
import type { Report } from "#events/event.ts";
import { waitUntil } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";

/** So many reports may wait to be stored before polling pauses. */
const MOST_WAITING = 5000;
/** So many are handed over at once, so that they share a commit. */
const AT_ONCE = 500;
const LEAST_RETRY_MS = 250;
const MOST_RETRY_MS = 5000;

/**
 * Hands reports to the house in the order in which they were read, and again until they are stored: a polled device
 * keeps nothing for us. Polling goes on meanwhile, so that a short alarm is seen while the database is away.
 */
export class Outlet {
  readonly #host: DriverHost;
  readonly #signal: AbortSignal;
  #waiting: Report[] = [];
  #draining: Promise<void> | undefined;

  constructor(host: DriverHost, signal: AbortSignal) {
    this.#host = host;
    this.#signal = signal;
  }

  push(reports: readonly Report[]): void {
    if (reports.length === 0) return;
    this.#waiting.push(...reports);
    this.#draining ??= this.#drain().finally(() => {
      this.#draining = undefined;
    });
  }

  /** Resolves once there is room for more. */
  async room(): Promise<void> {
    if (this.#waiting.length >= MOST_WAITING) await this.#draining;
  }

  async #drain(): Promise<void> {
    let retryMs = LEAST_RETRY_MS;
    while (this.#waiting.length > 0 && !this.#signal.aborted) {
      const batch = this.#waiting.slice(0, AT_ONCE);
      const outcomes = await Promise.allSettled(batch.map((report) => this.#host.report(report)));
      const again = toRepeat(batch, outcomes);
      this.#waiting = [...again, ...this.#waiting.slice(batch.length)];
      if (again.length === 0) {
        retryMs = LEAST_RETRY_MS;
        continue;
      }
      const reason = outcomes.find((outcome) => outcome.status === "rejected")?.reason as unknown;
      this.#host.log.warn(
        { waiting: this.#waiting.length },
        `reports were not stored and are tried again: ${saying(reason)}`,
      );
      const retryAt = this.#host.clock.now() + retryMs;
      await waitUntil(this.#host.clock, retryAt, this.#signal).catch(() => {});
      retryMs = Math.min(MOST_RETRY_MS, retryMs * 2);
    }
    if (this.#waiting.length === 0) return;
    const lost = `${this.#waiting.length} reports could not be stored before the connection ended: the next one begins anew`;
    this.#host.log.error(lost);
    this.#host.refused(lost, this.#waiting[0]?.raw ?? "");
  }
}

/** What was not stored, and what of the same point came after it: the last one stored must be the last one read. */
function toRepeat(batch: readonly Report[], outcomes: readonly PromiseSettledResult<void>[]): Report[] {
  const points = new Set<string>();
  return batch.filter((report, at) => {
    if (outcomes[at]?.status === "rejected") points.add(report.point);
    return points.has(report.point);
  });
}
