import { PRIORITIES, type Priority } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";
import type { Alarm } from "./alarm.ts";

/** The alarms of one priority that wait for somebody. */
export interface Waiting {
  /** How many wait to be acknowledged. */
  waiting: number;
  /** How many of them sound: their condition still stands. */
  sounding: number;
  /** When the last one that sounded changed, so that a screen that was silenced can tell a new one; null: none sounds. */
  latestAt: Instant | null;
}

type OfPriorities = Record<Priority, Waiting>;

/** Counts the alarms that wait for somebody as they change, so that nobody has to go through all of them. */
export class Tally {
  readonly #partitions = new Map<string, OfPriorities>();

  /** @param before undefined: it is new */
  change(before: Alarm | undefined, after: Alarm): void {
    if (before) this.#add(before, -1);
    this.#add(after, 1);
  }

  /** @param partitions null: all */
  of(partitions: readonly string[] | null): Readonly<Record<Priority, Readonly<Waiting>>> {
    const sum = none();
    for (const [partition, counts] of this.#partitions) {
      if (partitions && !partitions.includes(partition)) continue;
      for (const priority of PRIORITIES) {
        const { waiting, sounding, latestAt } = counts[priority];
        const total = sum[priority];
        total.waiting += waiting;
        total.sounding += sounding;
        if (sounding > 0) total.latestAt = Math.max(total.latestAt ?? 0, latestAt ?? 0);
      }
    }
    return sum;
  }

  #add({ state, silent, partition, priority, changedAt }: Alarm, by: 1 | -1): void {
    const stands = state === "unacknowledged" || state === "latched-unacknowledged";
    if (!stands && state !== "returned") return;
    let counts = this.#partitions.get(partition);
    if (!counts) this.#partitions.set(partition, (counts = none()));
    const count = counts[priority];
    count.waiting += by;
    if (!stands || silent) return;
    count.sounding += by;
    if (by > 0) count.latestAt = Math.max(count.latestAt ?? 0, changedAt);
  }
}

function none(): OfPriorities {
  return Object.fromEntries(
    PRIORITIES.map((priority) => [priority, { waiting: 0, sounding: 0, latestAt: null }]),
  ) as OfPriorities;
}
