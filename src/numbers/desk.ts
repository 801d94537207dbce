import type { Pool } from "pg";
import type { Clock } from "#kernel/clock.ts";
import type { Site } from "#site/site.ts";
import type { FencedRows } from "#store/fence.ts";
import { type BadActor, badActorsOf } from "./bad-actors.ts";
import { type Numbers, numbersOf, type Wanted } from "./figures.ts";

export interface NumbersDeskHost {
  readonly rows: FencedRows;
  readonly pool: Pool;
  readonly clock: Clock;
  readonly site: () => Site;
}

const KEPT_MS = 30_000;
const KEPT = 6;

interface Kept {
  readonly until: number;
  readonly numbers: Promise<Numbers>;
  badActors?: Promise<readonly BadActor[]>;
}

/** Figures are counted once for all who ask for the same within half a minute, and one after the other. */
export class NumbersDesk {
  readonly #host: NumbersDeskHost;
  readonly #kept = new Map<string, Kept>();
  #counting: Promise<unknown> = Promise.resolve();

  constructor(host: NumbersDeskHost) {
    this.#host = host;
  }

  numbers(wanted: Wanted): Promise<Numbers> {
    return this.#of(wanted).numbers;
  }

  badActors(wanted: Wanted): Promise<readonly BadActor[]> {
    const kept = this.#of(wanted);
    kept.badActors ??= kept.numbers.then((numbers) => this.#next(() => badActorsOf(this.#ground, numbers)));
    return kept.badActors;
  }

  get #ground() {
    const { rows, pool, clock, site } = this.#host;
    return { rows, pool, site: site(), now: clock.now() };
  }

  #of(wanted: Wanted): Kept {
    const now = this.#host.clock.now();
    const key = JSON.stringify(wanted);
    const known = this.#kept.get(key);
    if (known && known.until > now) return known;
    this.#kept.delete(key);
    for (const [old, { until }] of this.#kept) if (until <= now || this.#kept.size >= KEPT) this.#kept.delete(old);
    const kept: Kept = { until: now + KEPT_MS, numbers: this.#next(() => numbersOf(this.#ground, wanted)) };
    this.#kept.set(key, kept);
    kept.numbers.catch(() => this.#kept.delete(key));
    return kept;
  }

  #next<T>(work: () => Promise<T>): Promise<T> {
    const answer = this.#counting.then(work, work);
    this.#counting = answer.catch(() => undefined);
    return answer;
  }
}
