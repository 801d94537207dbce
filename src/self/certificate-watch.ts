import type { Report } from "#events/event.ts";
import type { Clock } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import { type CertificateFact, judgeCertificate, renewedReport } from "./judge-certificate.ts";

const LOOK_MS = 60_000;
const POINTS = "certificate/";

export interface CertificateWatchParts {
  readonly clock: Clock;
  readonly log: Logger;
  /** All certificates that have to be renewed in time. */
  readonly certificates: () => Promise<readonly CertificateFact[]>;
  /** Reports under the source `tocsin`. */
  readonly own: (report: Report) => void;
}

/** Looks every minute for certificates whose renewal does not succeed. */
export class CertificateWatch {
  readonly #parts: CertificateWatchParts;
  /** What stands in alarm, with its priority; null: from before this start. */
  readonly #standing = new Map<string, Report["priority"] | null>();
  #cancel = () => {};

  constructor(parts: CertificateWatchParts) {
    this.#parts = parts;
  }

  /** @param standing points of our own that are in alarm, so that what has passed meanwhile is cleared */
  start(standing: Iterable<string>): void {
    this.#standing.clear();
    for (const point of standing) if (point.startsWith(POINTS)) this.#standing.set(point, null);
    this.#later();
  }

  stop(): void {
    this.#cancel();
  }

  #later(): void {
    const { clock, log } = this.#parts;
    this.#cancel = clock.at(clock.now() + LOOK_MS, () => {
      this.#look().catch((thrown: unknown) => {
        log.warn({ because: saying(thrown) }, "certificates could not be looked at");
      });
      this.#later();
    });
  }

  async #look(): Promise<void> {
    const { certificates, clock, own } = this.#parts;
    const facts = await certificates();
    if (facts.length === 0) return; // nothing is known yet, which is no reason to clear
    const raised = new Map<string, Report>();
    for (const fact of facts) {
      const report = judgeCertificate(fact, clock.now());
      if (report) raised.set(report.point, report);
    }
    for (const point of this.#standing.keys()) {
      if (raised.has(point)) continue;
      this.#standing.delete(point);
      own(renewedReport(point));
    }
    for (const [point, report] of raised) {
      if (this.#standing.get(point) === report.priority) continue;
      this.#standing.set(point, report.priority);
      own(report);
    }
  }
}
