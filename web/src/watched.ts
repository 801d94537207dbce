import { useSyncExternalStore } from "react";

/** One value that outlives pages and is watched by them: the base of what follows the server, the screen or the person. */
export class Watched<T> {
  #now: T;
  readonly #watchers = new Set<() => void>();

  constructor(begin: T) {
    this.#now = begin;
  }

  /** The answer ends the watching. */
  readonly subscribe = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };
  readonly snapshot = (): T => this.#now;

  protected set(now: T): void {
    this.#now = now;
    for (const watcher of this.#watchers) watcher();
  }

  /** Nobody needs to draw anything anew for it. */
  protected setQuietly(now: T): void {
    this.#now = now;
  }
}

export function useWatched<T>(watched: Watched<T>): T {
  return useSyncExternalStore(watched.subscribe, watched.snapshot);
}
