import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { call } from "../api/client.ts";
import { useMay } from "../operators/queries.ts";
import { CardList } from "../shell/card-list.tsx";
import { DoneNote, Loading, ProblemNote } from "../shell/problem.tsx";
import { ItemEditor } from "../site/editor.tsx";
import { TEMPLATES } from "../site/templates.ts";
import { t } from "../texts.ts";
import { dateTime } from "../time.ts";
import { type ReportLine, reportsQuery } from "./queries.ts";
import { moment } from "./shown.ts";

/** Alarm figures that go out by e-mail at their times, and what became of them. */
export function ReportsPage() {
  const reports = useQuery(reportsQuery);
  const mayChange = useMay()("site:write");
  const [editing, setEditing] = useState<{ id: string | null } | null>(null);
  return (
    <section className="stack pad">
      <div className="head">
        <h1>{t.reports.title}</h1>
        {mayChange && <Button onClick={() => setEditing({ id: null })}>{t.reports.add}</Button>}
      </div>
      <p className="muted">
        {t.reports.hint} <Link to="/numbers">{t.numbers.title}</Link>
      </p>
      <CardList of={reports} what={t.reports.what} empty={t.reports.empty} emptyHint={t.reports.emptyHint}>
        {(report) => (
          <ReportCard
            key={report.id}
            report={report}
            mayChange={mayChange}
            onEdit={() => setEditing({ id: report.id })}
          />
        )}
      </CardList>
      <h2>{t.reports.log}</h2>
      {reports.data ? <Log runs={reports.data.runs} /> : <Loading of={reports} what={t.reports.log} />}
      <p className="muted">
        <Link to="/deliveries">{t.reports.deliveries}</Link>
      </p>
      {editing && (
        <ItemEditor kind="report" id={editing.id} template={TEMPLATES.report ?? {}} onClose={() => setEditing(null)} />
      )}
    </section>
  );
}

interface ReportCardProps {
  readonly report: ReportLine;
  readonly mayChange: boolean;
  readonly onEdit: () => void;
}

function ReportCard({ report, mayChange, onEdit }: ReportCardProps) {
  const queries = useQueryClient();
  const path = `/api/v1/reports/${encodeURIComponent(report.id)}`;
  const send = useMutation({
    mutationFn: () => call<{ because: string }>("POST", `${path}/send`, {}),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["site", "report"] }),
  });
  return (
    <li className="card" data-testid="report">
      <div className="head">
        <h2>{report.name}</h2>
        {mayChange && (
          <>
            <Button size="compact-sm" variant="default" loading={send.isPending} onClick={() => send.mutate()}>
              {t.reports.send}
              <span className="hidden"> {report.name}</span>
            </Button>
            <Button size="compact-sm" variant="default" onClick={onEdit}>
              {t.common.edit}
              <span className="hidden"> {report.name}</span>
            </Button>
          </>
        )}
      </div>
      <p>
        {t.reports.periods[report.period]} · {t.reports.to(report.recipients.length)} ·{" "}
        {report.nextAt === null ? t.reports.off : t.reports.next(moment(report.nextAt))} ·{" "}
        <a href={`${path}/preview`} target="_blank" rel="noreferrer">
          {t.reports.preview}
          <span className="hidden"> {report.name}</span>
        </a>{" "}
        ·{" "}
        <a href={`${path}/preview?format=pdf`} download={`${report.id}.pdf`}>
          {t.reports.pdf}
          <span className="hidden"> {report.name}</span>
        </a>
      </p>
      <ProblemNote error={send.error} what={t.reports.notSent} />
      {send.isSuccess && (
        <DoneNote>
          {t.reports.sent} {send.data.because}.
        </DoneNote>
      )}
    </li>
  );
}

function Log({ runs }: { runs: readonly { report: string; madeAt: number; dueAt: number | null; because: string }[] }) {
  if (runs.length === 0) return <p className="muted">{t.reports.noLog}</p>;
  return (
    <ul className="told" data-testid="report-log">
      {runs.map((run) => (
        <li key={`${run.report} ${run.madeAt}`}>
          <time>{dateTime(run.madeAt)}</time>
          <div>
            <strong>{run.report}</strong> · {run.dueAt === null ? t.reports.asked : t.reports.due(moment(run.dueAt))}
            <div className="muted">{run.because}</div>
          </div>
        </li>
      ))}
    </ul>
  );
}
