import type { SiteKind } from "../api/contract.ts";
import { Watched } from "../watched.ts";
import type { Saved } from "./item.ts";

export type Removed =
  /** One, and the version that it had. */
  | ({ readonly is: "one" } & Saved)
  /** Several of a kind in one step, as they were: none of them has a secret, which nobody could send back. */
  | { readonly is: "several"; readonly kind: SiteKind; readonly bodies: readonly { readonly id: string }[] };

/** What was removed last on this screen; null: nothing, or it was dismissed. */
class RemovedDesk extends Watched<Removed | null> {
  note(removed: Removed | null): void {
    this.set(removed);
  }
}

export const removedDesk = new RemovedDesk(null);

/** What tells one removal from another. */
export function keyOf(removed: Removed): string {
  if (removed.is === "one") return `${removed.kind} ${removed.id} ${removed.version}`;
  return `${removed.kind} ${removed.bodies.map(({ id }) => id).join(" ")}`;
}
