import type { Pool } from "pg";
import { type Clock, waitUntil } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";

/** Not while the start still has the processor. */
const FIRST_AFTER_MS = 120_000;
const EVERY_MS = 60_000;
/** After each block it rests so many times as long as that took: a flood loses no more than a twentieth. */
const REST = 19;

interface KeeperParts {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Describes stored events block by block, beside everything else, so that searches find their way. */
export class BlockKeeper {
  readonly #parts: KeeperParts;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #cancel = () => {};

  constructor(parts: KeeperParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#later(FIRST_AFTER_MS);
  }

  async stop(): Promise<void> {
    this.#cancel();
    this.#stopping.abort(new Fault("not-active", "this core is stopping", { transient: true }));
    await this.#running;
  }

  #later(afterMs: number): void {
    const { clock, log } = this.#parts;
    this.#cancel = clock.at(clock.now() + afterMs, () => {
      this.#running = this.#describe()
        .catch((thrown: unknown) => {
          if (this.#stopping.signal.aborted) return;
          log.warn({ because: saying(thrown) }, "new events could not be described for searching; trying again");
        })
        .then(() => {
          if (!this.#stopping.signal.aborted) this.#later(EVERY_MS);
        });
    });
  }

  async #describe(): Promise<void> {
    const { pool, clock } = this.#parts;
    const { BLOCK, describeBlock, firstUndescribed, lastStored } = await import("./blocks.ts");
    const last = await lastStored(pool);
    for (let block = await firstUndescribed(pool); (block + 1) * BLOCK - 1 <= last; block++) {
      const began = clock.now();
      await describeBlock(pool, block);
      await waitUntil(clock, clock.now() + 1 + (clock.now() - began) * REST, this.#stopping.signal);
    }
  }
}
