import type { Notification } from "#escalation/callout.ts";
import type { Feed } from "#events/feed.ts";
import type { Clock } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { Batch, Journal } from "#store/batch.ts";
import { attemptsOf, storeAttempts } from "./attempts.ts";
import { auditRows } from "./story.ts";

/** The notification as it is after an attempt, and what to do once that is on disk. */
export interface Result {
  readonly notification: Notification;
  readonly stored: (notification: Notification) => void;
  /** As it was, when the far side said later what became of it. */
  readonly before?: Notification;
}

export interface ResultsHost {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Logger;
  readonly feed: Feed;
  readonly failed: (batch: Batch, notification: Notification, because: string) => void;
  /** Told within the batch that records what became of a test message. */
  readonly tested?: ((batch: Batch, notification: Notification) => void) | undefined;
  /** When the person has answered meanwhile: a row written afterwards must keep that. */
  readonly repliedAt: (id: number) => number | null;
  readonly name: (kind: "person" | "channel", id: string) => string;
  /** Groups without anything grave or rejected are this far apart, out of the way of new alarms; absent: 40. */
  readonly resultsApartMs?: number;
}

const LONGEST_GROUP = 1000;
const RETRY_MS = 250;
const APART_MS = 40;
const TOLD_PER_SECOND = 50;

/** Writes results to disk in groups: at once when idle, and then at an even pace while the next group collects. */
export class Results {
  readonly #host: ResultsHost;
  #waiting: Result[] = [];
  #urgent: Result[] = [];
  #writing: Promise<void> | null = null;
  #closed = false;
  #wroteAt = 0;
  #hurry = false;
  #wake = () => {};
  #told = { second: 0, times: 0 };

  constructor(host: ResultsHost) {
    this.#host = host;
  }

  /** Not yet on disk. Senders pause when this grows. */
  get size(): number {
    return this.#waiting.length + this.#urgent.length;
  }

  add(result: Result): void {
    const { priority, state } = result.notification;
    (priority === "life-safety" ? this.#urgent : this.#waiting).push(result);
    const isGrave = priority === "life-safety" || priority === "critical";
    if (isGrave || state === "rejected" || this.#waiting.length >= LONGEST_GROUP / 2) this.#rush();
    this.#writing ??= this.#write();
  }

  /** Resolves once everything that was added so far is on disk, or can't be stored any more. */
  async drained(): Promise<void> {
    this.#rush();
    while (this.#writing) await this.#writing;
  }

  #rush(): void {
    this.#hurry = true;
    this.#wake();
  }

  /** Nothing is written after this: the core is no longer the active one. */
  close(): void {
    this.#closed = true;
  }

  async #write(): Promise<void> {
    await Promise.resolve();
    while (!this.#closed && this.size > 0) {
      await this.#pace();
      const urgent = this.#urgent.length > 0;
      const group = (urgent ? this.#urgent : this.#waiting).splice(0, LONGEST_GROUP);
      try {
        await this.#store(group, urgent);
      } catch (thrown) {
        if (!(thrown instanceof Fault && thrown.transient) || thrown.code === "not-active") {
          this.#host.log.error(
            { err: thrown, notifications: group.map(({ notification }) => notification.id) },
            `results of ${group.length} messages could not be stored; they are sent again after the next start`,
          );
          continue;
        }
        (urgent ? this.#urgent : this.#waiting).unshift(...group);
        this.#host.log.warn(`results of messages wait for the database: ${saying(thrown)}`);
        await new Promise<void>((resolve) => this.#host.clock.at(this.#host.clock.now() + RETRY_MS, resolve));
      }
    }
    this.#writing = null;
  }

  /** Resolves when the next group may be written; at once when something is urgent, rejected or piling up. */
  #pace(): Promise<void> {
    const { clock } = this.#host;
    const now = clock.now();
    const at = this.#wroteAt + (this.#host.resultsApartMs ?? APART_MS);
    const hurry = this.#urgent.length > 0 || this.#hurry || this.#waiting.length >= LONGEST_GROUP / 2;
    this.#hurry = false;
    this.#wroteAt = Math.max(now, hurry ? now : at);
    if (hurry || at <= now) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = clock.at(at, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }

  async #store(group: Result[], urgent: boolean): Promise<void> {
    const { journal, failed, tested, repliedAt } = this.#host;
    const kept = await journal.submit(
      urgent ? "life-safety" : "background",
      (batch) => {
        const notifications = group.map(({ notification }) => {
          const at = repliedAt(notification.id);
          return at === null ? notification : { ...notification, repliedAt: at };
        });
        for (const notification of notifications) batch.notification(notification);
        for (const notification of notifications) if (notification.kind === "test") tested?.(batch, notification);
        const at = this.#host.clock.now();
        storeAttempts(
          batch,
          group.flatMap(({ before }, index) => {
            const notification = notifications[index];
            return notification ? attemptsOf(notification, before, at) : [];
          }),
        );
        for (const row of auditRows(notifications, this.#host.name)) batch.audit(row);
        for (const notification of notifications) {
          if (notification.state === "rejected") failed(batch, notification, notification.because);
        }
        return notifications;
      },
      group.length,
    );
    for (const [at, result] of group.entries()) {
      const notification = kept[at] ?? result.notification;
      result.stored(notification);
      this.#tell(notification);
    }
  }

  /** A flood of messages is not a flood of news: screens ask for what they show. */
  #tell(notification: Notification): void {
    const second = Math.floor(this.#host.clock.now() / 1000);
    if (this.#told.second !== second) this.#told = { second, times: 0 };
    const important = notification.priority === "life-safety" || notification.state === "rejected";
    if (++this.#told.times <= (important ? 4 * TOLD_PER_SECOND : TOLD_PER_SECOND)) {
      this.#host.feed.publish("notification", notification);
    }
  }
}
