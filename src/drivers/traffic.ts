import type { Report } from "#events/event.ts";
import type { Clock, Instant } from "#kernel/clock.ts";
import { storable } from "#kernel/text.ts";

/** What became of something that a source sent. */
export type Heard =
  | { readonly outcome: "taken"; readonly raw: string; readonly report: Report }
  | { readonly outcome: "refused"; readonly raw: string; readonly why: string }
  | { readonly outcome: "unknown"; readonly key: string; readonly about: Readonly<Record<string, string>> };

/** So many messages were not told: they came too fast to be carried here. */
interface Missed {
  readonly outcome: "missed";
  readonly count: number;
}

/** Numbers rise, over all sources, while somebody watches. */
export type TrafficLine = (Heard | Missed) & { readonly number: number; readonly at: Instant };

type Watcher = (line: TrafficLine) => void;

const RAW_CHARACTERS = 4096;

/** What sources send and what was made of it: told to those who watch, and kept for nobody. */
export class Traffic {
  /** Told when somebody begins to watch a source that nobody watched, and when the last one has left it. */
  onWatched: () => void = () => {};
  readonly #clock: Clock;
  readonly #watchers = new Map<string, Set<Watcher>>();
  #last = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param watcher must not throw. The answer ends the watching. */
  watch(source: string, watcher: Watcher): () => void {
    const watchers = this.#watchers.get(source) ?? new Set();
    this.#watchers.set(source, watchers.add(watcher));
    if (watchers.size === 1) this.onWatched();
    return () => {
      watchers.delete(watcher);
      if (watchers.size > 0 || this.#watchers.get(source) !== watchers) return;
      this.#watchers.delete(source);
      this.onWatched();
    };
  }

  isWatched(source: string): boolean {
    return this.#watchers.has(source);
  }

  /** Cheap while nobody watches. */
  note(source: string, heard: Heard | Missed): void {
    const watchers = this.#watchers.get(source);
    if (!watchers) return;
    const line = { ...shortened(heard), number: ++this.#last, at: this.#clock.now() };
    for (const watcher of watchers) watcher(line);
  }
}

function shortened(heard: Heard | Missed): Heard | Missed {
  if (heard.outcome === "unknown" || heard.outcome === "missed") return heard;
  const raw = storable(heard.raw, RAW_CHARACTERS);
  return heard.outcome === "taken" ? { ...heard, raw, report: { ...heard.report, raw: "" } } : { ...heard, raw };
}
