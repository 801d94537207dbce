import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useState } from "react";
import { call } from "../api/client.ts";
import type { PendingSignIn } from "../api/contract.ts";
import { enter } from "../api/queries.ts";
import { fieldsOf } from "../form.ts";
import { ProblemNote } from "../shell/problem.tsx";
import { t } from "../texts.ts";
import { time } from "../time.ts";
import { unsent } from "../unsent.ts";
import { BreakGlassSignIn } from "./break-glass.tsx";
import { Entry } from "./entry.tsx";
import { forgetLanding, landed, Providers } from "./providers.tsx";
import { SecondFactor } from "./second-factor.tsx";

/** @param endedAt when a session ended on this very screen, which then no longer watches */
export function SignIn({ siteName, endedAt }: { siteName: string; endedAt: number | null }) {
  const queries = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [{ landing, pending: begun }] = useState(landed);
  const [pending, setPending] = useState<PendingSignIn | null>(begun);
  const [emergency, setEmergency] = useState(false);
  useEffect(() => forgetLanding, []);

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    const field = fieldsOf(event);
    setBusy(true);
    setError(null);
    try {
      const answer = await call<{ secondFactor?: PendingSignIn }>("POST", "/api/v1/session", {
        id: field("id"),
        password: field("password"),
      });
      setBusy(false);
      if (answer.secondFactor) setPending(answer.secondFactor);
      else await enter(queries);
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  }

  if (pending) {
    const end = (why: unknown) => {
      setPending(null);
      setError(why);
    };
    return <SecondFactor pending={pending} onEnded={end} />;
  }
  if (emergency) return <BreakGlassSignIn onBack={() => setEmergency(false)} />;
  return (
    <Entry title={t.entry.signInTitle(siteName)} lead={t.entry.signInLead}>
      {endedAt !== null && (
        <div role="alert" className="note note-bad">
          <strong>{t.entry.sessionEnded(time(endedAt))}</strong> {t.entry.sessionEndedHint}
          {unsent.some && <p>{t.editing.kept}</p>}
        </div>
      )}
      {landing !== null && error === null && (
        <div role="alert" className="note note-bad">
          <strong>{t.entry.signInFailed}</strong> {t.entry.landing[landing]}
        </div>
      )}
      <form onSubmit={(event) => void submit(event)} aria-label={t.entry.signIn}>
        <TextInput
          name="id"
          label={t.entry.id}
          required
          autoFocus
          autoComplete="username"
          autoCapitalize="off"
          spellCheck={false}
        />
        <PasswordInput
          name="password"
          label={t.entry.password}
          required
          autoComplete="current-password"
          visibilityToggleButtonProps={{ "aria-label": t.entry.showPassword }}
        />
        <ProblemNote error={error} what={t.entry.signInFailed} />
        <Button type="submit" loading={busy} fullWidth>
          {t.entry.signIn}
        </Button>
      </form>
      <Providers />
      <p>
        <button type="button" className="text-button" onClick={() => setEmergency(true)}>
          {t.entry.emergencyWay}
        </button>
      </p>
    </Entry>
  );
}
