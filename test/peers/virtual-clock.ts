import type { Clock, Instant } from "#kernel/clock.ts";

interface Alarm {
  readonly at: Instant;
  readonly ring: () => void;
}

/** A clock that stands still until it is told to jump, and then rings everything on its way, in order. */
export class VirtualClock implements Clock {
  #now: Instant;
  #alarms: Alarm[] = [];

  constructor(now: Instant = Date.UTC(2026, 0, 15, 12, 0, 0)) {
    this.#now = now;
  }

  /** How many alarms are set: zero when everybody cleaned up. */
  get pending(): number {
    return this.#alarms.length;
  }

  now(): Instant {
    return this.#now;
  }

  at(at: Instant, ring: () => void): () => void {
    const alarm = { at, ring };
    this.#alarms.push(alarm);
    return () => {
      this.#alarms = this.#alarms.filter((other) => other !== alarm);
    };
  }

  advance(ms: number): void {
    this.advanceTo(this.#now + ms);
  }

  /** Those that ring at the same instant ring in the order in which they were set; what a ring sets in turn rings too. */
  advanceTo(at: Instant): void {
    for (;;) {
      let next: Alarm | undefined;
      for (const alarm of this.#alarms) if (alarm.at <= at && (!next || alarm.at < next.at)) next = alarm;
      if (!next) break;
      const due = next;
      this.#alarms = this.#alarms.filter((other) => other !== due);
      this.#now = Math.max(this.#now, due.at);
      due.ring();
    }
    this.#now = Math.max(this.#now, at);
  }
}
