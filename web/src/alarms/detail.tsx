import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { whoSaid } from "../actors.ts";
import type { AlarmView } from "../api/contract.ts";
import { alarmQuery, kindQuery } from "../api/queries.ts";
import { useCalled } from "../api/use-named.ts";
import { numberOf } from "../chart/axis.ts";
import { Conversation } from "../incident/conversation.tsx";
import { Guidance } from "../incident/guidance.tsx";
import { HandOverNote } from "../incident/note.tsx";
import { Procedures } from "../incident/procedures.tsx";
import { Neighbours, Tools } from "../incident/tools.tsx";
import { Trend } from "../incident/trend.tsx";
import { RemovedNote } from "../keeping/removed.tsx";
import { useLive } from "../link/use-live.ts";
import { useMay } from "../operators/queries.ts";
import { t } from "../page-texts.ts";
import { knownAreas, NOWHERE } from "../plans/tree.ts";
import { OWN_SOURCE } from "../said.ts";
import { Loading, ProblemNote } from "../shell/problem.tsx";
import { PriorityLabel } from "../shell/symbols.tsx";
import { dateTime } from "../time.ts";
import { Age, CalloutLine, StateLabel } from "./cells.tsx";
import { DeedBar } from "./deed-bar.tsx";
import { ASKING, OrderDialog } from "./dialogs.tsx";
import { CalloutStory, History } from "./history.tsx";
import { waitsForAcknowledgement } from "./order.ts";
import { deedDesk, ORDER_KEYS, type Order, type OrderDesk, possible, useOrders } from "./orders.ts";
import { useStable } from "./stable.ts";
import "../styles/incident.css";

/** One alarm: what it is, what to do, all that happened, and who was told. */
export function AlarmDetailPage() {
  const { id } = useParams({ from: "/alarms/$id" });
  const query = useQuery(alarmQuery(Number(id)));
  const { table } = useLive();
  const row = table.rows.get(Number(id));
  const desk = useOrders();
  if (!query.data) {
    return (
      <div className="stack pad">
        <Link to="/">← {t.nav.alarms}</Link>
        <Loading of={query} what={t.detail.alarm(id)} />
      </div>
    );
  }
  const known = query.data.alarm;
  // The feed is faster than the reload of the history that it causes.
  const alarm = row && row.view.changedAt >= known.changedAt ? row.view : known;
  return (
    <article className="detail" data-testid="alarm-detail">
      <div className="detail-head">
        <Neighbours alarm={alarm} />
        <h1>
          <bdi>{alarm.text}</bdi>
        </h1>
        <p className="detail-state">
          <PriorityLabel priority={alarm.priority} state={alarm.state} />{" "}
          <strong>
            <StateLabel alarm={alarm} />
          </strong>
          <Whereabouts area={alarm.area} />
          {alarm.raisedAt !== null && (
            <span>
              {t.detail.raised} {dateTime(alarm.raisedAt)} (<Age at={alarm.raisedAt} />)
            </span>
          )}
        </p>
        <Actions key={`orders ${alarm.id}`} alarm={alarm} desk={desk} />
      </div>
      <Tools alarm={alarm} />
      <Loading of={query} what={t.detail.alarm(id)} />
      <div className="detail-columns" key={alarm.id}>
        <div className="stack">
          <Procedures alarm={alarm} barred={desk.barred} />
          <Guidance detail={query.data} />
          <Trend key={alarm.id} alarm={alarm.id} source={alarm.source} point={alarm.point} raisedAt={alarm.raisedAt} />
          <section className="card">
            <h2>{t.detail.callout}</h2>
            {waitsForAcknowledgement(alarm) && (
              <p>
                <CalloutLine alarm={alarm} />
              </p>
            )}
            <CalloutStory {...query.data} />
          </section>
          <Facts alarm={alarm} unit={query.data.point?.unit} />
        </div>
        <div className="stack">
          <HandOverNote alarm={alarm.id} note={query.data.note} barred={desk.barred} />
          <Conversation alarm={alarm} transitions={query.data.transitions} barred={desk.barred} />
          <section className="card">
            <h2>{t.detail.history}</h2>
            <History transitions={query.data.transitions} />
            <RemovedNote kind="alarms" />
          </section>
        </div>
      </div>
      <DeedBar refusals={false} />
    </article>
  );
}

/** The area of an alarm's point and those above it, the widest first; nothing where it lies in none. */
function Whereabouts({ area }: { area: string | null }) {
  const may = useMay();
  const { data = [] } = useQuery({ ...kindQuery("area"), enabled: area !== null && may("site:read") });
  const { known, lineage } = knownAreas(data);
  const names = lineage(area ?? NOWHERE).map((id) => known.get(id)?.name);
  if (names.length === 0) return null;
  return (
    <span data-testid="whereabouts">
      <bdi>{names.toReversed().join(" › ")}</bdi>
    </span>
  );
}

/** Keys that are pressed while somebody writes, or in front of a dialog, are no orders. */
const ELSEWHERE = "input, textarea, select, dialog, [role=menu]";

