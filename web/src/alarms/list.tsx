import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { t } from "../texts.ts";
import type { Row } from "./merge.ts";
import { held } from "./order.ts";
import type { Order, OrderDesk } from "./orders.ts";
import { AlarmRow } from "./row.tsx";

/** As long after the last move of the pointer the rows keep their places. */
const HOLD_MS = 2500;

const KEYS: Readonly<Record<string, Order>> = {
  a: "acknowledge",
  s: "shelve",
  c: "comment",
  e: "escalate",
  r: "reset",
};

interface ListProps {
  readonly rows: ReadonlyMap<number, Row>;
  /** Ids in the order in which they are wanted. */
  readonly wanted: readonly number[];
  readonly selected: ReadonlySet<number>;
  readonly desk: OrderDesk;
  readonly onOrder: (id: number, order: Order) => void;
  readonly onMore: (id: number) => void;
  readonly onSelect: (id: number) => void;
  readonly onOpen: (id: number) => void;
}

/** The alarms as a grid of which only what is in view is drawn; the focus stays with its alarm, wherever that goes. */
export function AlarmList(props: ListProps) {
  const { rows, wanted } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [focus, setFocus] = useState<number | null>(null);
  const { ids, waiting, hold, release } = useHeld(wanted);
  const virtual = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (window.innerWidth < 800 ? 118 : 49),
    getItemKey: (index) => ids[index] ?? index,
    overscan: 8,
  });
  const at = focus === null ? -1 : ids.indexOf(focus);
  const anchor = at < 0 ? ids[0] : focus;

  function move(to: number): void {
    const index = Math.max(0, Math.min(ids.length - 1, to));
    const id = ids[index];
    if (id === undefined) return;
    setFocus(id);
    virtual.scrollToIndex(index, { align: "auto" });
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-alarm="${id}"]`)?.focus());
  }

  function onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof HTMLElement && event.target.closest("input:not([type=checkbox]), [role=menu], button"))
      return;
    const id = anchor ?? undefined;
    const index = Math.max(0, at);
    const order = KEYS[event.key];
    if (event.key === "j" || event.key === "ArrowDown") move(at < 0 ? 0 : index + 1);
    else if (event.key === "k" || event.key === "ArrowUp") move(index - 1);
    else if (event.key === "PageDown") move(index + 10);
    else if (event.key === "PageUp") move(index - 10);
    else if (event.key === "Home") move(0);
    else if (event.key === "End") move(ids.length - 1);
    else if (id === undefined) return;
    else if (event.key === "Enter") props.onOpen(id);
    else if (event.key === "m") props.onMore(id);
    else if (event.key === "x" || event.key === " ") props.onSelect(id);
    else if (order) {
      props.onOrder(id, order);
      // The next one, so that a row of alarms can be acknowledged by repeating one key.
      if (order === "acknowledge" && props.selected.size === 0) move(index + 1);
    } else return;
    event.preventDefault();
  }

  return (
    <div className="list-frame" onPointerMove={hold} onPointerDown={hold} onPointerLeave={release}>
      {waiting > 0 && (
        <button type="button" className="held" onClick={release}>
          {t.alarms.held(waiting)}
        </button>
      )}
      <div
        ref={scroller}
        className="list"
        role="grid"
        aria-label={t.alarms.list}
        aria-rowcount={ids.length + 1}
        aria-multiselectable="true"
        data-testid="alarm-list"
        onKeyDown={onKey}
      >
        <div role="row" className="list-head" aria-rowindex={1}>
          {t.alarms.columns.map((column, index) => (
            <div role="columnheader" key={column} className={COLUMNS[index]}>
              {column}
            </div>
          ))}
        </div>
        <div role="rowgroup" className="list-body" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const id = ids[item.index];
            const row = id === undefined ? undefined : rows.get(id);
            if (id === undefined || !row) return null;
            return (
              <div
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                data-alarm={id}
                data-testid="alarm-row"
                role="row"
                aria-rowindex={item.index + 2}
                aria-selected={props.selected.has(id)}
                className="alarm-row"
                data-priority={row.view.priority}
                data-state={row.view.state}
                tabIndex={id === anchor ? 0 : -1}
                style={{ transform: `translateY(${item.start}px)` }}
                onFocus={() => setFocus(id)}
                onDoubleClick={() => props.onOpen(id)}
              >
                <AlarmRow
                  row={row}
                  selected={props.selected.has(id)}
                  focused={id === focus}
                  busy={props.desk.busy.has(id)}
                  barred={props.desk.barred}
                  failure={props.desk.failures.get(id)}
                  onOrder={props.onOrder}
                  onMore={props.onMore}
                  onSelect={props.onSelect}
                  onDismiss={props.desk.dismiss}
                />
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

const COLUMNS = [
  "c-select",
  "c-priority",
  "c-state",
  "c-text",
  "c-point",
  "c-partition",
  "c-raised",
  "c-value",
  "c-callout",
  "c-actions",
];

/** Keeps the rows where they are while the pointer is over them. */
function useHeld(wanted: readonly number[]) {
  const [holding, setHolding] = useState(false);
  const shown = useRef<readonly number[]>(wanted);
  const timer = useRef(0);
  useEffect(() => () => window.clearTimeout(timer.current), []);

  const { ids, waiting } = holding ? held(shown.current, wanted) : { ids: wanted, waiting: 0 };
  useEffect(() => {
    shown.current = ids;
  });
  function release(): void {
    window.clearTimeout(timer.current);
    setHolding(false);
  }
  function hold(event: PointerEvent): void {
    if (event.target instanceof Element && event.target.closest(".held")) return;
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(release, HOLD_MS);
    setHolding(true);
  }
  return { ids, waiting, hold, release };
}
