import { PRIORITIES, type Priority } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";
import { inWindows, nextBoundary, wallText } from "#kernel/wall-clock.ts";
import type { Person } from "#site/person.ts";

/** That a person wants to be left alone at a moment. */
export interface Quiet {
  /** When that may have ended; null: it never does. */
  readonly until: Instant | null;
  /** Follows the method's id. */
  readonly because: string;
}

/**
 * Whether a message by this method would break the person's quiet hours. Life-safety, critical and whatever is graver than
 * the person's limit never does.
 * @param zone IANA time zone of the person
 */
export function quietAt(person: Person, method: string, priority: Priority, zone: string, at: Instant): Quiet | null {
  for (const { windows, upTo, methods } of person.quietHours) {
    if (PRIORITIES.indexOf(priority) < PRIORITIES.indexOf(upTo)) continue;
    if (methods && !methods.includes(method)) continue;
    if (!inWindows(windows, zone, at)) continue;
    const until = nextBoundary(windows, zone, at);
    const end = until === null ? "" : ` until ${wallText(until, zone).slice(11, 16)}`;
    return { until, because: `is withheld: ${person.name} has quiet hours${end} for ${upTo} and milder` };
  }
  return null;
}
