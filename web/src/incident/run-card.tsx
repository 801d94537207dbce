import { Button, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { call } from "../api/client.ts";
import { fieldsOf } from "../form.ts";
import { t } from "../page-texts.ts";
import { ProblemNote } from "../shell/problem.tsx";
import { KeptForm } from "../shell/unsent-form.tsx";
import { dateTime, span, useNow } from "../time.ts";
import { unsent } from "../unsent.ts";
import { CallOutcome } from "./call-outcome.tsx";
import type { Entry, Run } from "./contract.ts";
import { isLate, proceduresQuery, runningQuery } from "./queries.ts";
import { StepForm } from "./step-form.tsx";

/** A procedure as it is gone through: what was done and by whom, what is to be done now, and what is still to come. */
export function RunCard({ run, barred }: { run: Run; barred: string | null }) {
  const queries = useQueryClient();
  const present = useRef<HTMLLIElement>(null);
  const [mine, setMine] = useState(-1);
  const [unsaid, setUnsaid] = useState<{ readonly written: string; readonly place: string } | null>(null);
  const { steps, name } = run.procedure;
  const at = steps.findIndex(({ id }) => id === run.step);
  const step = steps[at];

  // After one's own answer the next step is at hand; what others do takes nobody's focus away.
  useEffect(() => {
    if (mine === run.turn) present.current?.focus();
  }, [mine, run.turn]);

  function renew(after: Run | null): void {
    if (after) setMine(after.turn);
    void queries.invalidateQueries({ queryKey: proceduresQuery(run.alarm).queryKey });
    void queries.invalidateQueries({ queryKey: runningQuery.queryKey });
  }

  return (
    <section className="card run" data-testid="run" data-state={run.state} aria-label={`${t.procedure.one}: ${name}`}>
      <div className="head">
        <h3>
          <bdi>{name}</bdi>
        </h3>
        {isLate(run) ? (
          <strong className="bad">{t.procedure.overdue}</strong>
        ) : (
          <strong>{t.procedure.state[run.state]}</strong>
        )}
      </div>
      <p className="muted">
        {t.procedure.begun(run.startedByName, dateTime(run.startedAt))} · {t.procedure.version(run.version)}
      </p>
      <p className="hidden" role="status">
        {step ? t.procedure.progress(name, step.text) : t.procedure.state[run.state]}
      </p>
      <ol className="run-log">
        {run.log.map((entry) => (
          <LogEntry key={entry.number} run={run} entry={entry} />
        ))}
        {step && (
          <li ref={present} tabIndex={-1} className="run-now" aria-current="step" data-overdue={run.overdueAt !== null}>
            <h4>
              {t.procedure.now}: <bdi>{step.text}</bdi>
            </h4>
            <p className="muted">{t.procedure.stepOf(at + 1, steps.length)}</p>
            <Deadline run={run} />
            <StepForm
              key={`${step.id} ${run.turn}`}
              run={run}
              step={step}
              barred={barred}
              onAnswered={renew}
              onOvertaken={(written, place) => setUnsaid({ written, place })}
            />
          </li>
        )}
      </ol>
      {unsaid !== null && <Overtaken alarm={run.alarm} {...unsaid} barred={barred} onClose={() => setUnsaid(null)} />}
      {step && at < steps.length - 1 && (
        <>
          <h4>{t.procedure.later}</h4>
          <ul className="run-later">
            {steps.slice(at + 1).map((one) => (
              <li key={one.id} className="muted">
                <bdi>{one.text}</bdi>
              </li>
            ))}
          </ul>
        </>
      )}
      {run.step !== null && run.procedure.mayEndEarly && <EndEarly run={run} barred={barred} onEnded={renew} />}
    </section>
  );
}

function Deadline({ run: { dueAt, overdueAt, procedure, step } }: { run: Run }) {
  const now = useNow();
  if (overdueAt !== null) {
    return (
      <p className="bad">
        <strong>{t.procedure.overdue}</strong> · {t.procedure.overdueSince(dateTime(overdueAt))}
      </p>
    );
  }
  if (dueAt === null) return null;
  const left = span(dueAt - now);
  const isTimer = procedure.steps.find(({ id }) => id === step)?.type === "timer";
  return <p>{isTimer ? t.procedure.endsIn(left) : t.procedure.dueIn(left)}</p>;
}

function LogEntry({ run, entry }: { run: Run; entry: Entry }) {
  const { kind, said, comment, attachments, message, at, byName, step } = entry;
  return (
    <li data-kind={kind}>
      <div>
        <bdi>{run.procedure.steps.find(({ id }) => id === step)?.text}</bdi>
      </div>
      <div>
        <strong className={kind === "overdue" || kind === "raised" ? "bad" : undefined}>
          {t.procedure.kinds[kind]}
        </strong>
        {said !== null && (
          <>
            : <bdi>{said}</bdi>
          </>
        )}
      </div>
      {message !== null && <CallOutcome run={run} message={message} />}
      {comment !== null && (
        <blockquote className="prose" dir="auto">
          {comment}
        </blockquote>
      )}
      {attachments.map(({ file, name }) => (
        <div key={file}>
          <a href={`/api/v1/files/${file}`} target="_blank" rel="noreferrer noopener">
            <bdi>{name}</bdi>
            <span className="hidden"> ({t.incident.opensNew})</span>
          </a>
        </div>
      ))}
      <div className="muted">
        {byName}, <time dateTime={new Date(at).toISOString()}>{dateTime(at)}</time>
      </div>
    </li>
  );
}

function EndEarly({ run, barred, onEnded }: { run: Run; barred: string | null; onEnded: (run: Run) => void }) {
  const [asking, setAsking] = useState(false);
  const end = useMutation({
    mutationFn: (reason: string) =>
      call<Run>("POST", `/api/v1/procedure-runs/${encodeURIComponent(run.id)}/end`, { reason }),
    onSuccess: onEnded,
  });
  if (!asking) {
    return (
      <div>
        <Button size="compact-sm" variant="default" disabled={barred !== null} onClick={() => setAsking(true)}>
          {t.procedure.end}
        </Button>
      </div>
    );
  }
  return (
    <KeptForm
      place={`end ${run.id}`}
      className="stack"
      onSubmit={(event: FormEvent<HTMLFormElement>) => {
        end.mutate(fieldsOf(event)("reason"));
      }}
    >
      <Textarea name="reason" label={t.procedure.endReason} required maxLength={500} autosize autoFocus />
      <ProblemNote error={end.error} what={t.procedure.refused} />
      <div className="row-wrap">
        <Button type="submit" size="compact-sm" color="red" loading={end.isPending} disabled={barred !== null}>
          {t.procedure.endNow}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => setAsking(false)}>
          {t.common.cancel}
        </Button>
      </div>
    </KeptForm>
  );
}

/** What somebody was writing when another one did the step: it can still be said. */
function Overtaken({
  alarm,
  written,
  place,
  barred,
  onClose,
}: {
  alarm: number;
  written: string;
  place: string;
  barred: string | null;
  onClose: () => void;
}) {
  // That form doesn't come again.
  useEffect(() => unsent.forget(place), [place]);
  const say = useMutation({
    mutationFn: () => call("POST", `/api/v1/alarms/${alarm}/comment`, { comment: written }),
    onSuccess: onClose,
  });
  return (
    <div role="alert" className="note note-bad stack" data-testid="overtaken">
      <strong>{t.procedure.overtaken}</strong>
      <blockquote className="prose" dir="auto">
        {written}
      </blockquote>
      <ProblemNote error={say.error} what={t.incident.notSent} />
      <div className="row-wrap">
        <Button size="compact-sm" loading={say.isPending} disabled={barred !== null} onClick={() => say.mutate()}>
          {t.procedure.sayIt}
        </Button>
        <Button size="compact-sm" variant="default" onClick={onClose}>
          {t.common.dismiss}
        </Button>
      </div>
    </div>
  );
}
