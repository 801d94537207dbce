import type { Pool } from "pg";
import type { Clock } from "#kernel/clock.ts";
import type { Site } from "#site/site.ts";
import type { FencedRows } from "#store/fence.ts";
import type { BadActor } from "./bad-actors.ts";
import { badActorsApart, countedApart } from "./counting.ts";
import type { Numbers, Wanted } from "./figures.ts";
import { SharedWork } from "./shared-work.ts";

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
  readonly numbers: SharedWork<Numbers>;
  badActors?: SharedWork<readonly BadActor[]>;
}

/** Figures are counted once for all who ask for the same within half a minute, one after the other and in another thread. */
export class NumbersDesk {
  readonly #host: NumbersDeskHost;
  readonly #kept = new Map<string, Kept>();

  constructor(host: NumbersDeskHost) {
    this.#host = host;
  }

  /** @param gone whoever asked waits no longer; counting ends when nobody does */
  numbers(wanted: Wanted, gone?: AbortSignal): Promise<Numbers> {
    return this.#of(wanted).numbers.wait(gone);
  }

  badActors(wanted: Wanted, gone?: AbortSignal): Promise<readonly BadActor[]> {
    const kept = this.#of(wanted);
    const { rows, site } = this.#host;
    kept.badActors ??= new SharedWork(
      async (how) => badActorsApart(rows, site(), await kept.numbers.wait(how.signal), how),
      () => delete kept.badActors,
    );
    return kept.badActors.wait(gone);
  }

  /** How much of it is counted, from 0 to 1; null: nobody asked for it, or it is done. */
  progress(wanted: Wanted): number | null {
    const kept = this.#kept.get(JSON.stringify(wanted));
    const running = [kept?.numbers, kept?.badActors].find((work) => work && !work.ended);
    return running?.share ?? null;
  }

  #of(wanted: Wanted): Kept {
    const { rows, pool, clock, site } = this.#host;
    const now = clock.now();
    const key = JSON.stringify(wanted);
    const known = this.#kept.get(key);
    if (known && (known.until > now || !known.numbers.ended)) return known;
    this.#kept.delete(key);
    for (const [old, { until, numbers }] of this.#kept) {
      if (numbers.ended && (until <= now || this.#kept.size >= KEPT)) this.#kept.delete(old);
    }
    const kept: Kept = {
      until: now + KEPT_MS,
      numbers: new SharedWork(
        (how) => countedApart(rows, { pool, site: site(), now }, wanted, how),
        () => {
          if (this.#kept.get(key) === kept) this.#kept.delete(key);
        },
      ),
    };
    this.#kept.set(key, kept);
    return kept;
  }
}
