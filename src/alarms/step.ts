import type { Instant } from "#kernel/clock.ts";
import type { Alarm, AlarmInput, AlarmState, OutOfService, Shelf, Transition } from "./alarm.ts";
import type { Guard, Move } from "./life-cycle-table.ts";

/** What the point's configuration says about the life of its alarms. */
export interface LifeCycleRules {
  readonly latched: boolean;
  readonly acknowledgementRequired: boolean;
  readonly acknowledgeOnClear: boolean;
  readonly rearmWindowMs: number;
  /** From acknowledgement to the next annunciation while active; null: never. */
  readonly reAlarmMs: number | null;
}

export interface StepContext {
  readonly now: Instant;
  /** Called once when a new occurrence begins. */
  readonly nextOccurrence: () => number;
  /** Takes the place of the table's reason: `93.5 is above 90 for 10 s`. */
  readonly because?: string | undefined;
  /** With activate, escalate and ease; absent: 1, one more, one less. */
  readonly severity?: number | undefined;
  readonly value?: number | null | undefined;
  readonly foundActive?: boolean | undefined;
  readonly silent?: boolean | undefined;
  /** With acknowledge: who. */
  readonly actor?: string | undefined;
  /** With shelve. */
  readonly shelf?: Shelf | undefined;
  /** With remove. Absent while out of service: the reminder came, there is none any more. */
  readonly outOfService?: OutOfService | undefined;
  /** With suppress and unsuppress: `inhibit`, `rule:<id>`. */
  readonly reason?: string | undefined;
  /** With lose; absent: uncertain. */
  readonly quality?: "uncertain" | "bad" | undefined;
  /**
   * With unshelve, unsuppress and restore: the condition has an on-delay that runs again from now, so it doesn't count as true
   * before the next activate. Without this a change of plant mode ends in a burst.
   */
  readonly delayAgain?: boolean | undefined;
}

export type Step =
  | { readonly kind: "changed"; readonly alarm: Alarm; readonly transition: Transition }
  | { readonly kind: "ignored"; readonly because: string }
  | { readonly kind: "refused"; readonly because: string };

/** The flags from which the state follows. */
export type Flags = Pick<
  Alarm,
  "occurrence" | "active" | "acknowledged" | "latched" | "shelf" | "suppressedBy" | "outOfService"
>;

export function isHidden(flags: Flags): boolean {
  return flags.outOfService !== null || flags.suppressedBy.length > 0 || flags.shelf !== null;
}

/** Precedence: out of service, suppressed, shelved, the rest (OPC 10000-9 §4.8). */
export function stateOf(flags: Flags): AlarmState {
  if (flags.outOfService) return "out-of-service";
  if (flags.suppressedBy.length > 0) return "suppressed";
  if (flags.shelf) return "shelved";
  if (flags.occurrence === 0) return "normal";
  if (flags.active) return flags.acknowledged ? "acknowledged" : "unacknowledged";
  if (flags.latched) return flags.acknowledged ? "latched-acknowledged" : "latched-unacknowledged";
  return "returned";
}

export function holds(guard: Guard, alarm: Alarm, rules: LifeCycleRules, context: StepContext): boolean {
  switch (guard) {
    case "informational":
      return !rules.acknowledgementRequired;
    case "latched":
      return alarm.latched || rules.latched;
    case "self-clearing":
      return rules.acknowledgeOnClear || !rules.acknowledgementRequired;
    case "soon":
      return context.now - (alarm.clearedAt ?? context.now) <= rules.rearmWindowMs;
    case "worse":
      return (context.severity ?? 1) > alarm.severity;
    default:
      return guard satisfies never;
  }
}

/** The alarm after a move between states that aren't hidden; every field follows from input, target and effects. */
export function carryOut(
  alarm: Alarm,
  input: AlarmInput,
  move: Move,
  rules: LifeCycleRules,
  context: StepContext,
): Alarm {
  const isNew = move.effects.includes("annunciate");
  const again = move.effects.includes("re-annunciate");
  const ends = move.effects.includes("terminal");
  const active = input === "activate" || (input !== "return" && alarm.active);
  const answered = input === "acknowledge" && alarm.acknowledgedBy === null;
  return {
    ...alarm,
    state: move.to,
    active,
    acknowledged: move.to === "acknowledged" || move.to === "latched-acknowledged" || move.to === "normal",
    latched: !ends && (alarm.latched || ((isNew || input === "return") && rules.latched)),
    severity: ends ? 0 : severityAfter(alarm, input, context),
    occurrence: ends ? 0 : isNew ? context.nextOccurrence() : alarm.occurrence,
    sequence: ends ? 0 : isNew ? 1 : alarm.sequence + (again ? 1 : 0),
    chatter: isNew ? 0 : alarm.chatter + (input === "activate" ? 1 : 0),
    raisedAt: isNew ? context.now : alarm.raisedAt,
    clearedAt: input === "return" ? context.now : active ? null : alarm.clearedAt,
    acknowledgedAt: answered ? context.now : isNew || again ? null : alarm.acknowledgedAt,
    acknowledgedBy: answered ? (context.actor ?? "") : isNew || again ? null : alarm.acknowledgedBy,
  };
}

export function severityAfter(alarm: Alarm, input: AlarmInput, context: StepContext): number {
  if (input === "activate") return context.severity ?? 1;
  if (input === "escalate") return context.severity ?? alarm.severity + 1;
  if (input === "ease") return context.severity ?? Math.max(1, alarm.severity - 1);
  return alarm.severity;
}
