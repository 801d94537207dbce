import { useWatched, Watched } from "../watched.ts";

const SEEN = "tocsin tour seen";

/** Where on the tour somebody is; null: on none. */
class TourDesk extends Watched<number | null> {
  constructor() {
    super(null);
  }

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
    this.set(step);
  }
}

export const tourDesk = new TourDesk();

export function useTour(): number | null {
  return useWatched(tourDesk);
}
