import type { Reading } from "#store/reading.ts";

/** Work that several wait for. It is given up when the last of them has gone. */
export class SharedWork<T> {
  /** How much of it is done, from 0 to 1. */
  share = 0;
  #ended = false;
  #waiting = 0;
  readonly #giveUp = new AbortController();
  readonly #answer: Promise<T>;
  readonly #forget: () => void;

  /** @param forget it failed or was given up, and is good for nobody any more */
  constructor(work: (how: Required<Reading>) => Promise<T>, forget: () => void) {
    this.#forget = forget;
    const tell = (share: number) => {
      this.share = share;
    };
    this.#answer = work({ signal: this.#giveUp.signal, tell });
    this.#answer.then(
      () => {
        this.#ended = true;
      },
      () => {
        this.#ended = true;
        forget();
      },
    );
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** @param gone whoever asked waits no longer; throws its reason */
  wait(gone?: AbortSignal): Promise<T> {
    if (gone?.aborted) {
      this.#leave(gone);
      return Promise.reject(gone.reason as Error);
    }
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.#waiting++;
    const leave = () => {
      this.#waiting--;
      this.#leave(gone);
      reject(gone?.reason as Error);
    };
    gone?.addEventListener("abort", leave, { once: true });
    this.#answer.then(resolve, reject).finally(() => {
      gone?.removeEventListener("abort", leave);
    });
    promise.then(
      () => this.#waiting--,
      () => undefined,
    );
    return promise;
  }

  #leave(gone: AbortSignal | undefined): void {
    if (this.#waiting > 0 || this.#ended) return;
    this.#forget();
    this.#giveUp.abort(gone?.reason);
  }
}
