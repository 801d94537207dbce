import type { Category, Priority, Quality } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";

/** Names of ISA-18.2 / IEC 62682; letters differ by edition, so they are not used. */
export const ALARM_STATES = [
  "normal",
  "unacknowledged",
  "acknowledged",
  "returned", //             returned to normal, unacknowledged
  "latched-unacknowledged",
  "latched-acknowledged",
  "shelved",
  "suppressed", //           by design
  "out-of-service",
] as const;
export type AlarmState = (typeof ALARM_STATES)[number];

export interface Shelf {
  readonly kind: "timed" | "one-shot";
  /** Absent with one-shot: until the condition has gone. A one-shot shelf ends at the priority's limit all the same. */
  readonly until: Instant;
  readonly by: string;
  readonly reason: string;
}

export interface OutOfService {
  readonly by: string;
  readonly reason: string;
  /** When the reminder comes; the alarm itself stays out of service until somebody puts it back. */
  readonly until: Instant | null;
}

/**
 * The standing condition of a point. Suppression is an overlay (OPC 10000-9 §4.8): the flags below are independent, and
 * `state` is derived from them with the precedence out of service > suppressed > shelved > the rest.
 */
export interface Alarm {
  /** Stable for as long as the alarm exists: one per source, point and condition. */
  readonly id: number;
  readonly source: string;
  readonly point: string;
  readonly condition: string;
  readonly partition: string;
  readonly category: Category;
  readonly priority: Priority;
  readonly tags: readonly string[];
  /** One line for people. */
  readonly text: string;
  readonly state: AlarmState;
  readonly active: boolean;
  readonly acknowledged: boolean;
  /** Latched and not yet reset: annunciated although the condition may have gone. */
  readonly latched: boolean;
  readonly shelf: Shelf | null;
  /** Reasons of suppression by design: `inhibit`, `rule:<id>`. Removing one leaves the others. */
  readonly suppressedBy: readonly string[];
  readonly outOfService: OutOfService | null;
  readonly quality: Quality;
  /** Rank of the worst condition that holds: 1 high or low, 2 high-high or low-low. Rising means: annunciated again. */
  readonly severity: number;
  /** Present from raise to terminal; 0 when nothing is open. Rises from occurrence to occurrence within the installation. */
  readonly occurrence: number;
  /** Which annunciation of this occurrence, from 1. An acknowledgement names it. */
  readonly sequence: number;
  /** How often the condition came back within this occurrence. */
  readonly chatter: number;
  readonly raisedAt: Instant | null;
  readonly clearedAt: Instant | null;
  readonly acknowledgedAt: Instant | null;
  readonly acknowledgedBy: string | null;
  /** Absolute time of the next timer of this alarm (shelf end, re-alarm, reminder); null when there is none. */
  readonly dueAt: Instant | null;
  readonly foundActive: boolean;
  readonly silent: boolean;
  readonly value: number | null;
  readonly changedAt: Instant;
}

/** What can come to an alarm. */
export const ALARM_INPUTS = [
  "activate", //      the condition became true (after its on-delay)
  "return", //        the condition became false (after its off-delay)
  "acknowledge",
  "unacknowledge",
  "reset",
  "escalate", //      severity rose while active
  "ease", //          severity fell, still active
  "re-alarm", //      still active too long after the acknowledgement
  "shelve",
  "unshelve", //      by an operator, by its timer, or one-shot and returned
  "suppress", //      first reason of suppression came
  "unsuppress", //    last reason went
  "remove", //        taken out of service
  "restore", //       put back into service
  "lose", //          source lost or quality bad: frozen
  "regain", //        source back
] as const;
export type AlarmInput = (typeof ALARM_INPUTS)[number];

/** What the rest of the house must do about a transition. */
export const EFFECTS = [
  "annunciate",
  "begin-callout",
  "re-annunciate",
  "stop-callout",
  "clear-callout",
  "terminal",
] as const;
export type Effect = (typeof EFFECTS)[number];

export interface Transition {
  readonly from: AlarmState;
  readonly to: AlarmState;
  readonly effects: readonly Effect[];
  /** For the audit trail and for the operator who asks why. */
  readonly because: string;
}
