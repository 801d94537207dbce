import type { AlarmView } from "../api/contract.ts";
import type { Order } from "./orders.ts";

/** What somebody has just ordered here, and what became of it. */
export interface Deed {
  readonly order: Order;
  /** Each alarm as it was afterwards. */
  readonly done: readonly AlarmView[];
  readonly refused: readonly { readonly alarm: AlarmView; readonly error: unknown }[];
}

/** Which order takes back what was done with an alarm, as it was afterwards; null: the life cycle has none. */
export function undoOf(order: Order, after: AlarmView): Order | null {
  switch (order) {
    case "acknowledge":
      // One that had gone already became normal with the acknowledgement, and one that waits for more answers still waits.
      return after.state === "acknowledged" || after.state === "latched-acknowledged" ? "unacknowledge" : null;
    case "shelve":
      return after.shelf === null ? null : "unshelve";
    case "out-of-service":
      return after.outOfService === null ? null : "in-service";
    case "unacknowledge":
    case "reset":
    case "unshelve":
    case "in-service":
    case "comment":
    case "escalate":
      return null;
  }
}

/** Those that can be taken back. */
export function undoable({ order, done }: Deed): { readonly alarm: AlarmView; readonly by: Order }[] {
  return done.flatMap((alarm) => {
    const by = undoOf(order, alarm);
    return by ? [{ alarm, by }] : [];
  });
}
