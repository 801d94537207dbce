import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { call } from "../api/client.ts";
import type { Candidate, SourceHealth } from "../api/contract.ts";
import { sourcesQuery } from "../api/queries.ts";
import { useMayChange } from "../operators/queries.ts";
import { t } from "../page-texts.ts";
import { sentenceSaid } from "../said.ts";
import { choiceSaid } from "../schema-form/about.ts";
import { DoneNote, Empty, Loading, ProblemNote } from "../shell/problem.tsx";
import { Health } from "../shell/symbols.tsx";
import { ItemEditor } from "../site/editor.tsx";
import { TEMPLATES } from "../site/templates.ts";
import { UndoNote } from "../site/undo.tsx";
import { dateTime, span, useNow } from "../time.ts";

const GRAVITY = { down: 0, degraded: 1, up: 2, disabled: 3 } as const;

/** Every source with its health; what fares worst comes first. */
export function SourcesPage() {
  const sources = useQuery(sourcesQuery);
  const writes = useMayChange()("source");
  const [editing, setEditing] = useState<{ id: string | null } | null>(null);
  const sorted = (sources.data?.items ?? []).toSorted(
    (a, b) => GRAVITY[a.state] - GRAVITY[b.state] || a.name.localeCompare(b.name),
  );
  return (
    <section className="stack pad">
      <div className="head">
        <h1>{t.sources.title}</h1>
        {writes && <Button onClick={() => setEditing({ id: null })}>{t.sources.add}</Button>}
      </div>
      <UndoNote kind="source" />
      <Loading of={sources} what={t.sources.title} />
      {sources.data && sorted.length === 0 && <Empty title={t.sources.empty} hint={t.sources.emptyHint} />}
      {sorted.map((source) => (
        <SourceCard key={source.id} source={source} onEdit={() => setEditing({ id: source.id })} />
      ))}
      {editing && (
        <ItemEditor kind="source" id={editing.id} template={TEMPLATES.source ?? {}} onClose={() => setEditing(null)} />
      )}
    </section>
  );
}

export function SourceCard({
  source,
  isAlone = false,
  onEdit,
}: {
  source: SourceHealth;
  /** On its own page, which has its name and is where the link would lead. */
  isAlone?: boolean;
  onEdit: () => void;
}) {
  const now = useNow();
  const writes = useMayChange()("source");
  const troubled = source.parts.filter((part) => part.part !== "" && part.state !== "up");
  return (
    <section className="card" data-testid="source" aria-labelledby={`source-${source.id}`}>
      <div className="head">
        <h2 id={`source-${source.id}`} className={isAlone ? "hidden" : ""}>
          {source.name}
        </h2>
        <Health state={source.state} />
        <span className="grow muted">
          {choiceSaid("driver", source.driver)} · {source.id}
        </span>
        {!isAlone && (
          <Link to="/sources/$id" params={{ id: source.id }}>
            {t.setup.details}
            <span className="hidden"> {source.name}</span>
          </Link>
        )}
        {writes && (
          <Button size="compact-sm" variant="default" onClick={onEdit}>
            {t.common.edit}
            <span className="hidden"> {source.name}</span>
          </Button>
        )}
      </div>
      <p>
        {sentenceSaid(source.why)}{" "}
        <span className="muted">
          {t.sources.since(dateTime(source.since), span(now - source.since))} ·{" "}
          {t.sources.counters(source.events, source.refused)}
        </span>
      </p>
      {troubled.length > 0 && (
        <ul className="plain">
          {troubled.map((part) => (
            <li key={part.part}>
              <strong>{part.part}</strong>{" "}
              <span className="bad">{t.health[part.state as keyof typeof t.health] ?? part.state}</span>{" "}
              {sentenceSaid(part.why)}{" "}
              <span className="muted">{t.sources.since(dateTime(part.since), span(now - part.since))}</span>
            </li>
          ))}
        </ul>
      )}
      {source.candidates.length > 0 && (
        <>
          <h3>{t.sources.candidates(source.candidates.length)}</h3>
          <p className="muted">{t.sources.candidatesHint}</p>
          <ul className="plain">
            {source.candidates.map((candidate) => (
              <CandidateLine key={candidate.key} source={source.id} candidate={candidate} />
            ))}
          </ul>
        </>
      )}
      {source.lastRefusals.length > 0 && (
        <details>
          <summary>{t.sources.refusals(source.refused)}</summary>
          <ul className="plain">
            {source.lastRefusals.map((refusal, index) => (
              // biome-ignore lint: refusals have no names
              <li key={`${refusal.at}-${index}`}>
                <time>{dateTime(refusal.at)}</time> {sentenceSaid(refusal.why)}
                <pre className="raw">{refusal.raw}</pre>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function CandidateLine({ source, candidate }: { source: string; candidate: Candidate }) {
  const queries = useQueryClient();
  const writes = useMayChange()("source");
  const adopt = useMutation({
    mutationFn: () =>
      call(
        "POST",
        `/api/v1/sources/${encodeURIComponent(source)}/candidates/${encodeURIComponent(candidate.key)}/adopt`,
        {},
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["sources"] }),
  });
  return (
    <li className="head">
      <div className="grow">
        <strong>{candidate.key}</strong>{" "}
        {Object.entries(candidate.about)
          .map(([name, value]) => `${name}: ${value}`)
          .join(" · ")}
        <div className="muted">
          {t.sources.spoke(candidate.times, dateTime(candidate.firstAt), dateTime(candidate.lastAt))}
        </div>
        <ProblemNote error={adopt.error} what={t.sources.notAdopted(candidate.key)} />
        {adopt.isSuccess && <DoneNote>{t.sources.adopted(candidate.key)}</DoneNote>}
      </div>
      {writes && (
        <Button
          size="compact-sm"
          loading={adopt.isPending}
          onClick={() => adopt.mutate()}
          aria-label={t.sources.adoptOne(candidate.key)}
        >
          {t.sources.adopt}
        </Button>
      )}
    </li>
  );
}