function Actions({ alarm, desk }: { alarm: AlarmView; desk: OrderDesk }) {
  const [asking, setAsking] = useState<Order | null>(null);
  const failure = desk.failures.get(alarm.id);
  const give = (order: Order) => {
    if (ASKING.includes(order)) setAsking(order);
    else void desk.give(alarm, order);
  };
  const onKey = useStable((event: KeyboardEvent) => {
    const order = ORDER_KEYS[event.key];
    const isElsewhere = event.target instanceof Element && event.target.closest(ELSEWHERE) !== null;
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || isElsewhere || asking) return;
    if (event.key === "z") void deedDesk.undo();
    if (!order || desk.barred !== null || desk.busy.has(alarm.id) || !possible(alarm).includes(order)) return;
    event.preventDefault();
    give(order);
  });
  useEffect(() => {
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [onKey]);
  return (
    <div className="stack">
      <div className="row-wrap alarm-orders">
        {possible(alarm).map((order) => (
          <Button
            key={order}
            variant={order === "acknowledge" ? "filled" : "default"}
            disabled={desk.barred !== null}
            loading={desk.busy.has(alarm.id) && order === "acknowledge"}
            title={desk.barred ?? hintOf(order)}
            aria-keyshortcuts={keyOf(order)}
            onClick={() => give(order)}
          >
            {t.orders.name[order]}
            {ASKING.includes(order) && "…"}
          </Button>
        ))}
      </div>
      {desk.barred && <p className="muted">{desk.barred}</p>}
      {failure && (
        <ProblemNote
          error={failure.error}
          what={t.orders.refused(t.orders.name[failure.order])}
          onClose={() => desk.dismiss(alarm.id)}
        />
      )}
      {asking && <OrderDialog order={asking} alarms={[alarm]} onClose={() => setAsking(null)} />}
    </div>
  );
}

function keyOf(order: Order): string | undefined {
  return Object.keys(ORDER_KEYS).find((key) => ORDER_KEYS[key] === order);
}

function hintOf(order: Order): string {
  const key = keyOf(order);
  return key === undefined ? t.orders.hint[order] : `${t.orders.hint[order]} ${t.incident.key(key)}`;
}

function Facts({ alarm, unit }: { alarm: AlarmView; unit: string | undefined }) {
  const partitionName = useCalled("partition");
  const rules = useQuery(kindQuery("suppression"));
  const reasonOf = (reason: string) => {
    const rule = reason.startsWith("rule:") ? reason.slice("rule:".length) : null;
    return rule === null ? t.arrangement.inhibited : (rules.data?.find(({ id }) => id === rule)?.name ?? rule);
  };
  // Points of Tocsin's own have addresses that mean something to the server alone.
  const isOwn = alarm.source === OWN_SOURCE && alarm.pointName === alarm.point;
  const at = (instant: number | null) => (instant === null ? "" : dateTime(instant));
  const facts: [string, string][] = [
    [t.fact.point, isOwn ? "" : `${alarm.pointName} · ${alarm.point}`],
    [t.fact.source, isOwn ? alarm.sourceName : `${alarm.sourceName} · ${alarm.source}`],
    [t.fact.partition, partitionName(alarm.partition)],
    [t.fact.category, t.category[alarm.category]],
    [t.fact.condition, t.condition(alarm.condition)],
    [t.fact.value, alarm.value === null ? "" : `${numberOf(alarm.value, "")} ${unit ?? ""}`],
    [t.fact.quality, t.qualityLong[alarm.quality]],
    [t.fact.tags, alarm.tags.join(", ")],
    [t.fact.active, alarm.active ? t.fact.stands : t.fact.gone],
    [t.fact.cleared, at(alarm.clearedAt)],
    [t.fact.acknowledged, alarm.acknowledgedBy ? `${whoSaid(alarm.acknowledgedBy)}, ${at(alarm.acknowledgedAt)}` : ""],
    [t.fact.latched, alarm.latched ? t.fact.latchedYes : ""],
    [
      t.fact.shelf,
      alarm.shelf ? `${whoSaid(alarm.shelf.by)}: ${alarm.shelf.reason}, ${t.alarms.until(at(alarm.shelf.until))}` : "",
    ],
    [t.fact.suppressed, alarm.suppressedBy.map(reasonOf).join(", ")],
    [
      t.fact.outOfService,
      alarm.outOfService
        ? `${whoSaid(alarm.outOfService.by)}: ${alarm.outOfService.reason} ${at(alarm.outOfService.until)}`
        : "",
    ],
    [t.fact.occurrence, alarm.occurrence ? `${alarm.occurrence} · ${alarm.sequence}` : ""],
    [t.fact.chatter, alarm.chatter ? String(alarm.chatter) : ""],
  ];
  return (
    <section className="card">
      <h2>{t.detail.facts}</h2>
      <dl className="facts">
        {facts
          .filter(([, value]) => value !== "")
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </section>
  );
}
