import type { Notification } from "#escalation/callout.ts";
import { PRIORITIES, type Priority } from "#events/event.ts";

/** Which rows a queue holds. */
export interface Share {
  readonly priority: Priority;
  /** "": of none, as digests and tests are. */
  readonly partition: string;
}

/** A queue gets no shorter than this by having to share. */
const LEAST = 100;

/**
 * What waits to be sent by one channel: life-safety first, and within a priority the partitions in turn, so that a flood in
 * one of them doesn't hold up the others. What doesn't fit stays on disk only, and the queue of its priority and partition
 * remembers from which id on it must be read when there is room again.
 */
export class Waiting {
  readonly #limit: number;
  readonly #lanes = new Map<Priority, Lane>(PRIORITIES.map((priority) => [priority, new Lane()]));
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
    const lane = this.#lane(notification.priority);
    const queue = lane.queue(notification.partition ?? "");
    if (queue.onDiskAfter === null && queue.length < this.#roomIn(lane)) {
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
  refill({ priority, partition }: Share, page: readonly Notification[], more: number | null): void {
    const queue = this.#lane(priority).queue(partition);
    for (const notification of page) this.#push(queue, notification);
    // What was left on disk while the page was being read may not be in it.
    queue.onDiskAfter = lower(more, queue.leftSinceRead);
  }

  /** The next one that may go; life-safety only when `urgentOnly`. */
  take(urgentOnly: boolean): Notification | undefined {
    for (const [priority, lane] of this.#lanes) {
      if (urgentOnly && priority !== "life-safety") return undefined;
      const next = lane.takeInTurn();
      if (next) {
        this.#size--;
        return next;
      }
      // What is on disk of a graver priority goes before the milder ones: wait for the page.
      if (lane.hasOnDisk) return undefined;
    }
    return undefined;
  }

  /** Of what a page should be read now: its queue is short and more is on disk. */
  wants(): (Share & { readonly after: number; readonly room: number }) | null {
    for (const [priority, lane] of this.#lanes) {
      const limit = this.#roomIn(lane);
      const shortest = lane.shortestWithMoreOnDisk();
      if (!shortest || shortest.queue.length > limit / 4) continue;
      const { partition, queue } = shortest;
      queue.leftSinceRead = null;
      return { priority, partition, after: queue.onDiskAfter ?? 0, room: limit - queue.length };
    }
    return null;
  }

  get hasOnDisk(): boolean {
    return [...this.#lanes.values()].some((lane) => lane.hasOnDisk);
  }

  /** Something may be on disk that was never in this queue: after a start, or when it was given up for lack of room. */
  rereadAll(also: readonly Share[] = []): void {
    for (const { priority, partition } of also) this.#lane(priority).queue(partition);
    for (const { queues } of this.#lanes.values()) for (const queue of queues.values()) queue.onDiskAfter = 0;
  }

  /** Empties the queues; what is on disk stays there. */
  drain(): Notification[] {
    const all: Notification[] = [];
    for (const lane of this.#lanes.values()) {
      for (let one = lane.takeInTurn(); one; one = lane.takeInTurn()) all.push(one);
    }
    this.#size = 0;
    return all;
  }

  /** The oldest of a priority, which stays. */
  head(priority: Priority): Notification | undefined {
    return this.#lane(priority).oldest()?.peek();
  }

  takeHead(priority: Priority): Notification | undefined {
    const head = this.#lane(priority).oldest()?.shift();
    if (head) this.#size--;
    return head;
  }

  #lane(priority: Priority): Lane {
    const lane = this.#lanes.get(priority);
    if (!lane) throw new Error(`no lane for priority ${priority}`);
    return lane;
  }

  /** For each partition of a lane. */
  #roomIn({ queues }: Lane): number {
    return Math.min(this.#limit, Math.max(LEAST, Math.floor(this.#limit / Math.max(1, queues.size))));
  }

  #push(queue: Queue, notification: Notification): void {
    queue.push(notification);
    this.#size++;
  }
}

/** The queues of one priority, by partition. */
class Lane {
  /** In the order in which it is their turn. */
  readonly queues = new Map<string, Queue>();

  queue(partition: string): Queue {
    let queue = this.queues.get(partition);
    if (!queue) {
      queue = new Queue();
      this.queues.set(partition, queue);
    }
    return queue;
  }

  /** Whose message goes is the last to have a turn again. */
  takeInTurn(): Notification | undefined {
    for (const [partition, queue] of this.queues) {
      const next = queue.shift();
      if (!next) continue;
      if (this.queues.size > 1) {
        this.queues.delete(partition);
        this.queues.set(partition, queue);
      }
      return next;
    }
    return undefined;
  }

  get hasOnDisk(): boolean {
    for (const queue of this.queues.values()) if (queue.onDiskAfter !== null) return true;
    return false;
  }

  shortestWithMoreOnDisk(): { readonly partition: string; readonly queue: Queue } | null {
    let shortest: { partition: string; queue: Queue } | null = null;
    for (const [partition, queue] of this.queues) {
      if (queue.onDiskAfter === null) continue;
      if (shortest === null || queue.length < shortest.queue.length) shortest = { partition, queue };
    }
    return shortest;
  }

  oldest(): Queue | null {
    let oldest: Queue | null = null;
    for (const queue of this.queues.values()) {
      const head = queue.peek();
      if (head && head.id < (oldest?.peek()?.id ?? Infinity)) oldest = queue;
    }
    return oldest;
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
