import type { Notification } from "#escalation/callout.ts";
import type { Clock, Instant } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import { DueList } from "./due-list.ts";
import { type Share, Waiting } from "./waiting.ts";

/** In memory per priority; the rest waits on disk. */
const QUEUE = 2000;
const PAGE = 1000;
const LATER = 2000;
const REREAD_MS = 1000;

export interface BacklogHost {
  readonly channel: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly readPage: (share: Share, after: number, limit: number) => Promise<Notification[]>;
  /** Of which priorities and partitions something waits on disk. */
  readonly readShares: () => Promise<Share[]>;
}

/**
 * What one channel has yet to send: what is due, what is tried again later, and on disk what doesn't fit into memory. What was
 * taken stays known until it is put back or over, so that a page read from disk doesn't bring it twice.
 */
export class Backlog {
  readonly #host: BacklogHost;
  /** Something may be there to take. */
  readonly #more: () => void;
  readonly #waiting = new Waiting(QUEUE);
  readonly #later = new DueList();
  /** Ids that are in memory in any form. */
  readonly #held = new Set<number>();
  #reading = false;
  #closed = false;
  #purges = 0;
  /** What came to its end while a page is being read: the page may still say that it is due. */
  readonly #endedMeanwhile = new Set<number>();
  /** When something on disk that didn't fit into memory is due. */
  #sweepAt: Instant | null = null;

  constructor(host: BacklogHost, more: () => void) {
    this.#host = host;
    this.#more = more;
  }

  get inMemory(): number {
    return this.#held.size;
  }

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  /** When something becomes due by itself. */
  get nextAt(): Instant | null {
    const { nextAt } = this.#later;
    return nextAt === null || this.#sweepAt === null ? (nextAt ?? this.#sweepAt) : Math.min(nextAt, this.#sweepAt);
  }

  /** It is on disk already, and due. */
  add(notification: Notification): void {
    if (this.#held.has(notification.id)) return;
    if (this.#waiting.add(notification)) this.#held.add(notification.id);
  }

  /** The next one that may go; life-safety only when `urgentOnly`. */
  take(urgentOnly: boolean): Notification | undefined {
    return this.#waiting.take(urgentOnly);
  }

  /** What was taken is tried again. */
  putOff(notification: Notification): void {
    const at = notification.dueAt ?? this.#host.clock.now();
    if (this.#later.size < LATER) this.#later.add(at, notification);
    else {
      this.#held.delete(notification.id);
      this.#sweepAt = Math.min(this.#sweepAt ?? at, at);
    }
  }

  /** What was taken is over, on disk too. */
  ended(id: number): void {
    this.#held.delete(id);
    if (this.#reading) this.#endedMeanwhile.add(id);
  }

  /** Makes what has become due ready to be taken. */
  wake(now: Instant): void {
    for (let due = this.#later.take(now); due; due = this.#later.take(now)) {
      if (!this.#waiting.add(due)) this.#held.delete(due.id);
    }
    if (this.#sweepAt !== null && this.#sweepAt <= now) {
      this.#sweepAt = null;
      this.#waiting.rereadAll();
    }
  }

  /**
   * Forgets everything, but what is under way and what is for other persons.
   * @param parked what was taken and is not under way
   * @param person id; absent: everybody
   * @returns ids of what is under way
   */
  purge(parked: readonly Notification[], person?: string): number[] {
    this.#purges++;
    const dropped = [...this.#waiting.drain(), ...parked];
    for (let one = this.#later.take(Number.POSITIVE_INFINITY); one; one = this.#later.take(Number.POSITIVE_INFINITY)) {
      dropped.push(one);
    }
    for (const { id } of dropped) this.#held.delete(id);
    const underWay = [...this.#held];
    if (person !== undefined) for (const one of dropped) if (one.person !== person) this.#keep(one);
    return underWay;
  }

  #keep(notification: Notification): void {
    const { dueAt } = notification;
    if (dueAt !== null && dueAt > this.#host.clock.now()) this.#later.add(dueAt, notification);
    else if (!this.#waiting.add(notification)) return;
    this.#held.add(notification.id);
  }

  close(): void {
    this.#closed = true;
  }

  /** What waits on disk, also of partitions of which nothing came since the start. */
  rereadAll(): void {
    this.#host.readShares().then(
      (shares) => {
        this.#waiting.rereadAll(shares);
        this.#more();
      },
      (thrown: unknown) => {
        if (this.#closed) return;
        this.#waitsForDatabase(thrown);
        this.#host.clock.at(this.#host.clock.now() + REREAD_MS, () => this.rereadAll());
      },
    );
  }

  /** Reads a page from disk when a queue has become short and more of it is there. */
  readMore(): void {
    if (this.#reading || this.#closed) return;
    const wanted = this.#waiting.wants();
    if (!wanted) return;
    this.#reading = true;
    this.#endedMeanwhile.clear();
    const limit = Math.min(wanted.room, PAGE);
    const purges = this.#purges;
    this.#host.readPage(wanted, wanted.after, limit).then(
      (page) => {
        this.#reading = false;
        // What was purged meanwhile may be among them.
        if (purges === this.#purges) this.#refill(wanted, page, limit);
        else this.#waiting.refill(wanted, [], wanted.after);
        this.#more();
      },
      (thrown: unknown) => {
        this.#waitsForDatabase(thrown);
        this.#host.clock.at(this.#host.clock.now() + REREAD_MS, () => {
          this.#reading = false;
          this.#more();
        });
      },
    );
  }

  #refill(share: Share, page: readonly Notification[], limit: number): void {
    const now = this.#host.clock.now();
    const due: Notification[] = [];
    for (const notification of page) {
      if (this.#held.has(notification.id) || this.#endedMeanwhile.has(notification.id)) continue;
      this.#held.add(notification.id);
      if ((notification.dueAt ?? now) <= now) due.push(notification);
      else this.putOff(notification);
    }
    this.#waiting.refill(share, due, page.length < limit ? null : (page.at(-1)?.id ?? null));
  }

  #waitsForDatabase(thrown: unknown): void {
    this.#host.log.warn(`messages of channel ${this.#host.channel} wait for the database: ${saying(thrown)}`);
  }
}
