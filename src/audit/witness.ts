import type { Pool } from "pg";
import type { Clock, Instant } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import { beginningRecord, recordsOf } from "./record.ts";
import { beginningOf } from "./removals.ts";
import type { Sink } from "./sink.ts";
import { Spool } from "./spool.ts";
import { entriesBetween } from "./trail.ts";
import { checkpointsAfter } from "./tree-store.ts";

/** How long after a commit its entries are read. */
const LATENCY_MS = 1000;
const PAGE = 250;
const CHECKPOINTS = 100;
/** A sink that has not taken a portion by then is taken for failing. */
const PATIENCE_MS = 30_000;
const RETRY_MS = [1000, 2000, 5000, 10_000, 30_000, 60_000];

export interface WitnessParts {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly log: Logger;
  /** For spool and position. */
  readonly folder: string;
  /** Number of the last entry on disk. */
  readonly written: () => number;
  readonly busy: () => boolean;
  /** Told when the witness fails, with why; and with null once it has taken something again. */
  readonly trouble: (because: string | null) => void;
}

export interface WitnessHealth {
  readonly target: string;
  /** Number of the last entry that it has for certain. */
  readonly confirmed: number;
  /** Entries that it does not have yet. */
  readonly behind: number;
  readonly spooledBytes: number;
  /** Why it does not take anything now; null: it does. */
  readonly trouble: string | null;
}

/**
 * Copies entries and checkpoints to a sink, in order, from the last one that it confirmed. What a sink that is down would
 * miss waits in a spool of limited size, so that it gets what was written and not what somebody made of it meanwhile; when
 * the spool is full the rest waits in the database. Nobody waits for a witness.
 */
export class Witness {
  readonly #sink: Sink;
  readonly #parts: WitnessParts;
  readonly #capBytes: number;
  readonly #stopping = new AbortController();
  #spool: Spool | undefined;
  #trouble: string | null = null;
  /** What was told last; undefined: nothing yet. */
  #told: "well" | "failing" | undefined;
  #failures = 0;
  #retryAt: Instant = 0;
  #cancel = () => {};
  #ringsAt: Instant | null = null;
  #filling: Promise<void> | undefined;
  #delivering: Promise<void> | undefined;

  constructor(sink: Sink, capBytes: number, parts: WitnessParts) {
    this.#sink = sink;
    this.#capBytes = capBytes;
    this.#parts = parts;
  }

