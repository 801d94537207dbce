import type { Actor, Batch } from "#store/batch.ts";
import type { Alarm, Effect } from "./alarm.ts";
import type { Tally } from "./tally.ts";

/** What a person may order. Every order resolves with the alarm once the change is on disk, or rejects with a `Fault`
 *  (`not-found`, `conflict` when the alarm has moved on, `forbidden` by limits, `invalid`) whose message says why. */
export interface AlarmOrders {
  /** Of all alarms that exist, in no order. State as it was decided, at most one commit ahead of the disk. */
  all(): Iterable<Alarm>;
  /** Of those that wait for somebody, how many there are. @param partitions null: all */
  waiting(partitions: readonly string[] | null): ReturnType<Tally["of"]>;
  alarm(id: number): Alarm | undefined;
  /** Names what the person saw: an acknowledgement of an earlier sequence is refused. */
  acknowledge(order: AlarmOrder & Seen): Promise<Alarm>;
  unacknowledge(order: AlarmOrder & Seen): Promise<Alarm>;
  reset(order: AlarmOrder): Promise<Alarm>;
  /** @param minutes for how long; absent with one-shot */
  shelve(order: AlarmOrder & Shelving): Promise<Alarm>;
  unshelve(order: AlarmOrder): Promise<Alarm>;
  remove(order: AlarmOrder & Removal): Promise<Alarm>;
  restore(order: AlarmOrder): Promise<Alarm>;
  comment(order: AlarmOrder & { comment: string }): Promise<Alarm>;
}

export interface AlarmOrder {
  readonly alarm: number;
  readonly actor: Actor;
  readonly comment?: string | undefined;
}

/** What it is that takes an alarm away, and whether that is refused when somebody has done the same before. */
interface Hiding {
  readonly reason: string;
  readonly unlessDone?: boolean | undefined;
}

export interface Shelving extends Hiding {
  readonly minutes?: number | undefined;
  readonly oneShot?: boolean | undefined;
}

export interface Removal extends Hiding {
  readonly until?: number | undefined;
}

export interface Seen {
  readonly occurrence: number;
  readonly sequence: number;
}

/**
 * Told by the engine within the batch in which it happens; escalation hangs on it. Answers with what it did, in sentences
 * for the audit entry of the change: a flood would otherwise write two entries for each alarm.
 */
export interface AlarmListener {
  changed(batch: Batch, change: AlarmChange): readonly string[];
}

export interface AlarmChange {
  readonly alarm: Alarm;
  readonly before: Alarm | undefined;
  readonly effects: readonly Effect[];
  readonly because: string;
  readonly actor: Actor;
}
