import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { call, Problem } from "../api/client.ts";
import type { PendingSignIn } from "../api/contract.ts";
import { enter } from "../api/queries.ts";
import { FactorChoice, firstOf } from "../factor/choice.tsx";
import { factorOf } from "../factor/factor.ts";
import { fieldsOf } from "../form.ts";
import { ProblemNote } from "../shell/problem.tsx";
import { t } from "../texts.ts";
import { Entry } from "./entry.tsx";

/** The second step of signing in. @param onEnded what led here counts no more; `why` is null when somebody went back */
export function SecondFactor({ pending, onEnded }: { pending: PendingSignIn; onEnded: (why: unknown) => void }) {
  const queries = useQueryClient();
  const { ticket, factors } = pending;
  const [kind, setKind] = useState(firstOf(factors));
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    const field = fieldsOf(event);
    setBusy(true);
    setError(null);
    try {
      const factor = await factorOf(kind, field("code"), () =>
        call("POST", "/api/v1/session/second-factor/challenge", { ticket }),
      );
      await call("POST", "/api/v1/session/second-factor", { ticket, factor });
      await enter(queries);
    } catch (failure) {
      if (failure instanceof Problem && failure.type === "urn:tocsin:problem:sign-in-ended") return onEnded(failure);
      setError(failure);
      setBusy(false);
    }
  }

  return (
    <Entry title={t.factor.title} lead={t.factor.lead}>
      <form onSubmit={(event) => void submit(event)} aria-label={t.factor.title}>
        <FactorChoice kinds={factors} kind={kind} onChange={setKind} />
        <ProblemNote error={error} what={t.entry.signInFailed} />
        <Button type="submit" loading={busy} fullWidth>
          {kind === "passkey" ? t.factor.usePasskey : t.entry.signIn}
        </Button>
        <Button variant="default" fullWidth onClick={() => onEnded(null)}>
          {t.factor.back}
        </Button>
      </form>
    </Entry>
  );
}
