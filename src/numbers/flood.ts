import type { Instant } from "#kernel/clock.ts";

export const WINDOW_MS = 600_000;
const MINUTE_MS = 60_000;
const TOP = 5;
const LISTED = 200;

/** One flood of one operator position. */
export interface Flood {
  readonly start: Instant;
  /** null: it goes on. */
  readonly end: Instant | null;
  /** Annunciations from those that made it a flood to its end. */
  readonly count: number;
  /** The most annunciations within any 10 minutes. */
  readonly peak: number;
  /** The most annunciations within a minute of it. */
  readonly peakPerMinute: number;
  /** In the first 10 minutes from its first alarm (EEMUA 191, upset). */
  readonly firstTenMinutes: number;
  /** The alarm that rang first. */
  readonly firstOut: number;
  readonly top: readonly { readonly alarm: number; readonly count: number }[];
}

export interface FloodLimits {
  /** A flood begins when so many rang within 10 minutes. */
  readonly startsAt: number;
  /** It ends when fewer than this rang within 10 minutes. */
  readonly endsBelow: number;
}

/** ANSI/ISA-18.2: 10 or more; another reading is more than 10. */
export const USUAL_LIMITS: FloodLimits = { startsAt: 10, endsBelow: 5 };

/** The limits of a site. @param startsAt how many alarms within 10 minutes begin a flood */
export function limitsFrom(startsAt: number): FloodLimits {
  return { startsAt, endsBelow: Math.ceil(startsAt / 2) };
}

interface Running {
  readonly start: Instant;
  readonly first: { readonly at: Instant; readonly alarm: number };
  readonly counts: Map<number, number>;
  count: number;
  peak: number;
  peakPerMinute: number;
  firstTenMinutes: number;
}

/**
 * Floods by a window (t - 600 s, t] that slides. It is looked at whenever an annunciation comes into it or leaves it, so that
 * start and end are exact. Give annunciations in the order of time.
 */
export class FloodWatch {
  readonly floods: Flood[] = [];
  /** Milliseconds within floods from `from` on, those that are no longer listed included. */
  #inFloods = 0;
  #floods = 0;
  #worstUpset = 0;
  readonly #limits: FloodLimits;
  readonly #from: Instant;
  readonly #window: { readonly at: Instant; readonly alarm: number }[] = [];
  #oldest = 0;
  #running: Running | null = null;

  /** @param from what was over by then is no flood of the time; what goes on is, and counts from there */
  constructor(limits: FloodLimits = USUAL_LIMITS, from: Instant = Number.NEGATIVE_INFINITY) {
    this.#limits = limits;
    this.#from = from;
  }

  get count(): number {
    return this.#floods;
  }

  /** How many rang within the 10 minutes up to when it was finished. */
  get current(): number {
    return this.#window.length - this.#oldest;
  }

  get totalMs(): number {
    return this.#inFloods;
  }

  /** The most annunciations in the first 10 minutes of one, those that are no longer listed included. */
  get worstUpset(): number {
    return this.#worstUpset;
  }

  add(at: Instant, alarm: number): void {
    this.#leave(at);
    this.#window.push({ at, alarm });
    const count = this.#window.length - this.#oldest;
    if (this.#running) this.#take(this.#running, at, alarm, count);
    else if (count >= this.#limits.startsAt) this.#begin(at);
  }

  /** Nothing came up to `now`. A flood that goes on is listed without an end. */
  finish(now: Instant): void {
    this.#leave(now);
    if (!this.#running) return;
    this.#list(this.#running, null, now);
    this.#running = null;
  }

  /** What is 10 minutes old is no longer within the window. */
  #leave(now: Instant): void {
    for (;;) {
      const oldest = this.#window[this.#oldest];
      if (!oldest || oldest.at + WINDOW_MS > now) break;
      this.#oldest++;
      const left = this.#window.length - this.#oldest;
      if (this.#running && left < this.#limits.endsBelow && !this.#leavesTogether(oldest.at)) {
        const end = oldest.at + WINDOW_MS;
        this.#list(this.#running, end, end);
        this.#running = null;
      }
    }
    if (this.#oldest <= 1024) return;
    this.#window.splice(0, this.#oldest);
    this.#oldest = 0;
  }

  #leavesTogether(at: Instant): boolean {
    return this.#window[this.#oldest]?.at === at;
  }

  #begin(start: Instant): void {
    const [first] = this.#window.slice(this.#oldest);
    if (!first) return;
    const running: Running = {
      start,
      first,
      counts: new Map(),
      count: 0,
      peak: 0,
      peakPerMinute: 0,
      firstTenMinutes: 0,
    };
    this.#running = running;
    const known = this.#window.slice(this.#oldest);
    for (const [index, { at, alarm }] of known.entries()) this.#take(running, at, alarm, index + 1, known);
  }

  #take(running: Running, at: Instant, alarm: number, inWindow: number, among = this.#window): void {
    running.count++;
    running.peak = Math.max(running.peak, inWindow);
    running.counts.set(alarm, (running.counts.get(alarm) ?? 0) + 1);
    if (at < running.first.at + WINDOW_MS) running.firstTenMinutes++;
    let lastMinute = 0;
    const from = among === this.#window ? among.length - 1 : among.findLastIndex((one) => one.at <= at);
    for (let i = from; i >= 0 && (among[i]?.at ?? 0) > at - MINUTE_MS; i--) lastMinute++;
    running.peakPerMinute = Math.max(running.peakPerMinute, lastMinute);
  }

  /** @param until when it ended, or was last seen */
  #list(running: Running, end: Instant | null, until: Instant): void {
    const { start, first, counts, count, peak, peakPerMinute, firstTenMinutes } = running;
    if (until <= this.#from) return;
    this.#floods++;
    this.#inFloods += until - Math.max(start, this.#from);
    this.#worstUpset = Math.max(this.#worstUpset, firstTenMinutes);
    const top = [...counts].sort(([a, x], [b, y]) => y - x || a - b).slice(0, TOP);
    this.floods.push({
      start,
      end,
      count,
      peak,
      peakPerMinute,
      firstTenMinutes,
      firstOut: first.alarm,
      top: top.map(([alarm, times]) => ({ alarm, count: times })),
    });
    if (this.floods.length > LISTED) this.floods.shift();
  }
}
