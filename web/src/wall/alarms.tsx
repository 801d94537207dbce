import { useLayoutEffect, useMemo, useRef, useState } from "react";
import { useBlinking } from "../alarms/blinking.ts";
import { Calm } from "../alarms/calm.tsx";
import { Age, StateLabel } from "../alarms/cells.tsx";
import { waitsForAcknowledgement } from "../alarms/order.ts";
import type { AlarmView } from "../api/contract.ts";
import { isKnown, trusted } from "../link/link.ts";
import { useLive } from "../link/use-live.ts";
import { OWN_SOURCE } from "../said.ts";
import { Empty } from "../shell/problem.tsx";
import { PrioritySymbol } from "../shell/symbols.tsx";
import { t } from "../texts.ts";
import { dateTime } from "../time.ts";
import { topmost } from "./topmost.ts";

/** As many of the most urgent alarms as there is room for, to be read from afar. */
export function WallAlarms() {
  const { state, table } = useLive();
  const box = useRef<HTMLDivElement>(null);
  const room = useRoom(box);
  useBlinking(box);
  const { shown, more } = useMemo(() => topmost(views(table.rows.values()), room), [table, room]);
  const known = isKnown(state);
  return (
    <section className="wall-alarms" aria-label={t.alarms.title}>
      <h2 className="hidden">{t.alarms.title}</h2>
      <div ref={box} className="wall-box">
        <ol className="wall-rows">
          {shown.map((alarm) => (
            <WallRow key={alarm.id} alarm={alarm} />
          ))}
        </ol>
        {shown.length === 0 && <Nothing known={known} calm={trusted(state)} />}
      </div>
      {more > 0 && (
        <p className="wall-more" role="status">
          {t.wall.more(more)}
        </p>
      )}
    </section>
  );
}

function WallRow({ alarm }: { alarm: AlarmView }) {
  const { priority, state, text, pointName, point, source, sourceName, raisedAt, changedAt } = alarm;
  // Addresses of Tocsin's own points mean something to the server alone.
  const isOwn = source === OWN_SOURCE && (!pointName || pointName === point);
  const at = raisedAt ?? changedAt;
  return (
    <li
      className="wall-row"
      data-priority={priority}
      data-state={state}
      data-waits={waitsForAcknowledgement(alarm)}
      data-testid="wall-row"
    >
      <PrioritySymbol priority={priority} state={state} size={44} />
      <div className="wall-what">
        <strong>
          <bdi>{text || t.priority[priority]}</bdi>
        </strong>
        <span>
          {!isOwn && (
            <>
              <bdi>{pointName || point}</bdi> ·{" "}
            </>
          )}
          <bdi>{sourceName}</bdi>
        </span>
      </div>
      <div className="wall-state">
        <StateLabel alarm={alarm} />
        <span className="muted">
          {dateTime(at)} · <Age at={at} />
        </span>
      </div>
    </li>
  );
}

/** Nothing known is never shown as nothing wrong. */
function Nothing({ known, calm }: { known: boolean; calm: boolean }) {
  if (!known) return <Empty title={t.alarms.unknownTitle} hint={t.alarms.unknownHint} />;
  if (!calm) return <Empty title={t.alarms.wasEmpty} hint={t.alarms.wasEmptyHint} />;
  return <Calm />;
}

/** How many rows there is room for; measured, for walls have every size. */
function useRoom(box: { readonly current: HTMLDivElement | null }): number {
  const [room, setRoom] = useState(8);
  useLayoutEffect(() => {
    const { current } = box;
    if (!current) return;
    const measure = () => {
      const row = Number.parseFloat(getComputedStyle(current).getPropertyValue("--wall-row"));
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      setRoom(Math.max(1, Math.floor(current.clientHeight / (row * rem))));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => observer.disconnect();
  }, [box]);
  return room;
}

function* views(rows: Iterable<{ readonly view: AlarmView }>): Iterable<AlarmView> {
  for (const { view } of rows) yield view;
}
