import "../styles/paper.css";
import "../styles/plans.css";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { statusQuery } from "../api/queries.ts";
import { live } from "../link/live.ts";
import { useMay, useMayChange } from "../operators/queries.ts";
import { t } from "../page-texts.ts";
import { useOnPaper } from "../shell/on-paper.ts";
import { useFillsIn } from "../shell/only-read.tsx";
import { Empty, Loading } from "../shell/problem.tsx";
import { dateTime, serverNow } from "../time.ts";
import { AlarmedList } from "./alarmed-list.tsx";
import { pointOf } from "./board.ts";
import { Canvas, type Ground } from "./canvas.tsx";
import type { Plan } from "./editing.ts";
import { Legend } from "./legend.tsx";
import { Levels } from "./levels.tsx";
import { alarmed, isCalm, type Mark, worstFirst } from "./mark.ts";
import { Marks } from "./marks.tsx";
import { CalmMarks, MarkPanel, MarkTable } from "./panel.tsx";
import { symbolFor } from "./placing.ts";
import { PlanEditor } from "./plan-editor.tsx";
import { planQuery } from "./queries.ts";
import { type Spot, spotOf, usePlansShowing } from "./show-on-plan.tsx";
import { NO_NAMES, useMarks } from "./sights.ts";
import { sightText } from "./symbol.tsx";
import { AreaTree, type Chosen } from "./tree-view.tsx";

/** One plan: what is where, and what is the matter with it. */
export function PlanPage() {
  const { id } = useParams({ from: "/plans/$id" });
  const { edit, level } = useSearch({ from: "/plans/$id" });
  const navigate = useNavigate();
  const query = useQuery(planQuery(id));
  const fillsIn = useFillsIn(useMayChange()("plan"));
  if (!query.data) {
    return (
      <div className="stack pad">
        <Link to="/plans">← {t.nav.plans}</Link>
        <Loading of={query} what={t.plans.plan(id)} />
      </div>
    );
  }
  const { body, etag } = query.data;
  const edits = edit && fillsIn;
  const view = (seen?: string) =>
    void navigate({ to: "/plans/$id", params: { id }, search: seen === undefined ? {} : { level: seen } });
  const list = () => void navigate({ to: "/plans" });
  if (edits) return <PlanEditor key={id} plan={body} etag={etag} beginAt={level} onDone={view} onGone={list} />;
  return <PlanView key={id} plan={body} query={query} />;
}

