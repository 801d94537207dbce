import type { Report } from "#events/event.ts";
import { type Clock, waitUntil } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import { decodeReport } from "./report-codec.ts";
import type { Lane } from "./spool.ts";

/** What goes into one transaction at most, so that it fits a batch of the journal. */
const REPORTS_AT_ONCE = 1000;
/** With so many waiting the host is read no further until the database has caught up. */
const FULL = 4096;
const AGAIN_MS = 200;

export interface LaneIntakeParts {
  readonly lane: Lane;
  readonly spool: string;
  /** Everything up to this number is stored. */
  readonly stored: number;
  readonly clock: Clock;
  readonly store: (
    reports: readonly { readonly source: string; readonly report: Report }[],
    upTo: { readonly spool: string; readonly lane: Lane; readonly number: number },
  ) => Promise<void>;
  /** Why a report is not taken: its source is none of the host's. null: it is. */
  readonly refusing: (source: string) => string | null;
  /** Told of what is not taken, and why. */
  readonly refused: (source: string, because: string) => void;
}

interface Offered {
  readonly number: number;
  readonly payload: Uint8Array;
}

/**
 * Stores one lane of a host's spool in its order, each report once: one transaction after the other, with the number up
 * to which it goes. What was stored before is passed over.
 */
export class LaneIntake {
  /** Told when more is stored, and when there is room again. */
  moved: () => void = () => {};
  failed: (why: Fault) => void = () => {};
  readonly #parts: LaneIntakeParts;
  #stored: number;
  /** Number of the last report that was taken into the queue. */
  #queued: number;
  #queue: Offered[] = [];
  #running: Promise<void> | undefined;
  readonly #closing = new AbortController();

  constructor(parts: LaneIntakeParts) {
    this.#parts = parts;
    this.#stored = parts.stored;
    this.#queued = parts.stored;
  }

  get stored(): number {
    return this.#stored;
  }

  get isFull(): boolean {
    return this.#queue.length >= FULL;
  }

  offer(first: number, payloads: readonly Uint8Array[]): void {
    for (const [at, payload] of payloads.entries()) {
      const number = first + at;
      if (number <= this.#queued) continue;
      this.#queued = number;
      this.#queue.push({ number, payload });
    }
    if (this.#queue.length > 0) this.#running ??= this.#run();
  }

  /** Gives up what is not under way and resolves once it is known how far the rest came. */
  async settle(): Promise<void> {
    this.#queue = [];
    await this.#running;
    this.#queue = [];
    this.#queued = this.#stored;
  }

  close(): void {
    this.#closing.abort(new Fault("not-active", "the core stops"));
    this.#queue = [];
  }

  async #run(): Promise<void> {
    // A turn later, so that what comes in one piece is stored in one piece.
    await Promise.resolve();
    try {
      while (this.#queue.length > 0) await this.#storeSome();
    } catch (thrown) {
      this.#queue = [];
      this.#queued = this.#stored;
      const fault = thrown instanceof Fault ? thrown : new Fault("internal", saying(thrown), { cause: thrown });
      this.failed(fault);
    } finally {
      this.#running = undefined;
    }
  }

  async #storeSome(): Promise<void> {
    const { spool, lane } = this.#parts;
    const some = this.#queue.splice(0, REPORTS_AT_ONCE);
    const number = some.at(-1)?.number ?? this.#stored;
    const reports = some.flatMap(({ payload }) => this.#taken(payload));
    await this.#store(reports, { spool, lane, number });
    this.#stored = number;
    this.moved();
  }

  /** As long as the database is only behind, it is asked again: nothing may overtake. */
  async #store(...[reports, upTo]: Parameters<LaneIntakeParts["store"]>): Promise<void> {
    const { store, clock } = this.#parts;
    for (;;) {
      this.#closing.signal.throwIfAborted();
      try {
        return await store(reports, upTo);
      } catch (thrown) {
        if (!(thrown instanceof Fault) || thrown.code !== "overloaded") throw thrown;
        await waitUntil(clock, clock.now() + AGAIN_MS, this.#closing.signal);
      }
    }
  }

  #taken(payload: Uint8Array): { source: string; report: Report }[] {
    const decoded = decodeReport(payload);
    if (decoded.kind === "damaged") {
      this.#parts.refused("", decoded.why);
      return [];
    }
    const { source, report } = decoded;
    const why = this.#parts.refusing(source);
    if (why === null) return [{ source, report }];
    this.#parts.refused(source, why);
    return [];
  }
}
