import { useSyncExternalStore } from "react";

const SEEN = "tocsin tour seen";

/** Where on the tour somebody is; null: on none. */
class TourDesk {
  #step: number | null = null;
  readonly #watchers = new Set<() => void>();

  readonly subscribe = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };
  readonly snapshot = (): number | null => this.#step;

  /** Begins by itself once in each browser, and leads nobody away who came for another page than the first. */
  offer(): void {
    if (localStorage.getItem(SEEN) === null && location.pathname === "/") this.begin();
  }

  begin(): void {
    this.go(0);
  }

  /** @param step null: the tour is left */
  go(step: number | null): void {
    if (step === null) localStorage.setItem(SEEN, "yes");
    this.#step = step;
    for (const watcher of this.#watchers) watcher();
  }
}

export const tourDesk = new TourDesk();

export function useTour(): number | null {
  return useSyncExternalStore(tourDesk.subscribe, tourDesk.snapshot);
}
