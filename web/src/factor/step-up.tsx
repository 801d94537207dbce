import { PasswordInput } from "@mantine/core";
import { type FormEvent, useEffect, useState } from "react";
import { call, get, onStepUp } from "../api/client.ts";
import type { FactorKind, Profile } from "../api/contract.ts";
import { fieldsOf } from "../form.ts";
import { Dialog, DialogFoot } from "../shell/dialog.tsx";
import { ProblemNote } from "../shell/problem.tsx";
import { t } from "../texts.ts";
import { FactorChoice, firstOf } from "./choice.tsx";
import { factorOf } from "./factor.ts";

/** Asks who sits here whenever the server wants a fresh proof; what was refused is then asked again. */
export function StepUp() {
  const [asked, setAsked] = useState<{ answer: (proven: boolean) => void; kinds: readonly FactorKind[] } | null>(null);

  useEffect(() => {
    onStepUp(async () => {
      const { factors } = await get<Profile>("/api/v1/profile");
      return new Promise((resolve) => {
        const answer = (proven: boolean) => {
          setAsked(null);
          resolve(proven);
        };
        setAsked({ answer, kinds: factors });
      });
    });
    return () => onStepUp(null);
  }, []);

  return asked && <StepUpDialog kinds={asked.kinds} onAnswer={asked.answer} />;
}

function StepUpDialog({ kinds, onAnswer }: { kinds: readonly FactorKind[]; onAnswer: (proven: boolean) => void }) {
  const [kind, setKind] = useState(firstOf(kinds));
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    const field = fieldsOf(event);
    setBusy(true);
    setError(null);
    try {
      const ask = () => call("POST", "/api/v1/session/step-up/challenge");
      const factor = kinds.length > 0 ? await factorOf(kind, field("code"), ask) : undefined;
      await call("POST", "/api/v1/session/step-up", { password: field("password"), ...(factor ? { factor } : {}) });
      onAnswer(true);
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  }

  return (
    <Dialog title={t.factor.stepUpTitle} onClose={() => onAnswer(false)}>
      <form className="stack" onSubmit={(event) => void submit(event)} aria-label={t.factor.stepUpTitle}>
        <p>{t.factor.stepUpLead}</p>
        <PasswordInput
          name="password"
          label={t.entry.password}
          required
          autoComplete="current-password"
          visibilityToggleButtonProps={{ "aria-label": t.entry.showPassword }}
        />
        {kinds.length > 0 && <FactorChoice kinds={kinds} kind={kind} onChange={setKind} />}
        <ProblemNote error={error} what={t.factor.stepUpFailed} />
        <DialogFoot onCancel={() => onAnswer(false)} busy={busy}>
          {t.factor.prove}
        </DialogFoot>
      </form>
    </Dialog>
  );
}
