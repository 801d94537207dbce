import type { Report } from "#events/event.ts";
import type { Clock, Instant } from "#kernel/clock.ts";
import { storable } from "#kernel/text.ts";

/** What became of something that a source sent. */
export type Heard =
  | { readonly outcome: "taken"; readonly raw: string; readonly report: Report }
  | { readonly outcome: "refused"; readonly raw: string; readonly why: string }
  | { readonly outcome: "unknown"; readonly key: string; readonly about: Readonly<Record<string, string>> };

export type TrafficLine = Heard & { readonly number: number; readonly at: Instant };

export interface TrafficView {
  readonly lines: readonly TrafficLine[];
  /** To be given with the next look. */
  readonly last: number;
  /** How many lines came and went between two looks. */
  readonly missed: number;
}

interface Watched {
  lines: TrafficLine[];
  last: number;
  lookedAt: Instant;
}

/** Kept of each source; a flood is seen in part, and the view says so. */
const KEPT_LINES = 200;
const RAW_CHARACTERS = 4096;
/** Whoever looks asks every second; nothing is kept for those who have gone. */
const LOOKS_FOR_MS = 20_000;
const MOST_WATCHED = 8;

/** What sources send and what was made of it, kept in memory only while somebody looks. */
export class Traffic {
  readonly #clock: Clock;
  readonly #watched = new Map<string, Watched>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Lines after number `after`. The first look of all begins the listening, and brings none. */
  look(source: string, after: number): TrafficView {
    const now = this.#clock.now();
    this.#forget(now);
    const watched = this.#watched.get(source) ?? { lines: [], last: 0, lookedAt: now };
    watched.lookedAt = now;
    this.#watched.delete(source);
    this.#watched.set(source, watched);
    const [longest] = this.#watched.keys();
    if (this.#watched.size > MOST_WATCHED && longest !== undefined) this.#watched.delete(longest);
    // Numbers begin anew when nobody had looked for a while.
    const from = after > watched.last ? 0 : after;
    const lines = watched.lines.filter(({ number }) => number > from);
    return { lines, last: watched.last, missed: watched.last - from - lines.length };
  }

  /** Cheap while nobody looks. */
  note(source: string, heard: Heard): void {
    const watched = this.#watched.get(source);
    if (!watched) return;
    const at = this.#clock.now();
    if (at - watched.lookedAt > LOOKS_FOR_MS) return void this.#watched.delete(source);
    const line = { ...shortened(heard), number: ++watched.last, at };
    watched.lines = [...watched.lines, line].slice(-KEPT_LINES);
  }

  #forget(now: Instant): void {
    for (const [source, { lookedAt }] of this.#watched) {
      if (now - lookedAt > LOOKS_FOR_MS) this.#watched.delete(source);
    }
  }
}

function shortened(heard: Heard): Heard {
  if (heard.outcome === "unknown") return heard;
  const raw = storable(heard.raw, RAW_CHARACTERS);
  return heard.outcome === "taken" ? { ...heard, raw, report: { ...heard.report, raw: "" } } : { ...heard, raw };
}
