import type { Alarm } from "#alarms/alarm.ts";
import { OWN_SOURCE, type Report } from "#events/event.ts";
import type { Policy } from "#site/policy.ts";
import type { Nobody } from "./plan.ts";

const KEPT_SINGLY = 20;
/** In the place of an alarm: persons whom a digest could not be sent to. */
export const OF_DIGESTS = 0;

/**
 * The alarms that escalation raises about itself. Says each thing once: what stands already isn't raised again, and
 * what doesn't stand isn't cleared.
 */
export class OwnAlarms {
  readonly #own: (report: Report) => void;
  readonly #standing = new Set<string>();
  /** By policy: alarms whose callout is exhausted, and under which point that was said. */
  readonly #exhausted = new Map<string, Map<number, string>>();
  /** Persons that could not be told, by alarm. */
  readonly #notReached = new Map<number, Set<string>>();

  constructor(own: (report: Report) => void) {
    this.#own = own;
  }

  /** What stands since before the start. */
  remember(alarms: Iterable<Alarm>): void {
    for (const { source, point, condition, active } of alarms) {
      if (source === OWN_SOURCE && active) this.#standing.add(`${point} ${condition}`);
    }
  }

  /** Callouts that were exhausted before the start. */
  rememberExhausted(policy: string, alarm: number): void {
    const singly = `callout/${alarm}`;
    const open = this.#exhausted.get(policy) ?? new Map<number, string>();
    this.#exhausted.set(policy, open.set(alarm, this.stands(singly, "exhausted") ? singly : `policy/${policy}`));
  }

  stands(point: string, condition: string): boolean {
    return this.#standing.size > 0 && this.#standing.has(`${point} ${condition}`);
  }

  report(report: Report): void {
    const key = `${report.point} ${report.condition}`;
    const stands = this.#standing.has(key);
    if (report.kind === "raise" ? stands : !stands) return;
    if (report.kind === "raise") this.#standing.add(key);
    else this.#standing.delete(key);
    this.#own(report);
  }

  /** Clears what stands under this condition at points of which nothing is said any more: their documents are gone. */
  gone(condition: string, points: ReadonlySet<string>): void {
    for (const key of this.#standing) {
      const [point = "", standing] = key.split(" ");
      if (standing !== condition || points.has(point)) continue;
      this.report(ownReport("clear", point, condition, "nothing asks for it any more"));
    }
  }

  /** After twenty of one policy one alarm stands for the rest, or a flood that nobody answers would double itself. */
  exhausted(
    { id: policy, name }: Pick<Policy, "id" | "name">,
    alarm: Pick<Alarm, "id" | "text" | "priority">,
    because: string,
  ): void {
    const open = this.#exhausted.get(policy) ?? new Map<number, string>();
    this.#exhausted.set(policy, open);
    if (open.has(alarm.id)) return;
    const singly = open.size < KEPT_SINGLY;
    const point = singly ? `callout/${alarm.id}` : `policy/${policy}`;
    open.set(alarm.id, point);
    const about = singly
      ? `Nobody answers "${alarm.text}"`
      : `Nobody answers "${alarm.text}" and others of policy ${name}`;
    this.report(ownReport("raise", point, "exhausted", `${about}: ${because}. Call somebody.`, alarm.priority));
  }

  /** Schedules, or the policy itself, that had nobody to tell. */
  nobody({ id, name }: Policy, { because, schedules }: Nobody, fallback: boolean): void {
    const instead = fallback ? "Others were told instead" : "Nobody was told at all";
    const text = `Policy ${name} had nobody to tell: ${because}. ${instead}. Mend the schedule or the policy.`;
    const points = schedules.map((schedule) => `duty/${schedule}`);
    for (const point of points.length > 0 ? points : [`policy/${id}`]) {
      this.report(ownReport("raise", point, "nobody", text, "high"));
    }
  }

  somebody({ id }: Policy): void {
    this.report(ownReport("clear", `policy/${id}`, "nobody", "somebody could be told"));
  }

  notReached(alarm: number, person: string, because: string): void {
    this.#notReached.set(alarm, (this.#notReached.get(alarm) ?? new Set()).add(person));
    const text = `${because}. Check the person's contact methods and the channel.`;
    this.report(ownReport("raise", `person/${person}`, "not-reached", text, "high"));
  }

  /** The callout was answered or has ended: what it raised goes. */
  settled(policy: string, alarm: number): void {
    if (this.#standing.size === 0) return;
    const open = this.#exhausted.get(policy);
    const point = open?.get(alarm) ?? `callout/${alarm}`;
    open?.delete(alarm);
    if (point.startsWith("callout/") || ![...(open?.values() ?? [])].includes(point)) {
      this.report(ownReport("clear", point, "exhausted", "the callout was answered or has ended"));
    }
    const persons = this.#notReached.get(alarm);
    this.#notReached.delete(alarm);
    for (const person of persons ?? []) {
      if ([...this.#notReached.values()].some((others) => others.has(person))) continue;
      this.report(ownReport("clear", `person/${person}`, "not-reached", "the callout was answered or has ended"));
    }
  }
}

/** A report of Tocsin about itself. */
export function ownReport(
  kind: "raise" | "clear",
  point: string,
  condition: string,
  text: string,
  priority?: Report["priority"],
): Report {
  return { point, kind, category: "system", condition, text, priority, raw: "" };
}
