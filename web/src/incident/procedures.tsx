import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "../api/client.ts";
import type { AlarmView } from "../api/contract.ts";
import { t } from "../page-texts.ts";
import { Loading, ProblemNote } from "../shell/problem.tsx";
import { dateTime } from "../time.ts";
import type { Run } from "./contract.ts";
import { proceduresQuery } from "./queries.ts";
import { RunCard } from "./run-card.tsx";

/** The response procedures of an alarm: those that run, those that could be begun, and those of earlier occurrences. */
export function Procedures({ alarm, barred }: { alarm: AlarmView; barred: string | null }) {
  const query = useQuery(proceduresQuery(alarm.id));
  const { fitting = [], runs = [] } = query.data ?? {};
  const running = runs.filter(({ state }) => state === "running");
  const over = runs.filter(({ state }) => state !== "running");
  const begun = new Set(runs.filter((run) => run.occurrence === alarm.occurrence).map(({ procedure }) => procedure.id));
  const open = alarm.occurrence === 0 ? [] : fitting.filter(({ id }) => !begun.has(id));
  // What to do stands first then, by the point's own words.
  if (query.data && runs.length === 0 && open.length === 0) return null;
  return (
    <section className="card stack" data-testid="procedures">
      <h2>{t.nav.procedures}</h2>
      <Loading of={query} what={t.nav.procedures} />
      {running.map((run) => (
        <RunCard key={run.id} run={run} barred={barred} />
      ))}
      {open.map(({ id, name }) => (
        <Begin key={id} id={id} name={name} alarm={alarm} barred={barred} />
      ))}
      {over.map((run) => (
        <details key={run.id} className="run-over">
          <summary>
            <bdi>{run.procedure.name}</bdi>: {t.procedure.over[run.state === "done" ? "done" : "ended-early"]},{" "}
            {dateTime(run.endedAt ?? run.startedAt)}
          </summary>
          <RunCard run={run} barred={barred} />
        </details>
      ))}
    </section>
  );
}

function Begin({ id, name, alarm, barred }: { id: string; name: string; alarm: AlarmView; barred: string | null }) {
  const queries = useQueryClient();
  const renew = () => queries.invalidateQueries({ queryKey: proceduresQuery(alarm.id).queryKey });
  const begin = useMutation({
    mutationFn: () =>
      call<Run>("POST", `/api/v1/alarms/${alarm.id}/procedures`, { procedure: id, occurrence: alarm.occurrence }),
    onSettled: renew,
  });
  return (
    <>
      <div>
        <Button variant="default" disabled={barred !== null} loading={begin.isPending} onClick={() => begin.mutate()}>
          {t.procedure.begin(name)}
        </Button>
      </div>
      <ProblemNote error={begin.error} what={t.procedure.notBegun} />
    </>
  );
}
