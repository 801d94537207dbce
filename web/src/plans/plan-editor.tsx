import { Button } from "@mantine/core";
import { useCallback, useMemo, useRef, useState } from "react";
import { useTrusted } from "../link/use-live.ts";
import { ProblemNote } from "../shell/problem.tsx";
import { KeptNote, useUnsent } from "../shell/unsent-form.tsx";
import { DeleteConfirm } from "../site/delete-confirm.tsx";
import { clashes, useSave } from "../site/item.ts";
import { MergePanel } from "../site/merge-panel.tsx";
import { t } from "../texts.ts";
import { Canvas, type Ground } from "./canvas.tsx";
import { begin, edited, type Place, type Plan, type Step } from "./editing.ts";
import { Levels } from "./levels.tsx";
import { MovableMarks } from "./marks.tsx";
import { PlanSettings } from "./settings.tsx";
import { useMarks } from "./sights.ts";
import { AreaTree, type Chosen, DRAGGED } from "./tree-view.tsx";

/** A plan while somebody changes it. What they began with is the version that saving expects. */
export function PlanEditor({ plan: before, etag, onDone }: { plan: Plan; etag: string | null; onDone: () => void }) {
  const [begun] = useState(() => ({ start: { plan: before, etag }, editing: begin(before) }));
  const [{ start, editing }, set, isBack] = useUnsent(`plan ${before.id}`, begun);
  const { plan, past } = editing;
  const act = useCallback((step: Step) => set((now) => ({ ...now, editing: edited(now.editing, step) })), [set]);
  const [levelId, setLevel] = useState(plan.levels[0]?.id ?? "");
  const [selected, setSelected] = useState<string | null>(null);
  const [fresh, setFresh] = useState<ReadonlyMap<string, string>>(new Map());
  const [chosen, setChosen] = useState<Chosen>(null);
  const [deleting, setDeleting] = useState(false);
  const ground = useRef<Ground | null>(null);
  const { marks, board, trusted, lost } = useMarks(plan, fresh);
  const mayOrder = useTrusted();
  const save = useSave("plan", onDone);
  const level = plan.levels.find((one) => one.id === levelId) ?? plan.levels[0];
  const here = marks.filter(({ symbol }) => symbol.level === level?.id);
  const picked = marks.find(({ symbol }) => symbol.id === selected);
  const names = useMemo(() => new Map(marks.map(({ symbol, name }) => [symbol.id, name])), [marks]);

  const place = useCallback(
    ({ kind, id, name }: NonNullable<Chosen>, at: Place) => {
      if (!level) return;
      setFresh((now) => new Map(now).set(id, name));
      act({ kind: "place", shows: kind === "point" ? { point: id } : { area: id }, level: level.id, at });
    },
    [level, act],
  );
  const drop = useCallback(
    (event: DragEvent, at: Place) => {
      const dragged = chosenIn(event.dataTransfer?.getData(DRAGGED) ?? "");
      if (dragged) place(dragged, at);
    },
    [place],
  );
  /** What was chosen in the tree comes to the middle of the view, and the arrow keys go on from there. */
  function placeChosen(): void {
    if (chosen && ground.current) place(chosen, ground.current.centre());
  }

  if (!level) return null;
  return (
    <section className="plan-page" data-testid="plan-editor">
      <div className="plan-head pad">
        <div className="head">
          <h1>{t.plans.editing(plan.name)}</h1>
          <div className="row-wrap">
            <Button variant="default" disabled={past.length === 0} onClick={() => act({ kind: "undo" })}>
              {t.plans.undo}
            </Button>
            <Button variant="default" onClick={onDone}>
              {past.length === 0 ? t.common.close : t.plans.discard}
            </Button>
            <Button
              loading={save.isPending}
              disabled={past.length === 0 || !mayOrder}
              onClick={() => save.mutate({ id: plan.id, body: plan, etag: start.etag })}
            >
              {t.common.save}
            </Button>
          </div>
        </div>
        <KeptNote isBack={isBack} />
        {clashes(save.error) ? (
          <MergePanel
            kind="plan"
            id={plan.id}
            before={start.plan}
            mine={plan}
            onMerged={(merged, theirs, version) => {
              set(({ editing: mine }) => ({
                start: { plan: theirs as Plan, etag: version },
                editing: edited(mine, { kind: "change", plan: merged as Plan }),
              }));
              save.reset();
            }}
          />
        ) : (
          <ProblemNote error={save.error} what={t.site.notSaved} />
        )}
        <p className="muted">{t.plans.editHint}</p>
        <Levels levels={plan.levels} chosen={level.id} marks={marks} onChoose={setLevel} />
      </div>
      <div className="plan-body">
        <aside className="plan-tree stack" aria-label={t.areas.title}>
          <AreaTree board={board} trusted={trusted} lost={lost} chosen={chosen} onChoose={setChosen} draggable />
          <Button disabled={chosen === null} variant="default" onClick={placeChosen}>
            {chosen ? t.plans.placeIt(chosen.name) : t.plans.placeChosen}
          </Button>
        </aside>
        <div className="plan-stage">
          <Canvas plan={plan} level={level} onDrop={drop}>
            {(now) => {
              ground.current = now;
              return (
                <MovableMarks
                  marks={here}
                  ground={now}
                  selected={selected}
                  onSelect={setSelected}
                  onMove={(id, at) => act({ kind: "move", id, at })}
                  onRemove={(id) => act({ kind: "remove", id })}
                />
              );
            }}
          </Canvas>
          {picked && (
            <div className="row-wrap">
              <span>
                <bdi>{picked.name}</bdi>
              </span>
              <Button
                size="compact-sm"
                variant="outline"
                color="red"
                onClick={() => act({ kind: "remove", id: picked.symbol.id })}
              >
                {t.plans.remove}
                <span className="hidden"> {names.get(picked.symbol.id)}</span>
              </Button>
            </div>
          )}
        </div>
      </div>
      <div className="pad stack">
        <PlanSettings plan={plan} onChange={(changed) => act({ kind: "change", plan: changed })} />
        {deleting ? (
          <DeleteConfirm
            id={plan.id}
            busy={save.isPending}
            onDelete={() => save.mutate({ id: plan.id, body: null, etag: start.etag })}
          />
        ) : (
          <div>
            <Button variant="outline" color="red" onClick={() => setDeleting(true)}>
              {t.common.delete}…
            </Button>
          </div>
        )}
      </div>
    </section>
  );
}

/** What was dragged; null: something else than a row of the tree. */
function chosenIn(text: string): Chosen {
  try {
    const { kind, id, name } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const isOurs = (kind === "point" || kind === "area") && typeof id === "string" && typeof name === "string";
    return isOurs ? { kind, id, name } : null;
  } catch {
    return null;
  }
}
