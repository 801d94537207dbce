import type { Clock } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { Site } from "#site/site.ts";
import { coverage, NOBODY_ON_DUTY } from "./coverage.ts";
import type { Directory } from "./directory.ts";
import { OF_DIGESTS, type OwnAlarms } from "./own-alarms.ts";

const HOUR_MS = 3_600_000;

/** Looks at the duty of the coming days: when it begins, after every change, when duty changes, and every hour. */
export class CoverageWatch {
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #ownAlarms: OwnAlarms;
  readonly #look: () => { site: Site; directory: Directory };
  #cancel: (() => void) | null = null;

  constructor(
    { clock, log }: { clock: Clock; log: Logger },
    ownAlarms: OwnAlarms,
    look: () => { site: Site; directory: Directory },
  ) {
    this.#clock = clock;
    this.#log = log;
    this.#ownAlarms = ownAlarms;
    this.#look = look;
  }

  start(): void {
    this.#cancel?.();
    this.#cancel = this.#clock.at(this.#clock.now(), () => this.#watch());
  }

  /** Something has changed. */
  again(): void {
    if (this.#cancel) this.start();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #watch(): void {
    const now = this.#clock.now();
    let nextAt = now + HOUR_MS;
    this.#ownAlarms.settled("", OF_DIGESTS);
    try {
      const { site, directory } = this.#look();
      const found = coverage(site, directory, now);
      for (const report of found.reports) this.#ownAlarms.report(report);
      this.#ownAlarms.gone(NOBODY_ON_DUTY, new Set(found.reports.map(({ point }) => point)));
      nextAt = Math.min(nextAt, Math.max(found.nextAt, now + 1_000));
    } catch (thrown) {
      this.#log.error(`the on-call schedules could not be checked for gaps: ${saying(thrown)}`);
    }
    this.#cancel?.();
    this.#cancel = this.#clock.at(nextAt, () => this.#watch());
  }
}
