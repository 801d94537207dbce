import { type KeyboardEvent, type PointerEvent, useEffect, useLayoutEffect, useReducer, useRef, useState } from "react";
import type { AlarmView } from "../api/contract.ts";
import { live } from "../link/live.ts";
import { t } from "../texts.ts";
import { useBlinking } from "./blinking.ts";
import { GroupHead, isOneThing, type Names, titleOf } from "./group-head.tsx";
import type { Line, Listing } from "./listing.ts";
import type { Column } from "./order.ts";
import { ORDER_KEYS, type Order, type OrderDesk } from "./orders.ts";
import { AlarmRow } from "./row.tsx";
import { useStable } from "./stable.ts";
import { useWindow } from "./window.ts";

/** As long after the last move of the pointer the rows keep their places. */
const HOLD_MS = 2500;

/** So long after the focus went by itself to another alarm, no order goes out by a key: it was meant for the one before. */
const STARTLE_MS = 700;
/** How far a key goes. */
const STEPS: Readonly<Record<string, number>> = {
  j: 1,
  ArrowDown: 1,
  k: -1,
  ArrowUp: -1,
  PageDown: 10,
  PageUp: -10,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

type Focus = { readonly id: number } | { readonly group: string };

export interface ListProps {
  readonly listing: Listing;
  readonly names: Names;
  readonly selected: ReadonlySet<number>;
  readonly desk: OrderDesk;
  readonly hides: readonly Column[];
  /** Ids of alarms about which a step of a procedure takes too long. */
  readonly late: ReadonlySet<number>;
  readonly onOrder: (id: number, order: Order) => void;
  /** Gives an order for a whole group, once that was confirmed. */
  readonly onOrderAll: (ids: readonly number[], order: Order) => void;
  /** Takes back what keeps the alarm from being open, whatever that is. */
  readonly onBack: (id: number) => void;
  readonly onMore: (id: number) => void;
  /** These are selected besides, or no longer. */
  readonly onSelect: (ids: readonly number[], isSelected: boolean) => void;
  readonly onOpen: (id: number) => void;
  readonly onFold: (keys: readonly string[], folded: boolean) => void;
}

/** The alarms as a grid of which only what is in view is drawn; the focus stays with its alarm, wherever that goes. */
export function AlarmList(props: ListProps) {
  const { listing, selected, names } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const { top, bottom, layout } = useWindow(scroller);
  useBlinking(scroller);
  const [focus, setFocus] = useState<Focus | null>(null);
  const { hold, release } = useHolding(listing);
  /** The line that is to get the focus of the browser once it is drawn. */
  const wanted = useRef<string | null>(null);
  /** Where the focus was last, and whether it was in the list: another one takes it over when its alarm goes. */
  const last = useRef({ position: 0, isInside: false, movedAt: Number.NEGATIVE_INFINITY });
  /** Where a selection from line to line began. */
  const rangeFrom = useRef<number | null>(null);

  const focused = focus && listing.lineOf(focus, layout);
  const lines = listing.between(layout, top, bottom);
  if (focused && !lines.some(({ position }) => position === focused.position)) lines.push(focused);
  const anchor = focused?.position ?? lines[0]?.position ?? 0;
  const isGrouped = listing.asked.arrangement !== "list";

  useLayoutEffect(() => {
    if (focused) last.current.position = focused.position;
    else if (focus) {
      const next = listing.at(Math.min(last.current.position, listing.length - 1));
      setFocus(next && whatOf(next));
      last.current.movedAt = performance.now();
      if (next && last.current.isInside && document.activeElement === document.body) wanted.current = nameOf(next);
    }
    const name = wanted.current;
    if (name === null) return;
    const element = scroller.current?.querySelector<HTMLElement>(`[data-line="${CSS.escape(name)}"]`);
    element?.focus({ preventScroll: true });
    if (element) wanted.current = null;
  });

  function show(line: Line): void {
    last.current.movedAt = Number.NEGATIVE_INFINITY;
    setFocus(whatOf(line));
    wanted.current = nameOf(line);
    const list = scroller.current;
    if (!list) return;
    const head = list.querySelector<HTMLElement>(".list-head")?.offsetHeight ?? 0;
    const height = line.kind === "group" ? layout.head : layout.row;
    if (line.y < list.scrollTop) list.scrollTop = line.y;
    else if (line.y + height > list.scrollTop + list.clientHeight - head) {
      list.scrollTop = line.y + height - list.clientHeight + head;
    }
  }

  function moveTo(position: number, isRange: boolean): void {
    const line = listing.at(Math.max(0, Math.min(listing.length - 1, position)));
    const found = line && listing.lineOf(whatOf(line), layout);
    if (!found) return;
    if (isRange) {
      rangeFrom.current ??= anchor;
      props.onSelect(listing.range(rangeFrom.current, found.position), true);
    } else rangeFrom.current = null;
    show(found);
  }

  function toNextWaiting(): void {
    const next = listing.nextWaiting(focused ? focused.position : -1);
    if (!next) return;
    if (!next.group.isOpen) props.onFold([next.group.key], false);
    const line = listing.lineOf({ id: next.id }, layout);
    if (line) show(line);
  }

  function foldBy(isUp: boolean, all: boolean): void {
    const here = listing.at(anchor);
    if (!here || !isGrouped) return;
    if (all)
      props.onFold(
        Array.from(listing.groups, ({ key }) => key),
        isUp,
      );
    else if (isUp && here.kind === "alarm") {
      const head = listing.lineOf({ group: here.group.key }, layout);
      if (head) show(head);
      return;
    } else props.onFold([here.group.key], isUp);
    const head = isUp && listing.lineOf({ group: here.group.key }, layout);
    if (head) show(head);
  }

  function select(line: Line): void {
    const ids = line.kind === "alarm" ? [line.view.id] : membersOf(line);
    rangeFrom.current = line.position;
    props.onSelect(ids, !ids.every((id) => selected.has(id)));
  }

  function onKey(event: KeyboardEvent): void {
    if (event.metaKey || event.altKey) return;
    if (event.target instanceof HTMLElement && event.target.closest("input:not([type=checkbox]), [role=menu], button"))
      return;
    if (event.ctrlKey && event.key !== "a") return;
    const line = listing.at(anchor);
    const step = STEPS[event.key];
    const order = event.ctrlKey ? undefined : ORDER_KEYS[event.key];
    if (event.ctrlKey) props.onSelect([...listing.shown()], true);
    else if (step !== undefined) moveTo(focused ? anchor + step : step < 0 ? step : anchor, event.shiftKey);
    else if (event.key === "n") toNextWaiting();
    else if (event.key === "ArrowLeft" || event.key === "ArrowRight") foldBy(event.key === "ArrowLeft", event.shiftKey);
    else if (!line) return;
    else if (event.key === "x" || event.key === " ") select(line);
    else if (line.kind === "group") {
      if (event.key === "Enter") props.onFold([line.group.key], line.group.isOpen);
      else if (order && order !== "escalate" && isOneThing(line.group)) props.onOrderAll(membersOf(line), order);
      else return;
    } else if (event.key === "Enter") props.onOpen(line.view.id);
    else if (event.key === "m") props.onMore(line.view.id);
    else if (event.key === "b") props.onBack(line.view.id);
    else if (order && performance.now() - last.current.movedAt < STARTLE_MS) event.preventDefault();
    else if (order) {
      props.onOrder(line.view.id, order);
      // The next one, so that a row of alarms can be acknowledged by repeating one key.
      if (order === "acknowledge" && selected.size === 0) moveTo(anchor + 1, false);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const onSelect = useStable((id: number, isRange: boolean) => {
    const line = listing.lineOf({ id }, layout);
    if (!line) return;
    if (isRange && rangeFrom.current !== null) props.onSelect(listing.range(rangeFrom.current, line.position), true);
    else select(line);
  });

  const { withheld } = listing;
  return (
    <div className="list-frame" onPointerMove={hold} onPointerDown={hold} onPointerLeave={release}>
      {withheld > 0 && (
        <button type="button" className="held" onClick={release}>
          {t.alarms.held(withheld)}
        </button>
      )}
      <div
        ref={scroller}
        className="list"
        role={isGrouped ? "treegrid" : "grid"}
        aria-label={t.alarms.list}
        aria-rowcount={listing.length + 1}
        aria-multiselectable="true"
        data-hides={props.hides.join(" ")}
        data-testid="alarm-list"
        onKeyDown={onKey}
        onFocus={() => (last.current.isInside = true)}
        onBlur={(event) => {
          if (event.relatedTarget) last.current.isInside = event.currentTarget.contains(event.relatedTarget);
        }}
      >
        <div role="row" className="list-head" aria-rowindex={1}>
          {t.alarms.columns.map((column, index) => (
            <div role="columnheader" key={column} className={CELLS[index]}>
              {column}
            </div>
          ))}
        </div>
        <div role="rowgroup" className="list-body" style={{ height: listing.height(layout) }}>
          {lines.map((line) => {
            const name = nameOf(line);
            const place = {
              "data-line": name,
              role: "row",
              "aria-rowindex": line.position + 2,
              tabIndex: line.position === anchor ? 0 : -1,
              style: { transform: `translateY(${line.y}px)`, height: line.kind === "group" ? layout.head : layout.row },
              onFocus: () => setFocus(whatOf(line)),
            };
            if (line.kind === "group") {
              const first = firstOf(line);
              const fold = () => props.onFold([line.group.key], line.group.isOpen);
              return (
                <div
                  key={name}
                  {...place}
                  className="group-row"
                  data-testid="group"
                  aria-level={1}
                  aria-expanded={line.group.isOpen}
                  onDoubleClick={fold}
                >
                  <GroupHead
                    group={line.group}
                    title={titleOf(line.group, names, first)}
                    first={first}
                    barred={props.desk.barred}
                    onFold={fold}
                    onAcknowledge={() => props.onOrderAll(membersOf(line), "acknowledge")}
                  />
                </div>
              );
            }
            const { id } = line.view;
            const known = live.model.rows.get(id);
            const view = known?.view ?? line.view;
            const { bursts } = live.model;
            return (
              <div
                key={name}
                {...place}
                data-alarm={id}
                data-testid="alarm-row"
                {...(isGrouped ? { "aria-level": 2 } : {})}
                aria-selected={selected.has(id)}
                className="alarm-row"
                data-priority={view.priority}
                data-state={known ? view.state : "gone"}
                onDoubleClick={() => props.onOpen(id)}
              >
                <AlarmRow
                  view={view}
                  isGone={!known}
                  isLate={props.late.has(id)}
                  firstOf={bursts.isFirstOut(id) ? (bursts.of(id)?.size ?? 0) : 0}
                  area={view.area === null ? names.partition(view.partition) : names.area(view.area)}
                  selected={selected.has(id)}
                  busy={props.desk.busy.has(id)}
                  barred={props.desk.barred}
                  onOrder={props.onOrder}
                  onMore={props.onMore}
                  onSelect={onSelect}
                  onOpen={props.onOpen}
                />
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

const CELLS = [
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

function whatOf(line: Line): Focus {
  return line.kind === "group" ? { group: line.group.key } : { id: line.view.id };
}

function nameOf(line: Line): string {
  return line.kind === "group" ? line.group.key : String(line.view.id);
}

function membersOf({ group }: Line): number[] {
  return Array.from(group.members, ({ id }) => id);
}

/** With which alarm a burst began, were it filtered out; of other groups the first one that is shown. */
function firstOf({ group }: Line): AlarmView | undefined {
  const shown = group.members.first();
  const burst = group.kind === "burst" && shown ? live.model.bursts.of(shown.id) : undefined;
  return (burst && live.model.rows.get(burst.first)?.view) ?? shown;
}

/** Keeps the rows where they are while the pointer is over them. */
function useHolding(listing: Listing) {
  const timer = useRef(0);
  const [, redraw] = useReducer((times: number) => times + 1, 0);
  useEffect(
    () => () => {
      window.clearTimeout(timer.current);
      listing.release();
    },
    [listing],
  );
  function release(): void {
    window.clearTimeout(timer.current);
    listing.release();
    redraw();
  }
  function hold(event: PointerEvent): void {
    if (event.target instanceof Element && event.target.closest(".held")) return;
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(release, HOLD_MS);
    listing.hold();
  }
  return { hold, release };
}
