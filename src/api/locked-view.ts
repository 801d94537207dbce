import type { Alarm } from "#alarms/alarm.ts";
import { PRIORITIES, type Priority } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";

/** What a locked screen may know of the alarms of one priority: no names, no texts, no ids. */
export interface LockedCount {
  /** How many wait to be acknowledged. */
  readonly waiting: number;
  /** How many of them sound: their condition still stands. */
  readonly sounding: number;
  /** When the last of those that sound changed, so that a screen that was silenced can tell a new one. */
  readonly latestAt: Instant | null;
}
export type LockedCounts = Readonly<Record<Priority, LockedCount>>;

/** @param partitions null: all */
export function lockedCounts(alarms: Iterable<Alarm>, partitions: readonly string[] | null): LockedCounts {
  const counts = Object.fromEntries(
    PRIORITIES.map((priority) => [priority, { waiting: 0, sounding: 0, latestAt: null as Instant | null }]),
  ) as Record<Priority, { waiting: number; sounding: number; latestAt: Instant | null }>;
  for (const alarm of alarms) {
    const sounds = alarm.state === "unacknowledged" || alarm.state === "latched-unacknowledged";
    if (!sounds && alarm.state !== "returned") continue;
    if (partitions && !partitions.includes(alarm.partition)) continue;
    const count = counts[alarm.priority];
    count.waiting++;
    if (!sounds || alarm.silent) continue;
    count.sounding++;
    count.latestAt = Math.max(count.latestAt ?? 0, alarm.changedAt);
  }
  return counts;
}

/** Says on an open stream that the screen is locked or no longer is; everything else of it then changes too. */
export function lockText(locked: boolean): string {
  return `event: lock\ndata: {"locked":${locked}}\n\n`;
}

export function countsText(counts: LockedCounts): string {
  return `event: counts\ndata: ${JSON.stringify(counts)}\n\n`;
}

/** Whether the server can store; why it can't names machines, and is for those who are signed in. */
export function lockedHealthText(database: "up" | "down"): string {
  return `event: health\ndata: {"database":"${database}","because":""}\n\n`;
}