  get health(): WitnessHealth {
    const confirmed = this.#spool?.confirmed.seq ?? 0;
    return {
      target: this.#sink.target,
      confirmed,
      behind: Math.max(0, this.#parts.written() - confirmed),
      spooledBytes: this.#spool?.size ?? 0,
      trouble: this.#trouble,
    };
  }

  /** After a commit or a checkpoint. Costs nothing. */
  wake(): void {
    this.#ringAt(this.#parts.clock.now() + LATENCY_MS);
  }

  /** Whether it would take something now; null, or why not. */
  async assured(): Promise<string | null> {
    try {
      await this.#sink.probe(AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(PATIENCE_MS / 6)]));
      return this.#trouble;
    } catch (thrown) {
      return saying(thrown);
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Fault("not-active", "this core is stopping", { transient: true }));
    this.#cancel();
    await this.#filling;
    await this.#delivering;
  }

  #ringAt(at: Instant): void {
    if (this.#stopping.signal.aborted || (this.#ringsAt !== null && this.#ringsAt <= at)) return;
    this.#cancel();
    this.#ringsAt = at;
    this.#cancel = this.#parts.clock.at(at, () => {
      this.#ringsAt = null;
      this.#filling ??= this.#work().finally(() => {
        this.#filling = undefined;
      });
    });
  }

  async #work(): Promise<void> {
    const { clock, busy } = this.#parts;
    if (busy()) return this.wake();
    try {
      this.#spool ??= await this.#open();
      await this.#fill(this.#spool);
    } catch (thrown) {
      // A database that is away says so itself.
      if (thrown instanceof Fault || (thrown instanceof Error && "path" in thrown)) this.#failed(thrown);
      else this.#retryAt = clock.now() + (RETRY_MS[0] ?? 0);
      this.#ringAt(this.#retryAt);
      return;
    }
    if (clock.now() < this.#retryAt) return this.#ringAt(this.#retryAt);
    this.#delivering ??= this.#deliver(this.#spool).finally(() => {
      this.#delivering = undefined;
    });
  }

  /** Where the sink is, by its own word where it has one, if that is the same trail. */
  async #open(): Promise<Spool> {
    const { pool, folder } = this.#parts;
    const last = await this.#sink.last();
    if (last && last.seq > 0) {
      const beginning = await beginningOf(pool);
      if (beginning && last.seq < beginning.seq) {
        throw new Fault(
          "untrusted",
          `${this.#sink.target} ends with entry ${last.seq}, and what came after it was archived up to entry ${beginning.seq}: nothing was added. Name another file, and keep this one`,
        );
      }
      const [entry] = last.seq === beginning?.seq ? [beginning] : await entriesBetween(pool, last.seq, last.seq);
      if (entry?.hash.toString("hex") !== last.hash) {
        throw new Fault(
          "untrusted",
          `${this.#sink.target} holds another history: its entry ${last.seq} is not that of the database. Compare them with "tocsin audit-trail verify"; nothing was added`,
        );
      }
    }
    return Spool.open(folder, this.#sink.target, last);
  }

  async #fill(spool: Spool): Promise<void> {
    const { pool, written } = this.#parts;
    while (!this.#stopping.signal.aborted && spool.size < this.#capBytes) {
      const { seq, checkpoint } = spool.filled;
      const entries = seq < written() ? await entriesBetween(pool, seq + 1, Math.min(seq + PAGE, written())) : [];
      if (entries.length === 0 && seq < written() && (await this.#skip(spool))) continue;
      const to = entries.at(-1)?.seq ?? seq;
      const checkpoints = (await checkpointsAfter(pool, checkpoint, CHECKPOINTS)).filter(({ size }) => size <= to);
      if (entries.length === 0 && checkpoints.length === 0) return;
      spool.add(recordsOf(entries, checkpoints));
    }
  }

  /** What was archived before this witness came it does not get; its copy says so, and begins after it. */
  async #skip(spool: Spool): Promise<boolean> {
    const beginning = await beginningOf(this.#parts.pool);
    if (!beginning || beginning.seq <= spool.filled.seq) return false;
    spool.add([beginningRecord(beginning, new Date(beginning.removedAt).toISOString())]);
    return true;
  }

  async #deliver(spool: Spool): Promise<void> {
    try {
      while (spool.size > 0) {
        const { records, bytes } = await spool.next();
        const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(PATIENCE_MS)]);
        if (records.length > 0) await this.#sink.append(records, signal);
        spool.confirm(records, bytes);
      }
      this.#failures = 0;
      this.#retryAt = 0;
      this.#tell(null);
      if (spool.filled.seq < this.#parts.written()) this.wake();
    } catch (thrown) {
      // Where it is now it says itself, where it can: part of a portion may have arrived.
      if (!this.#stopping.signal.aborted) await this.#reopen(spool);
      this.#failed(thrown);
      this.#ringAt(this.#retryAt);
    }
  }

  async #reopen(spool: Spool): Promise<void> {
    const last = await this.#sink.last().catch(() => null);
    if (!last) return;
    spool.confirmed = {
      seq: Math.max(last.seq, spool.confirmed.seq),
      checkpoint: Math.max(last.checkpoint, spool.confirmed.checkpoint),
    };
  }

  #failed(thrown: unknown): void {
    if (this.#stopping.signal.aborted) return;
    const { clock, log } = this.#parts;
    const because = saying(thrown);
    this.#retryAt = clock.now() + (RETRY_MS[Math.min(this.#failures++, RETRY_MS.length - 1)] ?? 60_000);
    if (this.#trouble === null) log.warn({ target: this.#sink.target, because }, "a witness of the audit trail fails");
    this.#tell(because);
  }

  #tell(because: string | null): void {
    this.#trouble = because;
    const now = because === null ? "well" : "failing";
    if (this.#told === now) return;
    this.#told = now;
    this.#parts.trouble(because);
  }
}
