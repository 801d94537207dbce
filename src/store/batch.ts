import type { Alarm, AlarmInput, AlarmState } from "#alarms/alarm.ts";
import type { Callout, Notification } from "#escalation/callout.ts";
import type { Event } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";

/** Who asked, and by which way: what transitions and audit entries name. */
export interface Actor {
  /** `tocsin`, `operator:anna`, `person:anna`, `token:scada`. */
  readonly id: string;
  readonly via:
    | "intake"
    | "timer"
    | "screen"
    | "api"
    | "link"
    | "email"
    | "phone"
    | "pager"
    | "sms"
    | "chat"
    | "start"
    | "cli";
}

export interface TransitionRow {
  readonly alarm: number;
  readonly occurrence: number;
  readonly sequence: number;
  readonly input: AlarmInput | "comment";
  readonly from: AlarmState;
  readonly to: AlarmState;
  readonly because: string;
  readonly actor: Actor;
  readonly event?: number | undefined;
  readonly comment?: string | undefined;
}

export interface AuditRow {
  readonly actor: Actor;
  /** `alarm.raised`, `alarm.acknowledged`, `site.changed`, `operator.signed-in`. */
  readonly action: string;
  /** `alarm:17`, `source:plc-1`, `operator:anna`. */
  readonly object: string;
  readonly partition?: string | undefined;
  /** A whole sentence that a person understands without looking anything up. No secrets. */
  readonly sentence: string;
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * What one transaction will store, together or not at all. Work adds to it in the order in which it decides; the same
 * alarm, callout or notification may be put several times, the last one counts.
 */
export interface Batch {
  /** The time by which everything in this batch is decided. */
  readonly now: Instant;
  /** Ids that rise within the installation; a number taken and not used is a gap, nothing more. */
  nextId(of: "event" | "alarm" | "occurrence" | "callout" | "notification"): number;
  event(event: Event): void;
  alarm(alarm: Alarm): void;
  transition(row: TransitionRow): void;
  callout(callout: Callout): void;
  notification(notification: Notification): void;
  memory(source: string, point: string, condition: string, memory: unknown): void;
  sourceState(source: string, part: string, state: string, why: string): void;
  /** Up to this number the reports in that lane of a driver host's spool are stored. */
  spoolProgress(spool: string, lane: string, number: number): void;
  audit(row: AuditRow): void;
  /**
   * A further statement of the same transaction, for what is not on the hot path. Only in the `operator` lane, where each
   * piece of work is a transaction of its own: when the statement fails, only this work's promise rejects, so what the
   * work changes in memory belongs into `afterwards`.
   */
  also(sql: string, values: readonly unknown[]): void;
  /** Runs once the batch is on disk, in order. Must not throw. */
  afterwards(act: () => void): void;
}

/** Life-safety first; background (delivery results, housekeeping) last. */
export const LANES = ["life-safety", "alarm", "operator", "background"] as const;
export type Lane = (typeof LANES)[number];

/** The only way to change what is stored of the site's operation: the active core's group commit. */
export interface Journal {
  /**
   * Runs `work` when its turn comes and resolves with its answer once everything it put into the batch is on disk. What
   * `work` throws (a refused order) rejects only this promise; it must then have put nothing into the batch. Rejects with
   * a transient `Fault` when the core is not active or the queue is full; nothing was then stored.
   * @param weight how many rows the work is worth, for the size of batches
   */
  submit<T>(lane: Lane, work: (batch: Batch) => T, weight?: number): Promise<T>;
}
