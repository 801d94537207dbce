import type { Report } from "#events/event.ts";
import type { Clock, Instant } from "#kernel/clock.ts";
import { storable } from "#kernel/text.ts";

/** What became of something that a source sent. */
export type Heard =
  | { readonly outcome: "taken"; readonly raw: string; readonly report: Report }
  | { readonly outcome: "refused"; readonly raw: string; readonly why: string }
  | { readonly outcome: "unknown"; readonly key: string; readonly about: Readonly<Record<string, string>> };

/** Numbers rise, over all sources, while somebody watches. */
export type TrafficLine = Heard & { readonly number: number; readonly at: Instant };

type Watcher = (line: TrafficLine) => void;

const RAW_CHARACTERS = 4096;

/** What sources send and what was made of it: told to those who watch, and kept for nobody. */
export class Traffic {
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
    return () => {
      watchers.delete(watcher);
      if (watchers.size === 0 && this.#watchers.get(source) === watchers) this.#watchers.delete(source);
    };
  }

  /** Cheap while nobody watches. */
  note(source: string, heard: Heard): void {
    const watchers = this.#watchers.get(source);
    if (!watchers) return;
    const line = { ...shortened(heard), number: ++this.#last, at: this.#clock.now() };
    for (const watcher of watchers) watcher(line);
  }
}

function shortened(heard: Heard): Heard {
  if (heard.outcome === "unknown") return heard;
  const raw = storable(heard.raw, RAW_CHARACTERS);
  return heard.outcome === "taken" ? { ...heard, raw, report: { ...heard.report, raw: "" } } : { ...heard, raw };
}
