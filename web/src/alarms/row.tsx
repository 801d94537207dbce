import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { memo } from "react";
import { ProblemNote } from "../shell/problem.tsx";
import { PrioritySymbol } from "../shell/symbols.tsx";
import { t } from "../texts.ts";
import { dateTime } from "../time.ts";
import { Age, CalloutLine, StateLabel } from "./cells.tsx";
import type { Row } from "./merge.ts";
import { waitsForAcknowledgement } from "./order.ts";
import type { Failure, Order } from "./orders.ts";

export interface RowProps {
  readonly row: Row;
  readonly selected: boolean;
  readonly focused: boolean;
  readonly busy: boolean;
  readonly barred: string | null;
  readonly failure: Failure | undefined;
  readonly onOrder: (id: number, order: Order) => void;
  readonly onMore: (id: number) => void;
  readonly onSelect: (id: number) => void;
  readonly onDismiss: (id: number) => void;
}

/** One alarm. Cells stand in the order of the head of the list; on a phone they become a card. */
export const AlarmRow = memo(function AlarmRow(props: RowProps) {
  const { view } = props.row;
  return (
    <>
      <div role="gridcell" className="c-select">
        <input
          type="checkbox"
          tabIndex={-1}
          checked={props.selected}
          onChange={() => props.onSelect(view.id)}
          aria-label={t.alarms.select(view.text)}
        />
      </div>
      <div role="gridcell" className="c-priority">
        <PrioritySymbol priority={view.priority} state={view.state} />
        <span className="priority-word">{t.priority[view.priority]}</span>
      </div>
      <div role="gridcell" className="c-state">
        <StateLabel alarm={view} />
      </div>
      <div role="gridcell" className="c-text">
        <Link className="two-lines" to="/alarms/$id" params={{ id: String(view.id) }} tabIndex={-1} title={view.text}>
          {view.text}
        </Link>
        {view.chatter > 0 && <span className="chatter">{t.alarms.chatter(view.chatter)}</span>}
        {view.value !== null && <span className="value-inline"> · {view.value}</span>}
      </div>
      <div role="gridcell" className="c-point">
        <div className="one-line" title={`${view.pointName} · ${view.point}`}>
          {view.pointName || view.point}
        </div>
        <div className="one-line muted" title={view.source}>
          {view.sourceName || view.source}
          <span className="area-inline"> · {view.partition}</span>
        </div>
      </div>
      <div role="gridcell" className="c-partition">
        {view.partition}
      </div>
      <div role="gridcell" className="c-raised">
        {view.raisedAt !== null && (
          <>
            <Age at={view.raisedAt} /> <span className="muted">{dateTime(view.raisedAt)}</span>
          </>
        )}
      </div>
      <div role="gridcell" className="c-value">
        {view.value ?? ""}
      </div>
      <div role="gridcell" className="c-callout">
        <CalloutLine alarm={view} />
      </div>
      <div role="gridcell" className="c-actions">
        {waitsForAcknowledgement(view) && (
          <Button
            size="compact-sm"
            variant="filled"
            tabIndex={-1}
            loading={props.busy}
            disabled={props.barred !== null}
            title={props.barred ?? t.orders.hint.acknowledge}
            onClick={() => props.onOrder(view.id, "acknowledge")}
            aria-label={t.alarms.acknowledgeOne(view.text)}
            data-testid="acknowledge"
          >
            {t.orders.name.acknowledge}
          </Button>
        )}
        {view.state === "latched-acknowledged" && (
          <Button
            size="compact-sm"
            variant="default"
            tabIndex={-1}
            disabled={props.barred !== null}
            onClick={() => props.onOrder(view.id, "reset")}
          >
            {t.orders.name.reset}
          </Button>
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
      {props.failure && (
        <div role="gridcell" className="c-failure">
          <ProblemNote
            error={props.failure.error}
            what={t.orders.refused(t.orders.name[props.failure.order])}
            onClose={() => props.onDismiss(view.id)}
          />
        </div>
      )}
    </>
  );
});
