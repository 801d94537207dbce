import type { Alarm } from "#alarms/alarm.ts";
import type { Callout, Notification } from "#escalation/callout.ts";
import type { Clock } from "#kernel/clock.ts";
import type { AuditRow, Batch, Journal, Lane } from "#store/batch.ts";

/** A journal in memory that commits each work on its own, at once. What was put is there to be looked at. */
export class InstantJournal implements Journal {
  readonly callouts = new Map<number, Callout>();
  readonly notifications = new Map<number, Notification>();
  readonly alarms = new Map<number, Alarm>();
  readonly audit: AuditRow[] = [];
  readonly lanes: Lane[] = [];
  /** Makes the next submissions fail. */
  refuses: Error | null = null;
  readonly #clock: Clock;
  readonly #ids = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  submit<T>(lane: Lane, work: (batch: Batch) => T): Promise<T> {
    if (this.refuses) return Promise.reject(this.refuses);
    this.lanes.push(lane);
    const { batch, commit } = this.open();
    try {
      const answer = work(batch);
      commit();
      return Promise.resolve(answer);
    } catch (refusal) {
      return Promise.reject(refusal as Error);
    }
  }

  /** A batch that stays open until `commit`. */
  open(): { batch: Batch; commit: () => void } {
    const acts: (() => void)[] = [];
    const batch: Batch = {
      now: this.#clock.now(),
      nextId: (of) => {
        const id = (this.#ids.get(of) ?? 0) + 1;
        this.#ids.set(of, id);
        return id;
      },
      event: () => {},
      alarm: (alarm) => this.alarms.set(alarm.id, alarm),
      transition: () => {},
      callout: (callout) => this.callouts.set(callout.id, callout),
      notification: (notification) => this.notifications.set(notification.id, notification),
      memory: () => {},
      sourceState: () => {},
      spoolProgress: () => {},
      audit: (row) => this.audit.push(row),
      also: () => {},
      afterwards: (act) => acts.push(act),
    };
    return { batch, commit: () => acts.splice(0).forEach((act) => act()) };
  }
}
