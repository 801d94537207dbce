import { Button } from "@mantine/core";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTrusted } from "../link/use-live.ts";
import { useMayChange } from "../operators/queries.ts";
import { t } from "../page-texts.ts";
import { LostRightNote } from "../shell/only-read.tsx";
import { ProblemNote } from "../shell/problem.tsx";
import { KeptNote, useUnsent } from "../shell/unsent-form.tsx";
import { DeleteConfirm } from "../site/delete-confirm.tsx";
import { clashes, useSave } from "../site/item.ts";
import { MergePanel } from "../site/merge-panel.tsx";
import { unsent } from "../unsent.ts";
import { Canvas, type Ground } from "./canvas.tsx";
import { begin, edited, keyOf, type Place, type Plan, type Shown, type Step } from "./editing.ts";
import { Levels } from "./levels.tsx";
import { MovableMarks } from "./marks.tsx";
import { PlaceFields } from "./place-fields.tsx";
import { PlanSettings } from "./settings.tsx";
import { useMarks } from "./sights.ts";
import { AreaTree, type Chosen, DRAGGED } from "./tree-view.tsx";

/** A plan while somebody changes it. What they began with is the version that saving expects. */
export function PlanEditor({
  plan: before,
  etag,
  beginAt,
  onDone,
  onGone,
}: {
  plan: Plan;
  etag: string | null;
  beginAt?: string | undefined;
  /** @param level where one was last */
  onDone: (level?: string) => void;
  /** The plan was deleted. */
  onGone: () => void;
}) {
  const [begun] = useState(() => ({ start: { plan: before, etag }, editing: begin(before) }));
  const [{ start, editing }, set, isBack] = useUnsent(`plan ${before.id}`, begun);
  const { plan, past } = editing;
  const act = useCallback((step: Step) => set((now) => ({ ...now, editing: edited(now.editing, step) })), [set]);
  const [levelId, setLevel] = useState(beginAt ?? plan.levels[0]?.id ?? "");
  const [selected, setSelected] = useState<string | null>(null);
  const [fresh, setFresh] = useState<ReadonlyMap<string, string>>(new Map());
  const [chosen, setChosen] = useState<Chosen>(null);
  const [deleting, setDeleting] = useState(false);
  const ground = useRef<Ground | null>(null);
  const { marks, board, trusted, lost } = useMarks(plan, fresh);
  const mayOrder = useTrusted();
  const writes = useMayChange()("plan");
  const save = useSave("plan", (saved) => {
    unsent.settled(`plan ${before.id}`);
    if (saved === null) onGone();
    else onDone(levelId);
  });
  const level = plan.levels.find((one) => one.id === levelId) ?? plan.levels[0];
  const here = marks.filter(({ symbol }) => symbol.level === level?.id);
  const picked = marks.find(({ symbol }) => symbol.id === selected);
  const placed = useMemo(() => new Set(plan.symbols.map(({ shows }) => keyOf(shows))), [plan.symbols]);
  const [said, say] = useState("");
  const stage = useRef<HTMLDivElement>(null);
  const undoButton = useRef<HTMLButtonElement>(null);

  const put = useCallback(
    (shows: Shown, name: string, at: Place) => {
      if (!level) return;
      act({ kind: "place", shows, level: level.id, at });
      say(t.plans.wasPlaced(name, level.name));
    },
    [level, act],
  );
  const place = useCallback(
    ({ kind, id, name }: NonNullable<Chosen>, at: Place) => {
      setFresh((now) => new Map(now).set(id, name));
      put(kind === "point" ? { point: id } : { area: id }, name, at);
      setChosen(null);
    },
    [put],
  );
  /** Again: not any more. On a phone the plan, where it goes on, is out of sight. */
  function choose(one: Chosen): void {
    const isSame = one?.id === chosen?.id && one?.kind === chosen?.kind;
    setChosen(isSame ? null : one);
    if (!isSame) stage.current?.scrollIntoView({ block: "nearest" });
  }
  const point = useCallback((at: Place) => chosen && place(chosen, at), [chosen, place]);
  function remove(id: string): void {
    const name = marks.find(({ symbol }) => symbol.id === id)?.name ?? id;
    act({ kind: "remove", id });
    setSelected(null);
    say(t.plans.wasRemoved(name));
    // What had the focus is gone: here it is brought back by one key.
    window.requestAnimationFrame(() => undoButton.current?.focus());
  }
  const undo = useCallback(() => {
    act({ kind: "undo" });
    say(t.plans.undone);
  }, [act]);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const isWriting = event.target instanceof Element && event.target.matches("input, textarea, select");
      if (event.key !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey || isWriting) return;
      event.preventDefault();
      undo();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [undo]);
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
            <Button ref={undoButton} variant="default" disabled={past.length === 0} onClick={undo}>
              {t.plans.undo}
            </Button>
            <Button variant="default" onClick={() => onDone(level.id)}>
              {past.length === 0 ? t.common.close : t.plans.discard}
            </Button>
            <Button
              loading={save.isPending}
              disabled={past.length === 0 || !mayOrder || !writes}
              onClick={() => save.mutate({ id: plan.id, body: plan, etag: start.etag })}
            >
              {t.common.save}
            </Button>
          </div>
        </div>
        <KeptNote isBack={isBack} />
        <LostRightNote may={writes} />
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
        <aside className="plan-tree stack" aria-label={t.nav.areas}>
          <Button disabled={chosen === null} variant="default" onClick={placeChosen} className="plan-place">
            {chosen ? t.plans.placeIt(chosen.name) : t.plans.placeChosen}
          </Button>
          <AreaTree {...{ board, trusted, lost, chosen, placed }} onChoose={choose} draggable />
        </aside>
        <div ref={stage} className="plan-stage">
          <p role="status" className="plan-said" data-waits={chosen !== null}>
            {chosen ? t.plans.pointIt(chosen.name) : said || t.plans.chooseOne}
          </p>
          <Canvas plan={plan} level={level} onDrop={drop} onPoint={chosen ? point : undefined}>
            {(now) => {
              ground.current = now;
              return (
                <MovableMarks
                  marks={here}
                  ground={now}
                  selected={selected}
                  onSelect={setSelected}
                  onMove={(id, at) => act({ kind: "move", id, at })}
                  onRemove={remove}
                />
              );
            }}
          </Canvas>
          {picked && picked.symbol.level === level.id && (
            <div className="row-wrap">
              <strong>
                <bdi>{picked.name}</bdi>
              </strong>
              <PlaceFields
                key={picked.symbol.id}
                at={picked.symbol.at}
                onMove={(at) => act({ kind: "move", id: picked.symbol.id, at })}
              />
              <Button size="compact-sm" variant="outline" color="red" onClick={() => remove(picked.symbol.id)}>
                {t.plans.remove}
                <span className="hidden"> {picked.name}</span>
              </Button>
            </div>
          )}
        </div>
      </div>
      <div className="pad stack">
        <PlanSettings
          plan={plan}
          onChange={(changed) => act({ kind: "change", plan: changed })}
          onLink={({ id, name }) => ground.current && put({ plan: id }, name, ground.current.centre())}
        />
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
    return isOurs ? { kind, id, name, area: null } : null;
  } catch {
    return null;
  }
}
