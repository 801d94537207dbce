import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { SiteKind } from "../api/contract.ts";
import { kindQuery } from "../api/queries.ts";
import { OWN_ZONE } from "../instant.ts";
import { useMay } from "../operators/queries.ts";
import { RouteDialog } from "../policies/route-dialog.tsx";
import { sentenceSaid } from "../said.ts";
import { Loading } from "../shell/problem.tsx";
import { ItemEditor } from "../site/editor.tsx";
import { TEMPLATES } from "../site/templates.ts";
import { UndoNote } from "../site/undo.tsx";
import { t } from "../texts.ts";
import { guide } from "./guide.ts";
import { setupQuery } from "./queries.ts";
import { StepWay } from "./step-way.tsx";
import { TestAlarm } from "./test-alarm.tsx";
import "../styles/setup.css";

/** From nothing to the first alarm that somebody acknowledged; every step knows by itself whether it is done. */
export function SetupPage() {
  const progress = useQuery({ ...setupQuery, refetchInterval: 3000 });
  const may = useMay();
  const [editing, setEditing] = useState<{ kind: SiteKind; id: string | null; only?: readonly string[] } | null>(null);
  const steps = progress.data?.steps ?? [];
  const next = steps.find(({ done }) => !done);
  const words = t.checklist;
  const done = steps.filter((one) => one.done).length;
  useEffect(() => guide(false), []);
  return (
    <section className="stack pad">
      <h1>{words.title}</h1>
      <p className="muted">{words.hint}</p>
      <UndoNote />
      <Loading of={progress} what={words.title} />
      {progress.data && (
        <p role="status">
          <progress max={steps.length} value={done} aria-label={words.title} /> {words.progress(done, steps.length)}
        </p>
      )}
      <ol className="plain checklist">
        {steps.map((one, at) => {
          const { title, why } = words.steps[one.step];
          return (
            <li
              key={one.step}
              className="card"
              data-testid={`step-${one.step}`}
              data-done={one.done}
              aria-current={one === next ? "step" : undefined}
            >
              <h2>
                <span className={one.done ? "good" : "muted"} aria-hidden="true">
                  {one.done ? "✓" : "○"}
                </span>{" "}
                {at + 1}. {title}
                <span className="hidden"> {one.done ? words.done : words.open}</span>
              </h2>
              {!one.done && <p>{why}</p>}
              <p className="muted">
                {one.done ? words.done : words.open}: {sentenceSaid(one.because)}
              </p>
              {one.step === "test" ? (
                <TestAlarm progress={progress.data} mayWrite={may("site:write")} />
              ) : (
                <StepWay step={one.step} done={one.done} isNext={one === next} onEdit={setEditing} />
              )}
            </li>
          );
        })}
      </ol>
      {editing?.kind === "route" && <FirstRoute onClose={() => setEditing(null)} />}
      {editing && editing.kind !== "route" && (
        <ItemEditor
          kind={editing.kind}
          id={editing.id}
          {...(editing.only && { only: editing.only })}
          template={editing.kind === "setting" ? FIRST_SETTINGS : (TEMPLATES[editing.kind] ?? {})}
          onClose={() => setEditing(null)}
        />
      )}
    </section>
  );
}

/** A route that is asked after all others; the first one has no conditions and leads all alarms. */
function FirstRoute({ onClose }: { onClose: () => void }) {
  const routes = useQuery(kindQuery("route"));
  if (!routes.data) return <Loading of={routes} what={t.kind.route} />;
  return <RouteDialog id={null} lastOrder={Math.max(0, ...routes.data.map(({ order }) => order))} onClose={onClose} />;
}

const FIRST_SETTINGS = { id: "site", name: "", timeZone: OWN_ZONE };
