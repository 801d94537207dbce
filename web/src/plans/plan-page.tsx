import "../styles/plans.css";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { live } from "../link/live.ts";
import { useMay } from "../operators/queries.ts";
import { Empty, Loading } from "../shell/problem.tsx";
import { t } from "../texts.ts";
import { pointOf } from "./board.ts";
import { Canvas, type Ground } from "./canvas.tsx";
import type { Plan } from "./editing.ts";
import { Levels } from "./levels.tsx";
import type { Mark } from "./mark.ts";
import { Marks } from "./marks.tsx";
import { MarkPanel, MarkTable } from "./panel.tsx";
import { symbolFor } from "./placing.ts";
import { PlanEditor } from "./plan-editor.tsx";
import { planQuery } from "./queries.ts";
import { NO_NAMES, useMarks } from "./sights.ts";
import { sightText } from "./symbol.tsx";
import { AreaTree, type Chosen } from "./tree-view.tsx";

/** One plan: what is where, and what is the matter with it. */
export function PlanPage() {
  const { id } = useParams({ from: "/plans/$id" });
  const { edit } = useSearch({ from: "/plans/$id" });
  const navigate = useNavigate();
  const query = useQuery(planQuery(id));
  if (!query.data) {
    return (
      <div className="stack pad">
        <Link to="/plans">← {t.plans.title}</Link>
        <Loading of={query} what={t.plans.plan(id)} />
      </div>
    );
  }
  const { body, etag } = query.data;
  const view = () => void navigate({ to: "/plans/$id", params: { id }, search: {} });
  if (edit) return <PlanEditor key={id} plan={body} etag={etag} onDone={view} />;
  return <PlanView key={id} plan={body} query={query} />;
}

function PlanView({
  plan,
  query,
}: {
  plan: Plan;
  query: { data: unknown; error: Error | null; refetch: () => unknown };
}) {
  const { alarm, point: pointAsked, area: areaAsked } = useSearch({ from: "/plans/$id" });
  const navigate = useNavigate();
  const may = useMay();
  const { marks, board, trusted, lost, unlisted, points, areas } = useMarks(plan, NO_NAMES);
  const [levelId, setLevel] = useState(plan.levels[0]?.id ?? "");
  const [selected, setSelected] = useState<string | null>(null);
  const [cluster, setCluster] = useState<readonly string[]>([]);
  const [asTable, setAsTable] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const [target, setTarget] = useState<string | null>(null);
  const level = plan.levels.find((one) => one.id === levelId) ?? plan.levels[0];
  const here = marks.filter(({ symbol }) => symbol.level === level?.id);
  const chosen = marks.find(({ symbol }) => symbol.id === selected);
  const levels = useMemo(() => new Map(plan.levels.map((one) => [one.id, one.name])), [plan.levels]);

  /** Goes to a symbol, on whichever level it is. */
  function goTo(symbol: Plan["symbols"][number] | undefined, what: string): void {
    setCluster([]);
    if (!symbol) return setSaid(t.plans.notHere(what));
    setSaid(null);
    setLevel(symbol.level);
    setSelected(symbol.id);
    setTarget(symbol.id);
  }

  const view = alarm === undefined ? undefined : live.model.rows.get(alarm)?.view;
  const viewKey = view ? `${view.id} ${plan.symbols.length}` : null;
  // biome-ignore lint: once for each alarm that is asked for, when it and the areas are known
  useEffect(() => {
    if (view) goTo(symbolFor(plan, pointOf(view), view.area, areas), view.text);
  }, [viewKey, areas]);

  const spotKey = pointAsked ?? areaAsked;
  // biome-ignore lint: once for each spot that is asked for, and again when the areas are known
  useEffect(() => {
    if (spotKey !== undefined) goTo(symbolFor(plan, pointAsked ?? "", areaAsked ?? null, areas), spotKey);
  }, [spotKey, plan.symbols.length, areas]);

  function choose(one: Chosen): void {
    if (!one) return;
    const point = one.kind === "point" ? one.id : "";
    goTo(symbolFor(plan, point, one.kind === "area" ? one.id : null, areas), one.name);
  }
  function print(): void {
    setAsTable(true);
    window.setTimeout(() => window.print(), 100);
  }

  if (!level) return null;
  return (
    <section className="plan-page" data-testid="plan-page">
      <div className="plan-head pad">
        <Link to="/plans">← {t.plans.title}</Link>
        <div className="head">
          <h1>
            <bdi>{plan.name}</bdi>
          </h1>
          <div className="row-wrap">
            <Button variant="default" onClick={print}>
              {t.plans.print}
            </Button>
            {may("site:write") && (
              <Button
                variant="default"
                onClick={() => void navigate({ to: "/plans/$id", params: { id: plan.id }, search: { edit: true } })}
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
        {said !== null && (
          <p role="status" className="note">
            {said}
          </p>
        )}
        <Levels levels={plan.levels} chosen={level.id} marks={marks} onChoose={setLevel} />
      </div>
      <div className="plan-body">
        <aside className="plan-tree" aria-label={t.areas.title}>
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
                  marks={urgentFirst(here)}
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
      <details className="pad plan-details" open={asTable} onToggle={(event) => setAsTable(event.currentTarget.open)}>
        <summary>{t.plans.asTable}</summary>
        {asTable && <MarkTable marks={urgentFirst(marks)} levels={levels} />}
      </details>
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

/** The worst leads its cluster, and is met first by the keyboard. */
function urgentFirst(marks: readonly Mark[]): Mark[] {
  const weight = ({ sight }: Mark) =>
    sight.is === "unknown" ? 1 : sight.look.waiting > 0 ? 3 : sight.look.open > 0 ? 2 : 0;
  return [...marks].sort((a, b) => weight(b) - weight(a));
}
