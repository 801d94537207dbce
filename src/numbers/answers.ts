import { PRIORITIES, type Priority } from "#events/event.ts";
import { quantile } from "./bins.ts";

/** Time to acknowledge of one group: from the latest annunciation to its first acknowledgement. */
export interface AnswerFigures {
  readonly group: string;
  readonly count: number;
  readonly medianMs: number | null;
  readonly p95Ms: number | null;
}

/** Collects times to acknowledge; 8 bytes each, twice. */
export class Answers {
  readonly #byPriority = new Map<string, Times>();
  readonly #byVia = new Map<string, Times>();

  add(priority: Priority, via: string, ms: number): void {
    timesOf(this.#byPriority, priority).add(ms);
    timesOf(this.#byVia, via).add(ms);
  }

  byPriority(): AnswerFigures[] {
    return PRIORITIES.map((priority) => figuresOf(priority, this.#byPriority.get(priority)));
  }

  byVia(): AnswerFigures[] {
    return [...this.#byVia].map(([via, times]) => figuresOf(via, times)).sort((a, b) => b.count - a.count);
  }
}

class Times {
  #values = new Float64Array(64);
  #count = 0;

  add(ms: number): void {
    if (this.#count === this.#values.length) {
      const larger = new Float64Array(this.#count * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#count++] = ms;
  }

  sorted(): Float64Array {
    return this.#values.slice(0, this.#count).sort();
  }
}

function timesOf(groups: Map<string, Times>, name: string): Times {
  const there = groups.get(name) ?? new Times();
  groups.set(name, there);
  return there;
}

function figuresOf(group: string, times: Times | undefined): AnswerFigures {
  const sorted = times?.sorted() ?? [];
  return { group, count: sorted.length, medianMs: quantile(sorted, 0.5), p95Ms: quantile(sorted, 0.95) };
}
