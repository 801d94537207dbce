import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, get } from "../api/client.ts";
import type { List, SiteDocument } from "../api/contract.ts";
import { kindQuery } from "../api/queries.ts";
import { t } from "../page-texts.ts";
import { sentenceSaid } from "../said.ts";
import { DoneNote, Loading, ProblemNote } from "../shell/problem.tsx";
import { EditedHead, EditedList } from "../site/edited-list.tsx";
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
  return (
    <EditedList
      kind="drill"
      of={drills}
      words={t.drills}
      hint={t.drills.hint}
      card={(drill, onEdit) => <DrillCard key={drill.id} drill={drill} onEdit={onEdit} />}
    >
      <h2>{t.drills.log}</h2>
      <Loading of={log} what={t.drills.log} />
      {log.data?.items.length === 0 && <p className="muted">{t.drills.noLog}</p>}
      <ul className="told" data-testid="drill-log">
        {log.data?.items.map((run) => (
          <RunLine key={`${run.drill} ${run.method} ${run.begunAt}`} run={run} />
        ))}
      </ul>
    </EditedList>
  );
}

function DrillCard({ drill, onEdit }: { drill: DrillLine; onEdit: (() => void) | null }) {
  const queries = useQueryClient();
  const people = useQuery(kindQuery("person"));
  const run = useMutation({
    mutationFn: () => call("POST", `/api/v1/drills/${encodeURIComponent(drill.id)}/run`, {}),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["site", "drill"] }),
  });
  return (
    <li className="card" data-testid="drill">
      <EditedHead
        name={drill.name}
        act={{ label: t.drills.run, busy: run.isPending, onAct: () => run.mutate() }}
        onEdit={onEdit}
      />
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
        <div className="muted">{sentenceSaid(run.because)}</div>
      </div>
    </li>
  );
}
