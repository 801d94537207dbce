import { useQuery } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { call } from "../api/client.ts";
import type { AlarmView } from "../api/contract.ts";
import { sessionQuery } from "../api/queries.ts";
import { live } from "../link/live.ts";
import { useTrusted } from "../link/use-live.ts";
import { alarmSaid } from "../said.ts";
import { t } from "../texts.ts";
import { serverNow } from "../time.ts";
import { useWatched, Watched } from "../watched.ts";
import { type Deed, undoable } from "./deeds.ts";
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
    ["unacknowledge", alarm.state === "acknowledged" || alarm.state === "latched-acknowledged"],
    ["out-of-service", alarm.outOfService === null],
    ["in-service", alarm.outOfService !== null],
  ];
  return orders.filter(([, may]) => may).map(([order]) => order);
}

/** Keys that give an order about the alarm at hand. */
export const ORDER_KEYS: Readonly<Record<string, Order>> = {
  a: "acknowledge",
  s: "shelve",
  c: "comment",
  e: "escalate",
  r: "reset",
  o: "out-of-service",
};

export type OrderBody = Readonly<Record<string, unknown>>;

/** The order as it goes out. What concerns an annunciation names the one that was seen, and nobody's shelf is replaced unseen. */
function bodyOf(alarm: AlarmView, order: Order, body: OrderBody): OrderBody {
  const { occurrence, sequence, shelf, outOfService } = alarm;
  if (order === "shelve") return { ...body, unlessDone: shelf === null };
  if (order === "out-of-service") return { ...body, unlessDone: outOfService === null };
  return order === "acknowledge" || order === "unacknowledge" ? { occurrence, sequence, ...body } : body;
}

/** As many orders are under way at once. */
const AT_ONCE = 6;

/** Throws `Problem`. */
export async function give(alarm: AlarmView, order: Order, body: OrderBody = {}): Promise<AlarmView> {
  const view = alarmSaid(
    await call<AlarmView>("POST", `/api/v1/alarms/${alarm.id}/${order}`, bodyOf(alarm, order, body)),
  );
  live.answer(view);
  return view;
}

export interface Giving {
  readonly body?: OrderBody;
  readonly progress?: (done: number) => void;
  /** What is under way is waited for, and the rest left as it is. */
  readonly stop?: AbortSignal;
}

/** Gives an order for each of the alarms; never throws: what was refused is in the deed, and so is what was done. */
export async function giveAll(
  order: Order,
  alarms: readonly AlarmView[],
  { body = {}, progress, stop }: Giving = {},
): Promise<Deed> {
  const done: AlarmView[] = [];
  const refused: { alarm: AlarmView; error: unknown }[] = [];
  const left = alarms.values();
  const worker = async () => {
    for (const alarm of left) {
      if (stop?.aborted) return;
      await give(alarm, order, body).then(
        (after) => done.push(after),
        (error: unknown) => refused.push({ alarm, error }),
      );
      progress?.(done.length + refused.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return { order, done, refused };
}

/** As long it is offered to take back what was done. */
export const UNDO_MS = 30_000;

export interface Refusal {
  readonly alarm: AlarmView;
  readonly error: unknown;
}

/** What stands at the foot of a screen. */
export interface Told {
  readonly deed: Deed | null;
  /** When the deed is forgotten, by the server's time; null: not while it is used. */
  readonly until: number | null;
  /** Whatever was refused, until somebody takes it off or the alarm takes an order. */
  readonly refused: readonly Refusal[];
}

/** What was done last on this screen, whichever page it was done on, and what was refused. */
class DeedDesk extends Watched<Told> {
  /** Who is at this screen, as the audit trail names them. */
  me = "";
  #timer = 0;

  constructor() {
    super({ deed: null, until: null, refused: [] });
  }

  note(deed: Deed): void {
    const settled = new Set([...deed.done, ...deed.refused.map(({ alarm }) => alarm)].map(({ id }) => id));
    const refused = [...this.snapshot().refused.filter(({ alarm }) => !settled.has(alarm.id)), ...deed.refused];
    // A refusal alone takes nobody's way back from what was done before.
    this.set(deed.done.length > 0 ? { deed, until: null, refused } : { ...this.snapshot(), refused });
    if (deed.done.length > 0) this.keep(false);
  }

  forget(): void {
    this.set({ ...this.snapshot(), deed: null, until: null });
  }

  /** Takes refusals off: of one alarm, or all. */
  dismiss(id?: number): void {
    const refused = id === undefined ? [] : this.snapshot().refused.filter(({ alarm }) => alarm.id !== id);
    this.set({ ...this.snapshot(), refused });
  }

  /** Whether somebody is about to use it; otherwise it is forgotten after a while. */
  keep(isKept: boolean): void {
    window.clearTimeout(this.#timer);
    if (!this.snapshot().deed) return;
    if (!isKept) this.#timer = window.setTimeout(() => this.forget(), UNDO_MS);
    this.set({ ...this.snapshot(), until: isKept ? null : serverNow() + UNDO_MS });
  }

  async undo(): Promise<void> {
    const { deed } = this.snapshot();
    const back = deed ? undoable(deed, this.me) : [];
    const [first] = back;
    if (!first) return;
    // It is taken back once, however often the key is pressed.
    this.forget();
    const alarms = back.map(({ alarm }) => alarm);
    this.note(await giveAll(first.by, alarms));
  }
}

export const deedDesk = new DeedDesk();

export function useTold(): Told {
  return useWatched(deedDesk);
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

  const dismiss = useCallback((id: number) => {
    deedDesk.dismiss(id);
    setFailures((now) => without(now, id));
  }, []);
  const order = useCallback(async (alarm: AlarmView, order: Order, body?: OrderBody): Promise<boolean> => {
    setBusy((now) => new Set(now).add(alarm.id));
    const deed = await giveAll(order, [alarm], { body: body ?? {} });
    const [refusal] = deed.refused;
    deedDesk.note(deed);
    setFailures((now) =>
      refusal ? new Map(now).set(alarm.id, { order, error: refusal.error }) : without(now, alarm.id),
    );
    setBusy((now) => new Set([...now].filter((id) => id !== alarm.id)));
    return !refusal;
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
