import type { Clock, Instant } from "#kernel/clock.ts";
import { Timetable } from "#kernel/timetable.ts";
import type { Callout } from "./callout.ts";
import type { Sheet } from "./sheet.ts";

/** The callouts whose occurrence is open, one per alarm, and when each must be decided again. */
export class OpenCallouts {
  readonly #open = new Map<number, Callout>();
  /** Callout to alarm. */
  readonly #alarms = new Map<number, number>();
  readonly #timers: Timetable<number>;

  /** @param ring is given the alarms whose callouts are due, in order of time */
  constructor(clock: Clock, ring: (alarms: readonly number[]) => void) {
    this.#timers = new Timetable(clock, ring);
  }

  load(callouts: Iterable<Callout>): void {
    for (const callout of callouts) {
      if (callout.endedAt !== null) continue;
      this.#open.set(callout.alarm, callout);
      this.#alarms.set(callout.id, callout.alarm);
      if (callout.dueAt !== null) this.#timers.set(callout.alarm, callout.dueAt);
    }
  }

  get size(): number {
    return this.#open.size;
  }

  get(alarm: number): Callout | undefined {
    return this.#open.get(alarm);
  }

  byId(id: number): Callout | undefined {
    const alarm = this.#alarms.get(id);
    return alarm === undefined ? undefined : this.#open.get(alarm);
  }

  all(): IterableIterator<Callout> {
    return this.#open.values();
  }

  put(sheet: Sheet, callout: Callout): void {
    const isThere = this.#open.has(callout.alarm);
    if (!isThere) this.#alarms.set(callout.id, callout.alarm);
    this.#open.set(callout.alarm, callout);
    if (callout.dueAt !== null || isThere) this.#timers.set(callout.alarm, callout.dueAt);
    sheet.store(callout);
  }

  /** What was answered or exhausted stays so; what ran has ended. */
  end(sheet: Sheet, callout: Callout, because: string): void {
    this.#open.delete(callout.alarm);
    this.#alarms.delete(callout.id);
    this.#timers.set(callout.alarm, null);
    const ended = { ...callout, dueAt: null, endedAt: sheet.now };
    sheet.store(callout.state === "running" ? { ...ended, state: "ended", because } : ended);
  }

  /** Rings at `at`, whatever the callout itself says. */
  remind(alarm: number, at: Instant): void {
    if (this.#open.has(alarm)) this.#timers.set(alarm, at);
  }

  stop(): void {
    this.#timers.stop();
  }
}