function PlanView({
  plan,
  query,
}: {
  plan: Plan;
  query: { data: unknown; error: Error | null; refetch: () => unknown };
}) {
  const { alarm, point: pointAsked, area: areaAsked, level: levelAsked } = useSearch({ from: "/plans/$id" });
  const navigate = useNavigate();
  const may = useMay();
  const { marks, board, trusted, lost, unlisted, points, areas } = useMarks(plan, NO_NAMES);
  const [levelId, setLevel] = useState<string | null>(levelAsked ?? null);
  const [selected, setSelected] = useState<string | null>(null);
  const [cluster, setCluster] = useState<readonly string[]>([]);
  const [asTable, setAsTable] = useState(false);
  const [missing, setMissing] = useState<{ readonly name: string; readonly spot: Spot } | null>(null);
  const [target, setTarget] = useState<string | null>(null);
  const onPaper = useOnPaper();
  const worst = alarmed(marks)[0]?.symbol.level;
  const level = plan.levels.find((one) => one.id === (levelId ?? worst)) ?? plan.levels[0];
  const here = marks.filter(({ symbol }) => symbol.level === level?.id);
  const chosen = marks.find(({ symbol }) => symbol.id === selected);
  const levels = useMemo(() => new Map(plan.levels.map((one) => [one.id, one.name])), [plan.levels]);

  // A plan opens where it is worst, and stays there: nothing moves away under somebody's hand.
  const opensAt = trusted && levelId === null ? level?.id : undefined;
  useEffect(() => {
    if (opensAt !== undefined) setLevel(opensAt);
  }, [opensAt]);

  /** Goes to a symbol, on whichever level it is. */
  function goTo(symbol: Plan["symbols"][number] | undefined, name: string, spot: Spot = {}): void {
    setCluster([]);
    if (!symbol) return setMissing({ name, spot });
    setMissing(null);
    setLevel(symbol.level);
    setSelected(symbol.id);
    setTarget(symbol.id);
  }

  const view = alarm === undefined ? undefined : live.model.rows.get(alarm)?.view;
  const viewKey = view ? `${view.id} ${plan.symbols.length}` : null;
  // biome-ignore lint: once for each alarm that is asked for, when it and the areas are known
  useEffect(() => {
    if (view) goTo(symbolFor(plan, pointOf(view), view.area, areas), view.text, spotOf(view));
  }, [viewKey, areas]);

  const spotKey = pointAsked ?? areaAsked;
  // biome-ignore lint: once for each spot that is asked for, and again when the areas are known
  useEffect(() => {
    if (spotKey === undefined) return;
    goTo(symbolFor(plan, pointAsked ?? "", areaAsked ?? null, areas), spotKey, spotAt(pointAsked, areaAsked));
  }, [spotKey, plan.symbols.length, areas]);

  function choose(one: Chosen): void {
    if (!one) return;
    const [point, area] = one.kind === "point" ? [one.id, one.area] : [undefined, one.id];
    goTo(symbolFor(plan, point ?? "", area, areas), one.name, spotAt(point, area ?? undefined));
  }
  if (!level) return null;
  return (
    <section className="plan-page on-paper" data-testid="plan-page">
      <div className="plan-head pad">
        <Link to="/plans" className="not-printed">
          ← {t.nav.plans}
        </Link>
        {onPaper && <PaperHead level={level.name} />}
        <div className="head">
          <h1>
            <bdi>{plan.name}</bdi>
          </h1>
          <div className="row-wrap not-printed">
            <Button variant="default" onClick={() => window.print()}>
              {t.plans.print}
            </Button>
            {may("site:write") && (
              <Button
                variant="default"
                onClick={() =>
                  void navigate({ to: "/plans/$id", params: { id: plan.id }, search: { edit: true, level: level.id } })
                }
              >
                {t.plans.edit}
              </Button>
            )}
          </div>
        </div>
        {query.error && <Loading of={query} what={t.plans.plan(plan.name)} />}
        {points.error && <Loading of={points} what={t.areas.points} />}
        {!trusted && (
          <p role="alert" className="note note-bad">
            {t.plans.nothingKnown}
          </p>
        )}
        {unlisted > 0 && <p className="note note-bad">{t.plans.unlisted(unlisted)}</p>}
        {missing && <NotHere {...missing} />}
        <Levels levels={plan.levels} chosen={level.id} marks={marks} onChoose={setLevel} />
      </div>
      <div className="plan-body" data-with="alarms">
        <AlarmedList marks={marks} levels={levels} onGo={({ symbol, name }) => goTo(symbol, name)} />
        <aside className="plan-tree" aria-label={t.nav.areas}>
          <AreaTree board={board} trusted={trusted} lost={lost} chosen={null} onChoose={choose} />
        </aside>
        <div className="plan-stage">
          <Canvas plan={plan} level={level}>
            {(ground) => (
              <>
                <Follow
                  ground={ground}
                  mark={here.find(({ symbol }) => symbol.id === target)}
                  onDone={() => setTarget(null)}
                />
                <Marks
                  marks={worstFirst(here)}
                  ground={ground}
                  selected={selected}
                  onSelect={(id) => {
                    setCluster([]);
                    setSelected(id);
                  }}
                  onCluster={(members) => {
                    setSelected(null);
                    setCluster(members.map(({ symbol }) => symbol.id));
                  }}
                />
              </>
            )}
          </Canvas>
          {here.length === 0 && <Empty title={t.plans.nothingPlaced} hint={t.plans.nothingPlacedHint} />}
          {chosen && <MarkPanel mark={chosen} board={board} onClose={() => setSelected(null)} />}
          {cluster.length > 0 && (
            <section className="card stack plan-panel" aria-label={t.plans.cluster(cluster.length)}>
              <ul>
                {marks
                  .filter(({ symbol }) => cluster.includes(symbol.id))
                  .map(({ symbol, name, sight }) => (
                    <li key={symbol.id}>
                      <button type="button" className="text-button" onClick={() => goTo(symbol, name)}>
                        <bdi>{name}</bdi>: {sightText(sight)}
                      </button>
                    </li>
                  ))}
              </ul>
            </section>
          )}
        </div>
      </div>
      {onPaper ? (
        <div className="pad stack">
          <Legend />
          <MarkTable marks={worstFirst(marks.filter((mark) => !isCalm(mark)))} levels={levels} />
          <CalmMarks marks={marks.filter(isCalm)} />
        </div>
      ) : (
        <details className="pad plan-details" open={asTable} onToggle={(event) => setAsTable(event.currentTarget.open)}>
          <summary>{t.plans.asTable}</summary>
          {asTable && (
            <div className="stack">
              <Legend />
              <MarkTable marks={worstFirst(marks)} levels={levels} />
            </div>
          )}
        </details>
      )}
    </section>
  );
}

/** Brings a symbol into view once its level is drawn. */
function Follow({ ground, mark, onDone }: { ground: Ground; mark: Mark | undefined; onDone: () => void }) {
  const id = mark?.symbol.id;
  // biome-ignore lint: once for each target
  useEffect(() => {
    if (!mark) return;
    ground.show(mark.symbol.at);
    onDone();
  }, [id]);
  return null;
}

/** What is not on this plan, with the plans on which it is. */
function NotHere({ name, spot }: { name: string; spot: Spot }) {
  const others = usePlansShowing()(spot);
  return (
    <div role="status" className="note row-wrap">
      <span>{others.length > 0 ? t.plans.elsewhere(name) : t.plans.notHere(name)}</span>
      {others.map((plan) => (
        <Link key={plan.id} to="/plans/$id" params={{ id: plan.id }} search={spot}>
          {t.alarms.showOnPlan(plan.name)}
        </Link>
      ))}
    </div>
  );
}

function spotAt(point: string | undefined, area: string | undefined): Spot {
  return { ...(point === undefined ? {} : { point }), ...(area === undefined ? {} : { area }) };
}

/** What somebody must know who finds the sheet: of which site it is, which level it shows, and when it was so. */
function PaperHead({ level }: { level: string }) {
  const status = useQuery(statusQuery);
  return (
    <p className="plan-paper-head">
      <strong>
        <bdi>{status.data?.siteName || "Tocsin"}</bdi>
      </strong>
      <span>
        {t.plans.level}: <bdi>{level}</bdi>
      </span>
      <span>{t.plans.stateAt(dateTime(serverNow(), 0))}</span>
    </p>
  );
}
