import { PRIORITIES, type Priority } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";
import type { Language } from "#site/language.ts";
import type { Policy } from "#site/policy.ts";

export type Limit = NonNullable<Policy["digest"]>;

/** Whether a message goes into a digest when there is a flood; life-safety and critical never do. */
export function mayBeDigested(priority: Priority, limit: Policy["digest"], alwaysSingly: boolean): limit is Limit {
  return limit !== null && !alwaysSingly && priority !== "life-safety" && priority !== "critical";
}

/** From one digest to the next while the flood lasts. */
const INTERVALS_MS = [1_000, 5_000, 15_000, 60_000];
/** A digest of so many that has got nothing for so long tells of a burst that is over: there is nothing to wait for. */
const BURST = 50;
const CALM_MS = 200;

/**
 * The messages to one person by one method. It is a flood when more than `moreThan` came within `withinSec`, whether
 * they went singly or not: the first go singly, the rest into digests. Keeps the times of the last `moreThan` and no more.
 */
export class Flood {
  readonly limit: Limit;
  readonly #last: number[] = [];
  #next = 0;
  #flushedAt = -Infinity;
  #interval = 0;
  /** The digest that collects now. */
  digest: Digest | null = null;

  constructor(limit: Limit) {
    this.limit = limit;
  }

  /** When it was last asked. */
  get usedAt(): Instant {
    return this.#last[(this.#next + this.limit.moreThan - 1) % this.limit.moreThan] ?? -Infinity;
  }

  /** Counts one message and says how it goes. */
  admit(now: Instant): "singly" | "digest" {
    const oldest = this.#last[this.#next];
    this.#last[this.#next] = now;
    this.#next = (this.#next + 1) % this.limit.moreThan;
    if (oldest !== undefined && oldest > now - this.limit.withinSec * 1000) return "digest";
    if (this.digest === null) this.#interval = 0;
    return "singly";
  }

  /** Opens a digest: the first goes out 1 s after the flood is recognised, the next ones after widening intervals. */
  open(id: number, now: Instant): Digest {
    const interval = INTERVALS_MS[Math.min(this.#interval++, INTERVALS_MS.length - 1)] ?? 1_000;
    this.digest = new Digest(id, now, Math.max(this.#flushedAt + interval, now + 1_000));
    return this.digest;
  }

  /** Whether what the open digest tells of is over, so that it may go out before its time. */
  isOver(now: Instant): boolean {
    return this.digest !== null && this.digest.count >= BURST && now - this.usedAt >= CALM_MS;
  }

  flushed(now: Instant): void {
    this.#flushedAt = now;
    this.digest = null;
  }
}

export interface Entry {
  readonly priority: Priority;
  /** One line about the alarm. */
  readonly text: string;
  /** It tells that a condition has gone. */
  readonly cleared?: boolean;
}

const TOP = 3;

/** What one digest says: how many, and the gravest three, of equals the newest. */
export class Digest {
  /** Id of the notification that carries it. */
  readonly id: number;
  readonly since: Instant;
  readonly flushAt: Instant;
  #count = 0;
  #cleared = 0;
  readonly #top: { rank: number; entry: Entry }[] = [];

  constructor(id: number, since: Instant, flushAt: Instant) {
    this.id = id;
    this.since = since;
    this.flushAt = flushAt;
  }

  get count(): number {
    return this.#count;
  }

  get priority(): Priority {
    return this.#top[0]?.entry.priority ?? "low";
  }

  add(entry: Entry): void {
    if (entry.cleared) {
      this.#cleared++;
      return;
    }
    this.#count++;
    const rank = PRIORITIES.indexOf(entry.priority);
    const place = this.#top.findIndex((other) => rank <= other.rank);
    if (place === -1 && this.#top.length === TOP) return;
    this.#top.splice(place === -1 ? this.#top.length : place, 0, { rank, entry });
    if (this.#top.length > TOP) this.#top.pop();
  }

  /** Several lines of plain text, the first one fit for a subject. */
  textIn(language: Language): string {
    const words = WORDS[language];
    const gone = this.#cleared > 0 ? words.gone(this.#cleared) : "";
    const lines = [this.#count > 0 ? `${words.together(this.#count)}${gone && `, ${gone}`}` : gone];
    for (const { entry } of this.#top) lines.push(`- ${words.priority[entry.priority]}: ${entry.text}`);
    if (this.#count > this.#top.length) lines.push(words.more(this.#count - this.#top.length));
    lines.push(words.end);
    return lines.join("\n");
  }
}

interface DigestWords {
  readonly together: (count: number) => string;
  readonly gone: (count: number) => string;
  readonly more: (count: number) => string;
  readonly priority: Readonly<Record<Priority, string>>;
  readonly end: string;
}

const WORDS: Readonly<Record<Language, DigestWords>> = {
  en: {
    together: (count) => `${count} ${count === 1 ? "alarm" : "alarms"} in one message`,
    gone: (count) => `${count} ${count === 1 ? "alarm" : "alarms"} gone`,
    more: (count) => `and ${count} more`,
    priority: { "life-safety": "life-safety", critical: "critical", high: "high", medium: "medium", low: "low" },
    end: "See the list of alarms, and acknowledge there.",
  },
  de: {
    together: (count) => `${count} ${count === 1 ? "Alarm" : "Alarme"} in einer Nachricht`,
    gone: (count) => `${count} ${count === 1 ? "Alarm" : "Alarme"} behoben`,
    more: (count) => `und ${count} weitere`,
    priority: { "life-safety": "Lebensgefahr", critical: "kritisch", high: "hoch", medium: "mittel", low: "niedrig" },
    end: "Alle stehen in der Liste der Alarme; dort auch übernehmen.",
  },
};
