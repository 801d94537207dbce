import type { Clock, Instant } from "#kernel/clock.ts";

const DOUBT_MS = 250;
const STAND_BACK_MS = 250;
const LOOK_AGAIN_MS = 5;

export interface RestraintParts {
  readonly clock: Clock;
  /** Whether this core is certain to be the active one; absent: always. */
  readonly sure?: (() => boolean) | undefined;
  /** Whether much waits to be decided; absent: never. */
  readonly busy?: (() => boolean) | undefined;
}

/** What may go out just now. */
export type Allowed = "everything" | "life-safety" | "nothing";

/** Holds sending back for a moment where something matters more, and has it looked at again. */
export class Restraint {
  readonly #parts: RestraintParts;
  readonly #again: () => void;
  #since: Instant | null = null;
  #cancel: (() => void) | null = null;

  /** @param again called when it is time to ask again */
  constructor(parts: RestraintParts, again: () => void) {
    this.#parts = parts;
    this.#again = again;
  }

  /**
   * Nothing goes out from a core that was frozen, or cut off from the database: it may not be the active one any more, and
   * another one sends. While much waits to be decided, what is not for life-safety leaves it the processor, for a moment.
   */
  allowed(): Allowed {
    const { clock, sure, busy } = this.#parts;
    if (sure && !sure()) {
      this.#lookAgain(DOUBT_MS);
      return "nothing";
    }
    const now = clock.now();
    if (!busy?.()) this.#since = null;
    else this.#since ??= now;
    if (this.#since === null) return "everything";
    if (now - this.#since >= STAND_BACK_MS) {
      this.#since = null;
      return "everything";
    }
    this.#lookAgain(LOOK_AGAIN_MS);
    return "life-safety";
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #lookAgain(afterMs: number): void {
    const { clock } = this.#parts;
    this.#cancel ??= clock.at(clock.now() + afterMs, () => {
      this.#cancel = null;
      this.#again();
    });
  }
}
