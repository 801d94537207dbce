import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { call } from "../api/client.ts";
import { t } from "../page-texts.ts";
import { sentenceSaid } from "../said.ts";
import { DoneNote, Loading, ProblemNote } from "../shell/problem.tsx";
import { EditedHead, EditedList } from "../site/edited-list.tsx";
import { dateTime } from "../time.ts";
import { type ReportLine, reportsQuery } from "./queries.ts";
import { moment } from "./shown.ts";

/** Alarm figures that go out by e-mail at their times, and what became of them. */
export function ReportsPage() {
  const reports = useQuery(reportsQuery);
  return (
    <EditedList
      kind="report"
      of={reports}
      words={{ ...t.reports, title: t.nav.reports }}
      what={t.reports.what}
      hint={
        <>
          {t.reports.hint} <Link to="/numbers">{t.nav.numbers}</Link>
        </>
      }
      card={(report, onEdit) => <ReportCard key={report.id} report={report} onEdit={onEdit} />}
    >
      <h2>{t.reports.log}</h2>
      {reports.data ? <Log runs={reports.data.runs} /> : <Loading of={reports} what={t.reports.log} />}
      <p className="muted">
        <Link to="/deliveries">{t.reports.deliveries}</Link>
      </p>
    </EditedList>
  );
}

function ReportCard({ report, onEdit }: { report: ReportLine; onEdit: (() => void) | null }) {
  const queries = useQueryClient();
  const path = `/api/v1/reports/${encodeURIComponent(report.id)}`;
  const send = useMutation({
    mutationFn: () => call<{ because: string }>("POST", `${path}/send`, {}),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["site", "report"] }),
  });
  return (
    <li className="card" data-testid="report">
      <EditedHead
        name={report.name}
        act={{ label: t.reports.send, busy: send.isPending, onAct: () => send.mutate() }}
        onEdit={onEdit}
      />
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
          {t.reports.sent} {sentenceSaid(send.data.because)}.
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
            <div className="muted">{sentenceSaid(run.because)}</div>
          </div>
        </li>
      ))}
    </ul>
  );
}
