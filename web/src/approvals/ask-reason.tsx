import { Button, Textarea } from "@mantine/core";
import { type FormEvent, useEffect, useState } from "react";
import { onReason, type Waiting } from "../api/client.ts";
import { fieldsOf } from "../form.ts";
import { Dialog, DialogFoot } from "../shell/dialog.tsx";
import { KeptForm } from "../shell/unsent-form.tsx";
import { t } from "../texts.ts";
import { unsent } from "../unsent.ts";
import { summarySaid } from "./summary.ts";

type Asked = { readonly why: string; readonly answer: (reason: string | null) => void };

/** Asks for the reason whenever the server wants a second person, and says that the request waits. */
export function AskReason() {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [waiting, setWaiting] = useState<Waiting | null>(null);

  useEffect(() => {
    onReason({
      ask: (why) =>
        new Promise((resolve) => {
          const answer = (reason: string | null) => {
            setAsked(null);
            resolve(reason);
          };
          setAsked({ why, answer });
        }),
      waits: (request) => {
        unsent.sent();
        setWaiting(request);
      },
    });
    return () => onReason(null);
  }, []);

  if (asked) return <ReasonDialog why={asked.why} onAnswer={asked.answer} />;
  if (!waiting) return null;
  return (
    <Dialog title={t.approvals.waitsTitle} onClose={() => setWaiting(null)}>
      <div className="stack">
        <p data-testid="approval-waits">{summarySaid(waiting.summary)}</p>
        <p className="muted">{t.approvals.waitsHint}</p>
        <div className="dialog-foot">
          <Button data-first onClick={() => setWaiting(null)}>
            {t.common.close}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function ReasonDialog({ why, onAnswer }: { why: string; onAnswer: (reason: string | null) => void }) {
  function submit(event: FormEvent<HTMLFormElement>): void {
    onAnswer(fieldsOf(event)("reason"));
  }
  return (
    <Dialog title={t.approvals.reasonTitle} onClose={() => onAnswer(null)}>
      <KeptForm place="reason" className="stack" onSubmit={submit}>
        <p>{why}</p>
        <Textarea
          name="reason"
          label={t.approvals.reason}
          required
          minLength={5}
          maxLength={500}
          autosize
          minRows={2}
        />
        <DialogFoot onCancel={() => onAnswer(null)}>{t.approvals.askFor}</DialogFoot>
      </KeptForm>
    </Dialog>
  );
}
