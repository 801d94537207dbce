import { Button, Radio, Textarea } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { call } from "../api/client.ts";
import { kindQuery } from "../api/queries.ts";
import { fieldsOf } from "../form.ts";
import { t } from "../page-texts.ts";
import { ProblemNote } from "../shell/problem.tsx";
import { KeptForm, useUnsent } from "../shell/unsent-form.tsx";
import { unsent } from "../unsent.ts";
import { AttachField } from "./attach-field.tsx";
import type { Run, Step } from "./contract.ts";

interface StepFormProps {
  readonly run: Run;
  readonly step: Step;
  /** Why nothing can be ordered now; null when it can. */
  readonly barred: string | null;
  /** The server answered with the run as it stands now, or refused. */
  readonly onAnswered: (run: Run | null) => void;
  /** Somebody else did the step; this was written here and not sent. @param place the form of it */
  readonly onOvertaken: (written: string, place: string) => void;
}

type Answer = Readonly<Record<string, unknown>>;
const NONE: readonly { readonly file: string; readonly name: string }[] = [];

/** What is asked of the operator by the step whose turn it is. */
export function StepForm({ run, step, barred, onAnswered, onOvertaken }: StepFormProps) {
  const place = `step ${run.id} ${step.id}`;
  const [skipping, setSkipping] = useState(false);
  const [files, setFiles] = useUnsent(`${place} files`, NONE, "keeps");
  const answered = useRef(false);
  const path = `/api/v1/procedure-runs/${encodeURIComponent(run.id)}/steps/${encodeURIComponent(step.id)}`;
  const answer = useMutation({
    mutationFn: (body: Answer) => call<Run>("POST", path, { turn: run.turn, ...body }),
    onSuccess: (after) => {
      answered.current = true;
      unsent.settled(place);
      unsent.settled(`${place} files`);
      onAnswered(after);
    },
    // Somebody else may have been faster: what stands here is looked up.
    onError: () => onAnswered(null),
  });

  const form = useRef<HTMLDivElement>(null);
  const overtaken = useRef(onOvertaken);
  overtaken.current = onOvertaken;
  useEffect(() => {
    const element = form.current;
    return () => {
      const written = element?.querySelector("textarea")?.value.trim() ?? "";
      if (!answered.current && written !== "") overtaken.current(written, place);
    };
  }, [place]);

  function submit(event: FormEvent<HTMLFormElement>): void {
    const field = fieldsOf(event);
    if (skipping) return answer.mutate({ outcome: "skipped", reason: field("reason") });
    answer.mutate({
      ...(step.type === "decision" ? { choice: Number(field("choice")) } : {}),
      ...(field("comment") === "" ? {} : { comment: field("comment") }),
      ...(files.length === 0 ? {} : { attachments: files }),
    });
  }

  return (
    <div ref={form}>
      <KeptForm place={place} leaving="keeps" className="stack" onSubmit={submit} data-testid="step-form">
        {skipping ? (
          <Textarea name="reason" label={t.procedure.skipReason} required maxLength={500} autosize autoFocus />
        ) : (
          <>
            {step.type === "decision" && (
              <Radio.Group name="choice" label={t.procedure.decide} required>
                <div className="stack">
                  {step.choices.map((choice, place) => (
                    <Radio key={choice.text} value={String(place)} label={<bdi>{choice.text}</bdi>} required />
                  ))}
                </div>
              </Radio.Group>
            )}
            {step.type === "call" && <Calling step={step} path={path} barred={barred} onCalled={onAnswered} />}
            {step.type === "link" && (
              <p>
                <a href={step.url} target="_blank" rel="noreferrer noopener">
                  {step.url}
                  <span className="hidden"> ({t.incident.opensNew})</span>
                </a>
              </p>
            )}
            {step.type === "attachment" && (
              <AttachField alarm={run.alarm} onFile={(file) => setFiles((now) => [...now, file])} files={files} />
            )}
            <Textarea
              name="comment"
              label={step.type === "comment" ? t.procedure.comment : t.procedure.commentOptional}
              required={step.type === "comment"}
              maxLength={2000}
              autosize
            />
          </>
        )}
        <ProblemNote error={answer.error} what={t.procedure.refused} />
        {barred && <p className="muted">{barred}</p>}
        <div className="row-wrap">
          <Button
            type="submit"
            loading={answer.isPending}
            disabled={barred !== null || (!skipping && step.type === "attachment" && files.length === 0)}
          >
            {skipping ? t.procedure.skipNow : step.type === "check" ? t.procedure.tick : t.procedure.goOn}
          </Button>
          {step.mayBeSkipped && (
            <Button variant="default" onClick={() => setSkipping(!skipping)}>
              {skipping ? t.common.cancel : t.procedure.skip}
            </Button>
          )}
        </div>
      </KeptForm>
    </div>
  );
}

function Calling({
  step,
  path,
  barred,
  onCalled,
}: {
  step: Extract<Step, { type: "call" }>;
  path: string;
  barred: string | null;
  onCalled: (run: Run) => void;
}) {
  const { whom } = step;
  const people = useQuery({ ...kindQuery("person"), enabled: "person" in whom });
  const ring = useMutation({ mutationFn: () => call<Run>("POST", `${path}/call`, {}), onSuccess: onCalled });
  if (!("person" in whom)) {
    return (
      <div>
        <Button component="a" variant="default" href={`tel:${whom.number.replaceAll(/[^+\d]/g, "")}`}>
          {t.procedure.dial(whom.name, whom.number)}
        </Button>
      </div>
    );
  }
  const name = people.data?.find(({ id }) => id === whom.person)?.name ?? whom.person;
  return (
    <>
      <div>
        <Button variant="default" loading={ring.isPending} disabled={barred !== null} onClick={() => ring.mutate()}>
          {t.procedure.call(name)}
        </Button>
      </div>
      <ProblemNote error={ring.error} what={t.procedure.notCalled} />
    </>
  );
}
