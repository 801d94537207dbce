import type { Notification } from "#escalation/callout.ts";
import { PRIORITIES, type Priority } from "#events/event.ts";

/**
 * What waits to be sent by one channel: a queue per priority, life-safety first, with a limit. What doesn't fit stays on
 * disk only, and the queue remembers from which id on it must be read when there is room again.
 */
export class Waiting {
  readonly #limit: number;
  readonly #queues = new Map<Priority, Queue>(PRIORITIES.map((priority) => [priority, new Queue()]));
  #size = 0;

  /** @param limit per priority: a flood of mild ones leaves the graver ones their room */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** In memory. */
  get size(): number {
    return this.#size;
  }

  /** False: it stays on disk, behind what was left there before. */
  add(notification: Notification): boolean {
    const queue = this.#queue(notification.priority);
    if (queue.onDiskAfter === null && queue.length < this.#limit) {
      this.#push(queue, notification);
      return true;
    }
    queue.onDiskAfter = lower(queue.onDiskAfter, notification.id - 1);
    queue.leftSinceRead = lower(queue.leftSinceRead, notification.id - 1);
    return false;
  }

  /**
   * Puts a page in that was read from disk after `wants` asked for it.
   * @param more id of the last row that was read, or null when the page was the last one
   */
  refill(priority: Priority, page: readonly Notification[], more: number | null): void {
    const queue = this.#queue(priority);
    for (const notification of page) this.#push(queue, notification);
    // What was left on disk while the page was being read may not be in it.
    queue.onDiskAfter = lower(more, queue.leftSinceRead);
  }

  /** The next one that may go; life-safety only when `urgentOnly`. */
  take(urgentOnly: boolean): Notification | undefined {
    for (const [priority, queue] of this.#queues) {
      if (urgentOnly && priority !== "life-safety") return undefined;
      const next = queue.shift();
      if (next) {
        this.#size--;
        return next;
      }
      // What is on disk of a graver priority goes before the milder ones: wait for the page.
      if (queue.onDiskAfter !== null) return undefined;
    }
    return undefined;
  }

  /** The priority of which a page should be read now: its queue is short and more is on disk. */
  wants(): { readonly priority: Priority; readonly after: number; readonly room: number } | null {
    for (const [priority, queue] of this.#queues) {
      if (queue.onDiskAfter === null) continue;
      if (queue.length > this.#limit / 4) continue;
      queue.leftSinceRead = null;
      return { priority, after: queue.onDiskAfter, room: this.#limit - queue.length };
    }
    return null;
  }

  get hasOnDisk(): boolean {
    return [...this.#queues.values()].some((queue) => queue.onDiskAfter !== null);
  }

  /** Something may be on disk that was never in this queue: after a start, or when it was given up for lack of room. */
  rereadAll(): void {
    for (const queue of this.#queues.values()) queue.onDiskAfter = 0;
  }

  /** Empties the queues; what is on disk stays there. */
  drain(): Notification[] {
    const all: Notification[] = [];
    for (const queue of this.#queues.values()) for (let one = queue.shift(); one; one = queue.shift()) all.push(one);
    this.#size = 0;
    return all;
  }

  /** The oldest of a priority, which stays. */
  head(priority: Priority): Notification | undefined {
    return this.#queue(priority).peek();
  }

  takeHead(priority: Priority): Notification | undefined {
    const head = this.#queue(priority).shift();
    if (head) this.#size--;
    return head;
  }

  #queue(priority: Priority): Queue {
    const queue = this.#queues.get(priority);
    if (!queue) throw new Error(`no queue for priority ${priority}`);
    return queue;
  }

  #push(queue: Queue, notification: Notification): void {
    queue.push(notification);
    this.#size++;
  }
}

function lower(one: number | null, other: number | null): number | null {
  return one === null ? other : other === null ? one : Math.min(one, other);
}

/** First in, first out, without moving what stays. */
class Queue {
  /** Ids above this one may be on disk and not here; null when everything is here. */
  onDiskAfter: number | null = null;
  /** The same, of what was left on disk since the last page was asked for. */
  leftSinceRead: number | null = null;
  #items: (Notification | undefined)[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  push(notification: Notification): void {
    this.#items.push(notification);
  }

  peek(): Notification | undefined {
    return this.#items[this.#head];
  }

  shift(): Notification | undefined {
    const next = this.#items[this.#head];
    if (next === undefined) return undefined;
    this.#items[this.#head++] = undefined;
    if (this.#head === this.#items.length || this.#head > 1024) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return next;
  }
}
