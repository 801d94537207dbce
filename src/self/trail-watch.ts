import type { Pool } from "pg";
import type { CheckState } from "#audit/trail-check.ts";
import type { WitnessHealth } from "#audit/witness.ts";
import type { Report } from "#events/event.ts";
import type { Clock, Instant } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import { judgeBehind, judgeOverdue, judgeVerified } from "./judge-trail.ts";

const LOOK_MS = 60_000;
const DAY_MS = 86_400_000;
/** A start has better things to do than to read the whole trail. */
const FIRST_AFTER_MS = 300_000;

export interface TrailWatchParts {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly log: Logger;
  readonly witnesses: () => readonly (WitnessHealth & { readonly id: string; readonly name: string })[];
  /** Verifies the whole trail. */
  readonly verify: () => Promise<CheckState>;
  /** Reports under the source `tocsin` what is new. */
  readonly change: (report: Report) => void;
}

/**
 * Looks every minute whether checkpoints are signed and witnesses keep up, and verifies the whole trail soon after the
 * start and every day.
 */
export class TrailWatch {
  readonly #parts: TrailWatchParts;
  readonly #said = new Map<string, Report["kind"]>();
  #cancelLook = () => {};
  #cancelVerify = () => {};

  constructor(parts: TrailWatchParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#lookLater();
    this.#verifyLater(FIRST_AFTER_MS);
  }

  stop(): void {
    this.#cancelLook();
    this.#cancelVerify();
  }

  #lookLater(): void {
    const { clock, log } = this.#parts;
    this.#cancelLook = clock.at(clock.now() + LOOK_MS, () => {
      this.#look().catch((thrown: unknown) => {
        log.warn({ because: saying(thrown) }, "the look after checkpoints and witnesses failed");
      });
      this.#lookLater();
    });
  }

  #verifyLater(ms: number): void {
    const { clock, log, verify } = this.#parts;
    this.#cancelVerify = clock.at(clock.now() + ms, () => {
      this.#verifyLater(DAY_MS);
      verify().then(
        (state) => {
          if (state.state === "done") this.#say(judgeVerified(state.verdict));
          if (state.state === "failed") log.warn({ because: state.because }, "the audit trail could not be verified");
        },
        (thrown: unknown) => log.error({ because: saying(thrown) }, "the audit trail could not be verified"),
      );
    });
  }

  async #look(): Promise<void> {
    const { pool, clock, witnesses } = this.#parts;
    const now = clock.now();
    const { rows } = await pool.query<{ size: number | null }>(
      "select max(size)::float8 as size from audit.checkpoint",
    );
    this.#say(judgeOverdue(await this.#writtenAt((rows[0]?.size ?? 0) + 1), now));
    for (const { id, name, confirmed, behind, trouble } of witnesses()) {
      // One that fails has an alarm that says why.
      const oldest = behind === 0 || trouble !== null ? null : await this.#writtenAt(confirmed + 1);
      this.#say(judgeBehind({ id, name }, behind, oldest, now));
    }
  }

  /** When an entry was written; null: it is not there. */
  async #writtenAt(seq: number): Promise<Instant | null> {
    const { rows } = await this.#parts.pool.query<{ at: Date }>("select at from audit.entry where seq = $1", [seq]);
    return rows[0]?.at.getTime() ?? null;
  }

  #say(report: Report): void {
    const key = `${report.point} ${report.condition}`;
    if (this.#said.get(key) === report.kind) return;
    this.#said.set(key, report.kind);
    this.#parts.change(report);
  }
}
