import { LANES, type Lane, type Spool } from "./spool.ts";
import type { SpoolRecord } from "./spool-record.ts";

/** Reports that may be on their way in each lane; the core keeps them in memory. */
const WINDOW = 4096;
const RECORDS_PER_MESSAGE = 256;
const BYTES_PER_MESSAGE = 128 * 1024;

/** Where the sender writes: one stream to the core. */
export interface Wire {
  /** Whether it takes more at once; otherwise `drained` resolves when it does. */
  send(lane: Lane, first: number, payloads: readonly Uint8Array[]): boolean;
  drained(): Promise<void>;
}

/**
 * Sends what the spool holds over one stream: life-safety before everything else, each lane in order, no more than the
 * core has room for. What the core has not stored is sent again over the next stream.
 */
export class SpoolSender {
  readonly #spool: Spool;
  readonly #wire: Wire;
  readonly #failed: (thrown: unknown) => void;
  /** Number of the last record that was sent; null until the core has said how far it is. */
  #sent: Record<Lane, number> | null = null;
  #running = false;
  #again = false;
  #stopped = false;

  constructor(spool: Spool, wire: Wire, failed: (thrown: unknown) => void) {
    this.#spool = spool;
    this.#wire = wire;
    this.#failed = failed;
    for (const lane of LANES) spool.lane(lane).appended = () => this.#wake();
  }

  /**
   * The core has stored everything up to these numbers. False: it has counted further than the spool goes, so this
   * stream can't go on.
   */
  progress(stored: Readonly<Record<Lane, number>>): boolean {
    if (LANES.some((lane) => stored[lane] > this.#spool.lane(lane).last)) return false;
    this.#sent ??= { ...stored };
    for (const lane of LANES) this.#spool.lane(lane).acknowledge(stored[lane]);
    this.#wake();
    return true;
  }

  stop(): void {
    this.#stopped = true;
  }

  #wake(): void {
    this.#again = true;
    if (this.#running || this.#stopped) return;
    this.#running = true;
    this.#send()
      .catch(this.#failed)
      .finally(() => {
        this.#running = false;
      });
  }

  async #send(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      while (!this.#stopped && (await this.#sendSome())) {
        // One message at a time, so that life-safety never waits for more than one of the other lane.
      }
    }
  }

  /** @returns whether there was anything to send */
  async #sendSome(): Promise<boolean> {
    const sent = this.#sent;
    if (!sent) return false;
    for (const lane of LANES) {
      const from = this.#spool.lane(lane);
      const room = WINDOW - (sent[lane] - from.acknowledged);
      if (from.last <= sent[lane] || room <= 0) continue;
      const records = await from.read(sent[lane], Math.min(RECORDS_PER_MESSAGE, room), BYTES_PER_MESSAGE);
      const run = firstRun(records);
      const [first] = run;
      const last = run.at(-1);
      if (!first || !last || this.#stopped) continue;
      sent[lane] = last.number;
      const payloads = run.map(({ payload }) => payload);
      if (!this.#wire.send(lane, first.number, payloads)) await this.#wire.drained();
      return true;
    }
    return false;
  }
}

/** Up to where numbers are missing: what was damaged on disk leaves a gap. */
function firstRun(records: readonly SpoolRecord[]): readonly SpoolRecord[] {
  const [first] = records;
  const end = records.findIndex(({ number }, at) => number !== (first?.number ?? 0) + at);
  return end === -1 ? records : records.slice(0, end);
}
