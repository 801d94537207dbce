import type { Pool } from "pg";
import { type Clock, type Instant, waitUntil } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { Journal } from "#store/batch.ts";
import type { KeepDays } from "./retention.ts";

/** Not while the start still has the processor. */
const FIRST_AFTER_MS = 600_000;
/** After it could not be done. */
const AGAIN_MS = 3_600_000;
const CALM_MS = 200;

export interface HistorySettings {
  readonly keepDays: KeepDays;
  /** Wall-clock time of the nightly look: `03:00`. */
  readonly at: string;
  readonly timeZone: string;
}

export interface RetentionParts {
  readonly pool: Pool;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Logger;
  readonly settings: () => HistorySettings;
  /** Whether alarms come in such numbers that this must wait. */
  readonly busy: () => boolean;
  /** Told why what is due could not be removed; and with null once it could. */
  readonly trouble: (because: string | null) => void;
  /** Whether that was told before this start and still stands. */
  readonly troubled: boolean;
}

/** Removes by night what the history need not keep any longer; a night that was missed is made up for soon after the start. */
export class HistoryRetention {
  readonly #parts: RetentionParts;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #cancel = () => {};
  #failures = 0;
  #troubled: boolean;

  constructor(parts: RetentionParts) {
    this.#parts = parts;
    this.#troubled = parts.troubled;
  }

  start(): void {
    this.#later(this.#parts.clock.now() + FIRST_AFTER_MS);
  }

  async stop(): Promise<void> {
    this.#cancel();
    this.#stopping.abort(new Fault("not-active", "this core is stopping", { transient: true }));
    await this.#running;
  }

  #later(at: Instant): void {
    this.#cancel = this.#parts.clock.at(at, () => {
      this.#running = this.#look().then((again) => {
        if (!this.#stopping.signal.aborted) this.#later(again);
      });
    });
  }

  /** Looks if a night has passed since the last time. Answers when to come again. */
  async #look(): Promise<Instant> {
    const { pool, journal, clock, log, settings } = this.#parts;
    try {
      const { nextNight, lastNight } = await import("./retention.ts");
      const { keepDays, at, timeZone } = settings();
      const { rows } = await pool.query<{ at: Date }>("select at from core.history_look");
      if ((rows[0]?.at.getTime() ?? 0) >= lastNight(clock.now(), timeZone, at))
        return nextNight(clock.now(), timeZone, at);
      const { removeDue } = await import("./remove.ts");
      const { signal } = this.#stopping;
      await removeDue({ pool, journal, clock, keepDays, calm: () => this.#calm(), signal });
      await journal.submit("operator", (batch) =>
        batch.also(
          "insert into core.history_look (at) values ($1) on conflict (only_one) do update set at = excluded.at",
          [new Date(batch.now)],
        ),
      );
      this.#failures = 0;
      this.#tell(null);
      return nextNight(clock.now(), timeZone, at);
    } catch (thrown) {
      if (!this.#stopping.signal.aborted) {
        log.error({ because: saying(thrown) }, "old history could not be removed; trying again in an hour");
        // Once may be somebody's long search, or a database that is just being started anew.
        if (++this.#failures > 1) this.#tell(saying(thrown));
      }
      return clock.now() + AGAIN_MS;
    }
  }

  /** What is well is worth a word only after it was not. */
  #tell(because: string | null): void {
    if (because === null && !this.#troubled) return;
    this.#troubled = because !== null;
    this.#parts.trouble(because);
  }

  async #calm(): Promise<void> {
    const { busy, clock } = this.#parts;
    const { signal } = this.#stopping;
    signal.throwIfAborted();
    while (busy()) await waitUntil(clock, clock.now() + CALM_MS, signal);
  }
}
