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

/** Who had done the same before, where somebody had. @param me as the audit trail names them */
export function fasterThan(me: string, order: Order, after: AlarmView): string | null {
  const isDone = after.state === "acknowledged" || after.state === "latched-acknowledged";
  return order === "acknowledge" && isDone && after.acknowledgedBy !== me ? after.acknowledgedBy : null;
}

/** Those that can be taken back; not what another one had done already. */
export function undoable({ order, done }: Deed, me: string): { readonly alarm: AlarmView; readonly by: Order }[] {
  return done.flatMap((alarm) => {
    const by = fasterThan(me, order, alarm) === null ? undoOf(order, alarm) : null;
    return by ? [{ alarm, by }] : [];
  });
}
