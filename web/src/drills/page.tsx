import { Button } from "@mantine/core";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call, get } from "../api/client.ts";
import type { List, SiteDocument } from "../api/contract.ts";
import { kindQuery } from "../api/queries.ts";
import { useMayChange } from "../operators/queries.ts";
import { CardList } from "../shell/card-list.tsx";
import { DoneNote, Loading, ProblemNote } from "../shell/problem.tsx";
import { ItemEditor } from "../site/editor.tsx";
import { TEMPLATES } from "../site/templates.ts";
import { t } from "../texts.ts";
import { dateTime } from "../time.ts";

/** One test message and what it has shown. */
interface Run {
  readonly drill: string;
  readonly person: string;
  readonly method: string;
  readonly channel: string;
  readonly address: string;
  readonly begunAt: number;
  readonly outcome: "pending" | "proven" | "failed";
  readonly because: string;
}

type DrillLine = SiteDocument<"drill"> & { readonly nextAt: number | null; readonly latest: readonly Run[] };

const drillsQuery = queryOptions({
  queryKey: ["site", "drill", "state"],
  queryFn: () => get<List<DrillLine>>("/api/v1/drills"),
  refetchInterval: 10_000,
});
const logQuery = queryOptions({
  queryKey: ["site", "drill", "log"],
  queryFn: () => get<List<Run>>("/api/v1/drills/log"),
  refetchInterval: 10_000,
});

/** Test messages that prove every day that people can be reached, and what they have shown. */
export function DrillsPage() {
  const drills = useQuery(drillsQuery);
  const log = useQuery(logQuery);
  const writes = useMayChange()("drill");
  const [editing, setEditing] = useState<{ id: string | null } | null>(null);
  return (
    <section className="stack pad">
      <div className="head">
        <h1>{t.drills.title}</h1>
        {writes && <Button onClick={() => setEditing({ id: null })}>{t.drills.add}</Button>}
      </div>
      <p className="muted">{t.drills.hint}</p>
      <CardList of={drills} what={t.drills.title} empty={t.drills.empty} emptyHint={t.drills.emptyHint}>
        {(drill) => <DrillCard key={drill.id} drill={drill} onEdit={() => setEditing({ id: drill.id })} />}
      </CardList>
      <h2>{t.drills.log}</h2>
      <Loading of={log} what={t.drills.log} />
      {log.data?.items.length === 0 && <p className="muted">{t.drills.noLog}</p>}
      <ul className="told" data-testid="drill-log">
        {log.data?.items.map((run) => (
          <RunLine key={`${run.drill} ${run.method} ${run.begunAt}`} run={run} />
        ))}
      </ul>
      {editing && (
        <ItemEditor kind="drill" id={editing.id} template={TEMPLATES.drill ?? {}} onClose={() => setEditing(null)} />
      )}
    </section>
  );
}

function DrillCard({ drill, onEdit }: { drill: DrillLine; onEdit: () => void }) {
  const queries = useQueryClient();
  const people = useQuery(kindQuery("person"));
  const writes = useMayChange()("drill");
  const run = useMutation({
    mutationFn: () => call("POST", `/api/v1/drills/${encodeURIComponent(drill.id)}/run`, {}),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["site", "drill"] }),
  });
  return (
    <li className="card" data-testid="drill">
      <div className="head">
        <h2>{drill.name}</h2>
        {writes && (
          <>
            <Button size="compact-sm" variant="default" loading={run.isPending} onClick={() => run.mutate()}>
              {t.drills.run}
              <span className="hidden"> {drill.name}</span>
            </Button>
            <Button size="compact-sm" variant="default" onClick={onEdit}>
              {t.common.edit}
              <span className="hidden"> {drill.name}</span>
            </Button>
          </>
        )}
      </div>
      <p>
        {people.data?.find(({ id }) => id === drill.person)?.name ?? drill.person} ·{" "}
        {drill.nextAt === null ? t.drills.off : t.drills.next(dateTime(drill.nextAt))}
      </p>
      <ProblemNote error={run.error} what={t.drills.notRun} />
      {run.isSuccess && <DoneNote>{t.drills.begun}</DoneNote>}
      {drill.latest.length === 0 && <p className="muted">{t.drills.never}</p>}
      <ul className="told">
        {drill.latest.map((one) => (
          <RunLine key={one.method} run={one} />
        ))}
      </ul>
    </li>
  );
}

const SHADE = { pending: "", proven: "good", failed: "bad" } as const;

function RunLine({ run }: { run: Run }) {
  return (
    <li data-outcome={run.outcome}>
      <time>{dateTime(run.begunAt)}</time>
      <div>
        <strong className={SHADE[run.outcome]}>{t.drills.outcome[run.outcome]}</strong> {run.drill}: {run.person}{" "}
        {t.detail.byChannel(run.channel, run.address)}
        <div className="muted">{run.because}</div>
      </div>
    </li>
  );
}
