import { Watched } from "../watched.ts";
import type { Saved } from "./item.ts";

/** The document that was removed last on this screen, and the version that it had; null: none, or it was dismissed. */
class RemovedDesk extends Watched<Saved | null> {
  note(removed: Saved | null): void {
    this.set(removed);
  }
}

export const removedDesk = new RemovedDesk(null);
