import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useState } from "react";
import { call, get, onStepUp } from "../api/client.ts";
import type { FactorKind, Profile, Session } from "../api/contract.ts";
import { sessionQuery } from "../api/queries.ts";
import { fieldsOf } from "../form.ts";
import { Dialog, DialogFoot } from "../shell/dialog.tsx";
import { ProblemNote } from "../shell/problem.tsx";
import { t } from "../texts.ts";
import { useProof } from "./proof-fields.tsx";

interface Asked {
  readonly answer: (proven: boolean) => void;
  readonly kinds: readonly FactorKind[];
  readonly provider: Session["provider"];
}

/** Asks who sits here whenever the server wants a fresh proof; what was refused is then asked again. */
export function StepUp() {
  const queries = useQueryClient();
  const [asked, setAsked] = useState<Asked | null>(null);

  useEffect(() => {
    onStepUp(async () => {
      const { stepUpFactors } = await get<Profile>("/api/v1/profile");
      const provider = queries.getQueryData(sessionQuery.queryKey)?.provider ?? null;
      return new Promise((resolve) => {
        const answer = (proven: boolean) => {
          setAsked(null);
          resolve(proven);
        };
        setAsked({ answer, kinds: stepUpFactors, provider });
      });
    });
    return () => onStepUp(null);
  }, [queries]);

  return asked && <StepUpDialog {...asked} />;
}

function StepUpDialog({ kinds, provider, answer }: Asked) {
  const { fields, proof, ready } = useProof(provider, kinds, "/api/v1/session/step-up/challenge");
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    const field = fieldsOf(event);
    setBusy(true);
    setError(null);
    try {
      await call("POST", "/api/v1/session/step-up", await proof(field));
      answer(true);
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  }

  return (
    <Dialog title={t.factor.stepUpTitle} onClose={() => answer(false)}>
      <form className="stack" onSubmit={(event) => void submit(event)} aria-label={t.factor.stepUpTitle}>
        <p>{t.factor.stepUpLead}</p>
        {fields}
        <ProblemNote error={error} what={t.factor.stepUpFailed} />
        <DialogFoot onCancel={() => answer(false)} busy={busy} disabled={!ready}>
          {t.factor.prove}
        </DialogFoot>
      </form>
    </Dialog>
  );
}
