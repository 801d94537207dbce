import { Button, Textarea, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { call } from "../api/client.ts";
import { enter } from "../api/queries.ts";
import { fieldsOf } from "../form.ts";
import { ProblemNote } from "../shell/problem.tsx";
import { t } from "../texts.ts";
import { Entry } from "./entry.tsx";

/** Signing in with what lies in an envelope, when nobody else can. */
export function BreakGlassSignIn({ onBack }: { onBack: () => void }) {
  const queries = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    const field = fieldsOf(event);
    setBusy(true);
    setError(null);
    try {
      const given = { id: field("id"), credential: field("credential"), reason: field("reason") };
      await call("POST", "/api/v1/session/break-glass", given);
      await enter(queries);
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  }

  return (
    <Entry title={t.entry.emergencyTitle} lead={t.entry.emergencyLead}>
      <form onSubmit={(event) => void submit(event)} aria-label={t.entry.emergencyTitle}>
        <TextInput name="id" label={t.entry.emergencyId} required autoFocus autoCapitalize="off" spellCheck={false} />
        <TextInput
          name="credential"
          label={t.entry.credential}
          required
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
        />
        <Textarea name="reason" label={t.entry.emergencyReason} required minLength={5} maxLength={500} autosize />
        <ProblemNote error={error} what={t.entry.signInFailed} />
        <Button type="submit" color="red" loading={busy} fullWidth>
          {t.entry.emergency}
        </Button>
        <Button variant="default" fullWidth onClick={onBack}>
          {t.factor.back}
        </Button>
      </form>
    </Entry>
  );
}
