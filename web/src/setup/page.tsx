import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { SiteKind } from "../api/contract.ts";
import { useMay } from "../operators/queries.ts";
import { sentenceSaid } from "../said.ts";
import { Loading } from "../shell/problem.tsx";
import { ItemEditor } from "../site/editor.tsx";
import { TEMPLATES } from "../site/templates.ts";
import { UndoNote } from "../site/undo.tsx";
import { t } from "../texts.ts";
import { type Progress, setupQuery } from "./queries.ts";
import { TestAlarm } from "./test-alarm.tsx";
import "../styles/setup.css";

type StepName = Progress["steps"][number]["step"];

/** Which document each step makes, and on which page the rest is done. */
const PLACES: Readonly<Record<StepName, { readonly kind?: SiteKind; readonly to: string }>> = {
  name: { kind: "setting", to: "/setup" },
  channel: { kind: "channel", to: "/channels" },
  person: { kind: "person", to: "/people" },
  verified: { to: "/people" },
  policy: { kind: "policy", to: "/policies" },
  route: { kind: "route", to: "/policies" },
  source: { kind: "source", to: "/sources" },
  point: { kind: "point", to: "/points" },
  test: { to: "/setup" },
};

/** From nothing to the first alarm that somebody acknowledged; every step knows by itself whether it is done. */
export function SetupPage() {
  const progress = useQuery({ ...setupQuery, refetchInterval: 3000 });
  const may = useMay();
  const [editing, setEditing] = useState<{ kind: SiteKind; id: string | null } | null>(null);
  const steps = progress.data?.steps ?? [];
  const next = steps.find(({ done }) => !done);
  const words = t.setup.checklist;
  const done = steps.filter((one) => one.done).length;
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
          const { kind, to } = PLACES[one.step];
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
              <p>{why}</p>
              <p className="muted">
                {one.done ? words.done : words.open}: {sentenceSaid(one.because)}
              </p>
              {one.step === "test" ? (
                <TestAlarm progress={progress.data} mayWrite={may("site:write")} />
              ) : (
                <div className="row-wrap">
                  {kind && may(kind === "person" ? "persons:write" : "site:write") && (
                    <Button
                      size="compact-sm"
                      variant={one.done ? "default" : "filled"}
                      onClick={() => setEditing({ kind, id: kind === "setting" && one.done ? "site" : null })}
                    >
                      {(one.done ? (kind === "setting" ? words.change : words.another) : words.form)(t.kind[kind])}
                    </Button>
                  )}
                  {to !== "/setup" && (
                    <Link to={to} className="text-button">
                      {words.page}
                      <span className="hidden"> {title}</span>
                    </Link>
                  )}
                </div>
              )}
            </li>
          );
        })}
      </ol>
      {editing && (
        <ItemEditor
          kind={editing.kind}
          id={editing.id}
          template={editing.kind === "setting" ? FIRST_SETTINGS : (TEMPLATES[editing.kind] ?? {})}
          onClose={() => setEditing(null)}
        />
      )}
    </section>
  );
}

const FIRST_SETTINGS = { id: "site", name: "", timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone };
