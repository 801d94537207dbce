import { messageOf, Problem } from "../api/client.ts";
import type { LockedCounts } from "../api/contract.ts";
import {
  fellSilent,
  type LinkInput,
  type LinkState,
  looksAlike,
  nextLink,
  retryAfterMs,
  startLink,
} from "../link/link.ts";
import type { SseItem } from "../link/sse.ts";
import { readFeed } from "../link/stream.ts";
import { onWaking, pause } from "../link/waking.ts";
import { t } from "../texts.ts";
import { serverNow } from "../time.ts";
import { useWatched, Watched } from "../watched.ts";

export interface LockedView {
  readonly state: LinkState;
  /** Null: not known. */
  readonly counts: LockedCounts | null;
  /** How many steps of procedures take too long. Null: not known. */
  readonly lateSteps: number | null;
}

function nothing(): LockedView {
  return { state: startLink(serverNow()), counts: null, lateSteps: null };
}

/** What a locked screen follows: how many alarms wait, and whether the server can be trusted. It keeps nothing else. */
class LockedFeed extends Watched<LockedView> {
  #stop: AbortController | null = null;
  #stream: AbortController | null = null;
  #ticker = 0;
  #leave: () => void = () => {};
  #opened: () => void = () => {};

  constructor() {
    super(nothing());
  }

  /** @param opened called when the server says that the session was unlocked */
  start(opened: () => void): void {
    if (this.#stop) return;
    const stop = new AbortController();
    this.#stop = stop;
    this.#opened = opened;
    this.set(nothing());
    this.#ticker = window.setInterval(() => this.#tick(), 1000);
    this.#leave = onWaking(() => this.#tick());
    void this.#follow(stop.signal);
  }

  stop(): void {
    this.#stop?.abort();
    this.#stream?.abort();
    this.#stop = null;
    window.clearInterval(this.#ticker);
    this.#leave();
  }

  async #follow(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      const stream = new AbortController();
      this.#stream = stream;
      const why = await this.#once(AbortSignal.any([stop, stream.signal])).catch(messageOf);
      if (stop.aborted) return;
      if (!stream.signal.aborted || this.snapshot().state.link.is !== "lost") {
        this.#link({ kind: "ended", at: serverNow(), why });
      }
      const { link } = this.snapshot().state;
      await pause(retryAfterMs(link.is === "lost" ? link.attempts : 1), stop);
    }
  }

  async #once(signal: AbortSignal): Promise<string> {
    await readFeed("/api/v1/feed", signal, {
      opened: () => this.#link({ kind: "caught-up", at: serverNow() }),
      heard: () => this.#link({ kind: "heard", at: serverNow() }),
      take: (item) => this.#take(item),
    });
    return t.link.closed;
  }

  #take(item: SseItem): undefined {
    if (item.kind === "comment") return;
    if (item.event === "counts") this.set({ ...this.snapshot(), counts: JSON.parse(item.data) as LockedCounts });
    else if (item.event === "late-steps") {
      this.set({ ...this.snapshot(), lateSteps: (JSON.parse(item.data) as { steps: number }).steps });
    } else if (item.event === "health") {
      const { database, because } = JSON.parse(item.data) as { database: string; because: string };
      this.#link({ kind: "database", at: serverNow(), up: database === "up", because });
    } else if (item.event === "lock" && !(JSON.parse(item.data) as { locked: boolean }).locked) this.#opened();
  }

  #tick(): void {
    this.#link({ kind: "tick", at: serverNow() });
  }

  #link(input: LinkInput): void {
    const before = this.snapshot().state;
    const state = nextLink(before, input, t.link.silent);
    if (looksAlike(before, state)) this.setQuietly({ ...this.snapshot(), state });
    else if (state !== before) this.set({ ...this.snapshot(), state });
    if (fellSilent(input, before, state)) this.#stream?.abort(new Problem(0, "", t.link.silent));
  }
}

export const lockedFeed = new LockedFeed();

export function useLockedFeed(): LockedView {
  return useWatched(lockedFeed);
}
