import type { Alarm } from "#alarms/alarm.ts";
import { OWN_SOURCE, type Report } from "#events/event.ts";
import type { Intake } from "#events/intake.ts";
import { saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";

/** What Tocsin reports about itself, under the source `tocsin`. */
export class OwnReports {
  readonly #intake: Intake;
  readonly #alarms: () => Iterable<Alarm>;
  readonly #log: Logger;

  constructor(intake: Intake, alarms: () => Iterable<Alarm>, log: Logger) {
    this.#intake = intake;
    this.#alarms = alarms;
    this.#log = log;
  }

  readonly report = (report: Report): void => {
    this.#intake.report(OWN_SOURCE, [report]).catch((thrown: unknown) => {
      this.#log.error({ point: report.point, because: saying(thrown) }, "Tocsin could not report about itself");
    });
  };

  /** What is well is worth a word only after it was not. */
  readonly change = (report: Report): void => {
    if (report.kind === "raise" || this.points().includes(report.point)) this.report(report);
  };

  inAlarm(): Alarm[] {
    return [...this.#alarms()].filter(({ source, active }) => source === OWN_SOURCE && active);
  }

  /** Of what is in alarm the points. */
  readonly points = (): string[] => this.inAlarm().map(({ point }) => point);
}
