import { useQuery } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { call } from "../api/client.ts";
import type { AlarmView } from "../api/contract.ts";
import { sessionQuery } from "../api/queries.ts";
import { live } from "../link/live.ts";
import { useTrusted } from "../link/use-live.ts";
import { t } from "../texts.ts";
import { tabOf, waitsForAcknowledgement } from "./order.ts";

export type Order =
  | "acknowledge"
  | "unacknowledge"
  | "reset"
  | "shelve"
  | "unshelve"
  | "out-of-service"
  | "in-service"
  | "comment"
  | "escalate";

/** Which orders make sense for an alarm as it is seen; the server has the last word. */
export function possible(alarm: AlarmView): Order[] {
  const open = tabOf(alarm) === "open";
  const orders: [Order, boolean][] = [
    ["acknowledge", waitsForAcknowledgement(alarm)],
    ["reset", alarm.state === "latched-acknowledged"],
    ["escalate", waitsForAcknowledgement(alarm)],
    ["shelve", open],
    ["unshelve", alarm.shelf !== null],
    ["comment", true],
    ["unacknowledge", alarm.state === "acknowledged"],
    ["out-of-service", alarm.outOfService === null],
    ["in-service", alarm.outOfService !== null],
  ];
  return orders.filter(([, may]) => may).map(([order]) => order);
}

export type OrderBody = Readonly<Record<string, unknown>>;

/** The order as it goes out. What concerns an annunciation names the one that was seen. */
function bodyOf(alarm: AlarmView, order: Order, body: OrderBody): OrderBody {
  const { occurrence, sequence } = alarm;
  return order === "acknowledge" || order === "unacknowledge" ? { occurrence, sequence, ...body } : body;
}

/** Throws `Problem`. */
export async function give(alarm: AlarmView, order: Order, body: OrderBody = {}): Promise<AlarmView> {
  const view = await call<AlarmView>("POST", `/api/v1/alarms/${alarm.id}/${order}`, bodyOf(alarm, order, body));
  live.answer(view);
  return view;
}

export interface Failure {
  readonly order: Order;
  readonly error: unknown;
}

export interface OrderDesk {
  /** Why nothing can be ordered now; null when it can. */
  readonly barred: string | null;
  readonly busy: ReadonlySet<number>;
  readonly failures: ReadonlyMap<number, Failure>;
  /** False when it was refused; the refusal stands in `failures` until it is dismissed or an order succeeds. */
  readonly give: (alarm: AlarmView, order: Order, body?: OrderBody) => Promise<boolean>;
  readonly dismiss: (id: number) => void;
}

export function useOrders(): OrderDesk {
  const [busy, setBusy] = useState<ReadonlySet<number>>(new Set());
  const [failures, setFailures] = useState<ReadonlyMap<number, Failure>>(new Map());
  const barred = useBarred();

  const dismiss = useCallback((id: number) => setFailures((now) => without(now, id)), []);
  const order = useCallback(async (alarm: AlarmView, order: Order, body?: OrderBody): Promise<boolean> => {
    setBusy((now) => new Set(now).add(alarm.id));
    try {
      await give(alarm, order, body);
      setFailures((now) => without(now, alarm.id));
      return true;
    } catch (error) {
      setFailures((now) => new Map(now).set(alarm.id, { order, error }));
      return false;
    } finally {
      setBusy((now) => new Set([...now].filter((id) => id !== alarm.id)));
    }
  }, []);
  return { barred, busy, failures, give: order, dismiss };
}

/** Viewers look on; and nobody orders by what may be an old picture. */
function useBarred(): string | null {
  const trusted = useTrusted();
  const session = useQuery(sessionQuery);
  if (session.data && !session.data.operator.rights.includes("alarms:acknowledge")) return t.orders.viewer;
  return trusted ? null : t.orders.noLink;
}

function without<V>(map: ReadonlyMap<number, V>, id: number): ReadonlyMap<number, V> {
  if (!map.has(id)) return map;
  const rest = new Map(map);
  rest.delete(id);
  return rest;
}
