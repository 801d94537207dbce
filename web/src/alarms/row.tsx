import { type MouseEvent, memo } from "react";
import type { AlarmView } from "../api/contract.ts";
import { numberOf } from "../chart/axis.ts";
import { OWN_SOURCE } from "../said.ts";
import { PrioritySymbol } from "../shell/symbols.tsx";
import { t } from "../texts.ts";
import { dateTime } from "../time.ts";
import { Age, CalloutLine, StateLabel } from "./cells.tsx";
import { waitsForAcknowledgement } from "./order.ts";
import type { Order } from "./orders.ts";

export interface RowProps {
  readonly view: AlarmView;
  /** It has become normal, and its row waits to go. */
  readonly isGone: boolean;
  /** Of how many alarms that came together it was the first; 0: of none. */
  readonly firstOf: number;
  /** A step of a procedure about it takes too long. */
  readonly isLate: boolean;
  /** Name of its area; its partition where it has none. */
  readonly area: string;
  readonly selected: boolean;
  readonly busy: boolean;
  readonly barred: string | null;
  readonly onOrder: (id: number, order: Order) => void;
  readonly onMore: (id: number) => void;
  readonly onSelect: (id: number, isRange: boolean) => void;
  readonly onOpen: (id: number) => void;
}

/**
 * One alarm. Cells stand in the order of the head of the list; on a phone they become a card. Names come from devices and
 * may run from right to left: each is isolated, so that it turns nothing around but itself.
 */
export const AlarmRow = memo(function AlarmRow(props: RowProps) {
  const { view, isGone } = props;
  const sourceName = view.sourceName || view.source;
  const isOwn = view.source === OWN_SOURCE && (!view.pointName || view.pointName === view.point);
  const open = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    props.onOpen(view.id);
  };
  return (
    <>
      <div role="gridcell" className="c-select">
        <input
          type="checkbox"
          tabIndex={-1}
          checked={props.selected}
          onChange={(event) => props.onSelect(view.id, (event.nativeEvent as globalThis.MouseEvent).shiftKey)}
          aria-label={t.alarms.select(view.text)}
        />
      </div>
      <div role="gridcell" className="c-priority">
        <PrioritySymbol priority={view.priority} state={isGone ? "returned" : view.state} />
        <span className="priority-word">{t.priority[view.priority]}</span>
      </div>
      <div role="gridcell" className="c-state">
        {isGone ? <span className="state">{t.arrangement.gone}</span> : <StateLabel alarm={view} />}
      </div>
      <div role="gridcell" className="c-text">
        <a className="two-lines" href={`/alarms/${view.id}`} onClick={open} tabIndex={-1} title={view.text}>
          {props.firstOf > 0 && (
            <span className="first-out" title={t.arrangement.firstOutHint(props.firstOf)} data-testid="first-out">
              <FirstOut /> {t.arrangement.firstOut}
            </span>
          )}
          <bdi>{view.text}</bdi>
        </a>
        <span className="beside-text">
          {props.isLate && (
            <strong className="late-mark" title={t.places.lateStep}>
              {t.places.lateMark}
            </strong>
          )}
          {view.chatter > 0 && (
            <span className="chatter" title={t.alarms.chatter(view.chatter)}>
              <span aria-hidden="true">↻ {view.chatter}×</span>
              <span className="hidden">{t.alarms.chatter(view.chatter)}</span>
            </span>
          )}
          {view.value !== null && <span className="value-inline one-line">{numberOf(view.value, "")}</span>}
        </span>
      </div>
      <div role="gridcell" className="c-point">
        <div className="one-line" title={`${view.pointName} · ${view.point}`}>
          <bdi>{isOwn ? sourceName : view.pointName || view.point}</bdi>
        </div>
        <div className="one-line muted" title={view.source}>
          {!isOwn && <bdi>{sourceName}</bdi>}
          <span className="area-inline">
            {!isOwn && " · "}
            <bdi>{props.area}</bdi>
          </span>
        </div>
      </div>
      <div role="gridcell" className="c-partition">
        <span className="two-lines" title={view.partition}>
          <bdi>{props.area}</bdi>
        </span>
      </div>
      <div role="gridcell" className="c-raised">
        {view.raisedAt !== null && (
          <div title={dateTime(view.raisedAt)}>
            <div className="one-line">
              <Age at={view.raisedAt} />
            </div>
            <div className="one-line muted">{dateTime(view.raisedAt)}</div>
          </div>
        )}
      </div>
      <div role="gridcell" className="c-value one-line">
        {numberOf(view.value, "")}
      </div>
      <div role="gridcell" className="c-callout">
        {!isGone && <CalloutLine alarm={view} />}
      </div>
      <div role="gridcell" className="c-actions">
        {!isGone && waitsForAcknowledgement(view) && (
          <button
            type="button"
            className="row-button row-button-first"
            tabIndex={-1}
            aria-busy={props.busy}
            disabled={props.barred !== null || props.busy}
            title={props.barred ?? t.orders.hint.acknowledge}
            onClick={() => props.onOrder(view.id, "acknowledge")}
            aria-label={t.alarms.acknowledgeOne(view.text)}
            data-testid="acknowledge"
          >
            {t.orders.name.acknowledge}
          </button>
        )}
        {!isGone && view.state === "latched-acknowledged" && (
          <button
            type="button"
            className="row-button"
            tabIndex={-1}
            disabled={props.barred !== null}
            onClick={() => props.onOrder(view.id, "reset")}
          >
            {t.orders.name.reset}
          </button>
        )}
        <button
          type="button"
          className="icon-button"
          tabIndex={-1}
          aria-label={t.alarms.moreFor(view.text)}
          aria-haspopup="dialog"
          onClick={() => props.onMore(view.id)}
        >
          ⋯
        </button>
      </div>
    </>
  );
});

/** A flag at the first place of a row of alarms. */
function FirstOut() {
  return (
    <svg viewBox="0 0 12 12" width="11" height="11" aria-hidden="true">
      <path d="M2 0v12M2 1h8L8 4l2 3H2" fill="currentColor" stroke="currentColor" strokeWidth="1.4" />
    </svg>
  );
}
