import type { Notification } from "#escalation/callout.ts";
import type { Instant } from "#kernel/clock.ts";

/** Notifications that are to be tried again, earliest first (a binary heap). */
export class DueList {
  readonly #heap: { at: Instant; notification: Notification }[] = [];

  get size(): number {
    return this.#heap.length;
  }

  get nextAt(): Instant | null {
    return this.#heap[0]?.at ?? null;
  }

  add(at: Instant, notification: Notification): void {
    const heap = this.#heap;
    heap.push({ at, notification });
    for (let child = heap.length - 1; child > 0; ) {
      const parent = (child - 1) >> 1;
      if (!this.#swapIfEarlier(child, parent)) break;
      child = parent;
    }
  }

  /** The earliest one whose time has come. */
  take(now: Instant): Notification | undefined {
    const heap = this.#heap;
    const first = heap[0];
    if (!first || first.at > now) return undefined;
    const last = heap.pop();
    if (last && heap.length > 0) {
      heap[0] = last;
      for (let parent = 0; ; ) {
        const left = 2 * parent + 1;
        const right = left + 1;
        const [a, b] = [heap[left], heap[right]];
        if (!a) break;
        const child = b && b.at < a.at ? right : left;
        if (!this.#swapIfEarlier(child, parent)) break;
        parent = child;
      }
    }
    return first.notification;
  }

  clear(): void {
    this.#heap.length = 0;
  }

  #swapIfEarlier(child: number, parent: number): boolean {
    const [a, b] = [this.#heap[child], this.#heap[parent]];
    if (!a || !b || a.at >= b.at) return false;
    this.#heap[child] = b;
    this.#heap[parent] = a;
    return true;
  }
}
