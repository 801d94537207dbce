import type { Instant } from "#kernel/clock.ts";

export const CHATTER_TIMES = 3;
/** Closed at both ends: activations at 0, 30 and 60 s are three within it. */
export const CHATTER_WINDOW_MS = 60_000;
export const FLEETING_MS = 10_000;
export const REPEAT_MS = 60_000;

/** How often an alarm did what a nuisance alarm does, within the time that counts. */
export interface Habit {
  readonly alarm: number;
  readonly activations: number;
  /** Times that it chattered: three activations within 60 s, after at least 60 s of not chattering. What began before counts as one. */
  readonly chatters: number;
  readonly fleeting: number;
}

interface Watched {
  /** The last three. */
  readonly activations: Instant[];
  count: number;
  chatters: number;
  chatteringUntil: Instant;
  fleeting: number;
  /** Whether the last activation was within the time that counts. */
  lastCounts: boolean;
  /** Gone after a moment, and not yet repeated. */
  briefGoneAt: Instant | null;
}

/** Chattering and fleeting alarms. Give activations and returns in the order of time; only what isn't hidden. */
export class HabitWatch {
  readonly #watched = new Map<number, Watched>();

  activated(alarm: number, at: Instant, counts: boolean): void {
    const one = this.#of(alarm);
    if (isFleeting(one, at)) one.fleeting++;
    one.briefGoneAt = null;
    one.lastCounts = counts;
    one.activations.push(at);
    if (one.activations.length > CHATTER_TIMES) one.activations.shift();
    if (counts) one.count++;
    const [first] = one.activations;
    if (one.activations.length < CHATTER_TIMES || first === undefined || at - first > CHATTER_WINDOW_MS) return;
    if (counts && (at > one.chatteringUntil || one.chatters === 0)) one.chatters++;
    one.chatteringUntil = at + CHATTER_WINDOW_MS;
  }

  returned(alarm: number, at: Instant): void {
    const one = this.#watched.get(alarm);
    const raisedAt = one?.activations.at(-1);
    if (one && raisedAt !== undefined) one.briefGoneAt = at - raisedAt < FLEETING_MS ? at : null;
  }

  /** Each alarm that was activated. @param now what went less than 60 s ago may still come back, and isn't judged */
  habits(now: Instant): Habit[] {
    return Array.from(this.#watched, ([alarm, one]) => ({
      alarm,
      activations: one.count,
      chatters: one.chatters,
      fleeting: one.fleeting + (isFleeting(one, now) ? 1 : 0),
    }));
  }

  #of(alarm: number): Watched {
    const there = this.#watched.get(alarm);
    if (there) return there;
    const made = {
      activations: [],
      count: 0,
      chatters: 0,
      chatteringUntil: Number.NEGATIVE_INFINITY,
      fleeting: 0,
      lastCounts: false,
      briefGoneAt: null,
    };
    this.#watched.set(alarm, made);
    return made;
  }
}

/** Its last activation counts, was brief, and was not repeated in time. */
function isFleeting({ lastCounts, briefGoneAt }: Watched, now: Instant): boolean {
  return lastCounts && briefGoneAt !== null && now - briefGoneAt > REPEAT_MS;
}
