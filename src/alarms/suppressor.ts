import type { Instant } from "#kernel/clock.ts";
import type { Site } from "#site/site.ts";
import type { Suppression } from "#site/suppression.ts";
import type { Alarm } from "./alarm.ts";
import { nextChange, reasonsFor } from "./suppress.ts";

/** Suppression by design as the site has it now. */
export class Suppressor {
  readonly #site: () => Site;
  readonly #alarmActive: (key: { source: string; point: string; condition: string }) => boolean;

  constructor(site: () => Site, alarmActive: (key: { source: string; point: string; condition: string }) => boolean) {
    this.#site = site;
    this.#alarmActive = alarmActive;
  }

  reasonsFor(alarm: Alarm, now: Instant): string[] {
    if (this.#site().items.suppression.size === 0) return [];
    return reasonsFor(this.#rules(), alarm, { now, alarmActive: this.#alarmActive });
  }

  nextChange(now: Instant): Instant | null {
    return nextChange(this.#rules(), now);
  }

  /** Whether a rule hangs on this alarm being active. */
  causes({ source, point, condition }: Alarm): boolean {
    if (this.#site().items.suppression.size === 0) return false;
    for (const { cause } of this.#rules()) {
      if (!("alarm" in cause)) continue;
      if (cause.alarm.source === source && cause.alarm.point === point && cause.alarm.condition === condition)
        return true;
    }
    return false;
  }

  *#rules(): Generator<Suppression> {
    for (const { body } of this.#site().items.suppression.values()) yield body;
  }
}
