import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { StateLabel } from "../alarms/cells.tsx";
import { waitsForAcknowledgement } from "../alarms/order.ts";
import { useOrders } from "../alarms/orders.ts";
import type { AlarmView } from "../api/contract.ts";
import { kindQuery } from "../api/queries.ts";
import { JournalLink } from "../journal/link.tsx";
import { t } from "../page-texts.ts";
import { ProblemNote } from "../shell/problem.tsx";
import { PriorityLabel } from "../shell/symbols.tsx";
import { dateTime } from "../time.ts";
import type { Board } from "./board.ts";
import type { Mark } from "./mark.ts";
import { type Sight, SightSymbol, sightText } from "./symbol.tsx";

/** What is the matter with what was chosen on a plan, and what can be done about it there. */
export function MarkPanel({ mark, board, onClose }: { mark: Mark; board: Board; onClose: () => void }) {
  const { shows } = mark.symbol;
  const panel = useRef<HTMLElement>(null);
  // On a phone it would open below what is seen.
  // biome-ignore lint: for each symbol that is chosen
  useEffect(() => {
    panel.current?.scrollIntoView({ block: "nearest" });
  }, [mark.symbol.id]);
  return (
    <section ref={panel} className="card stack plan-panel" aria-label={mark.name} data-testid="plan-panel">
      <div className="head">
        <h2>
          <bdi>{mark.name}</bdi>
        </h2>
        <button type="button" className="icon-button" aria-label={t.common.close} onClick={onClose}>
          ×
        </button>
      </div>
      {"point" in shows ? (
        <PointState id={shows.point} sight={mark.sight} board={board} />
      ) : (
        <p>{sightText(mark.sight)}</p>
      )}
      {"plan" in shows && (
        <Link to="/plans/$id" params={{ id: shows.plan }} search={{}}>
          {t.plans.openPlan(mark.name)}
        </Link>
      )}
      {"area" in shows && <AreaPlans area={shows.area} />}
    </section>
  );
}

/** The alarms of a point, each to be acknowledged here. */
export function PointState({ id, sight, board }: { id: string; sight: Sight; board: Board }) {
  const desk = useOrders();
  const alarms = board.alarmsOf(id);
  return (
    <>
      <p className="muted code">{id}</p>
      {(sight.is === "unknown" || alarms.length === 0) && <p>{sightText(sight)}</p>}
      {desk.barred && alarms.length > 0 && <p className="muted">{desk.barred}</p>}
      <ul className="plan-alarms">
        {alarms.map((alarm) => (
          <li key={alarm.id} className="stack" data-testid="plan-alarm">
            <AlarmLine alarm={alarm} />
            {waitsForAcknowledgement(alarm) && (
              <Button
                disabled={desk.barred !== null}
                loading={desk.busy.has(alarm.id)}
                onClick={() => void desk.give(alarm, "acknowledge")}
              >
                {t.orders.name.acknowledge}
                <span className="hidden"> {alarm.text}</span>
              </Button>
            )}
            <ProblemNote
              error={desk.failures.get(alarm.id)?.error}
              what={t.orders.refused(t.orders.name.acknowledge)}
              onClose={() => desk.dismiss(alarm.id)}
            />
          </li>
        ))}
      </ul>
      <p>
        <JournalLink search={pointIn(id)}>{t.places.journal}</JournalLink>
      </p>
    </>
  );
}

/** `source/address`, and an address may have slashes of its own. */
function pointIn(id: string): { source: string; point: string } {
  const slash = id.indexOf("/");
  return { source: id.slice(0, slash), point: id.slice(slash + 1) };
}

function AlarmLine({ alarm }: { alarm: AlarmView }) {
  return (
    <div>
      <p>
        <PriorityLabel priority={alarm.priority} state={alarm.state} /> <StateLabel alarm={alarm} />
      </p>
      <p>
        <Link to="/alarms/$id" params={{ id: String(alarm.id) }}>
          {alarm.text}
        </Link>
      </p>
      {alarm.raisedAt !== null && <p className="muted">{dateTime(alarm.raisedAt)}</p>}
    </div>
  );
}

/** The plans of an area. */
export function AreaPlans({ area }: { area: string }) {
  const plans = useQuery(kindQuery("plan"));
  const own = plans.data?.filter((plan) => plan.area === area) ?? [];
  if (own.length === 0) return <p className="muted">{t.plans.noneOfArea}</p>;
  return (
    <ul>
      {own.map(({ id, name }) => (
        <li key={id}>
          <Link to="/plans/$id" params={{ id }} search={{}}>
            {t.plans.openPlan(name)}
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** The same as the picture shows, as a table: for those who don't see it, and for paper. */
export function MarkTable({ marks, levels }: { marks: readonly Mark[]; levels: ReadonlyMap<string, string> }) {
  if (marks.length === 0) return null;
  const isOne = levels.size < 2;
  return (
    <table className="plan-table" data-testid="plan-table">
      <caption>{t.plans.onThisPlan}</caption>
      <thead>
        <tr>
          <th scope="col">{t.plans.column.what}</th>
          {!isOne && <th scope="col">{t.plans.column.level}</th>}
          <th scope="col">{t.plans.column.state}</th>
        </tr>
      </thead>
      <tbody>
        {marks.map(({ symbol, name, sight }) => (
          <tr key={symbol.id}>
            <th scope="row">
              <SightSymbol sight={sight} size={16} /> <bdi>{name}</bdi>
            </th>
            {!isOne && <td>{levels.get(symbol.level) ?? symbol.level}</td>}
            <td>{sightText(sight)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** On paper those without an alarm fill no table. */
export function CalmMarks({ marks }: { marks: readonly Mark[] }) {
  if (marks.length === 0) return null;
  const names = new Intl.ListFormat(t.locale, { type: "unit", style: "long" }).format(marks.map(({ name }) => name));
  return (
    <p>
      <strong>
        {t.plans.calm} ({marks.length}):
      </strong>{" "}
      {names}
    </p>
  );
}
