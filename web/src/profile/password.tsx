import { Button, PasswordInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { call } from "../api/client.ts";
import { ownSessionsQuery } from "../api/queries.ts";
import { fieldsOf } from "../form.ts";
import { PasswordRules } from "../passwords/rules.tsx";
import { DoneNote, ProblemNote } from "../shell/problem.tsx";
import { t } from "../texts.ts";

/** Changes one's own password, with the present one. The server says why it doesn't take a new one. */
export function OwnPassword({ operator, changed = () => {} }: { operator: string; changed?: () => void }) {
  const queries = useQueryClient();
  const [differ, setDiffer] = useState(false);
  const change = useMutation({
    mutationFn: (body: { password: string; current: string }) =>
      call("PUT", `/api/v1/operators/${encodeURIComponent(operator)}/password`, body),
    onSuccess: () => {
      changed();
      return queries.invalidateQueries({ queryKey: ownSessionsQuery.queryKey });
    },
  });

  function submit(event: FormEvent<HTMLFormElement>): void {
    const form = event.currentTarget;
    const field = fieldsOf(event);
    const password = field("password");
    setDiffer(password !== field("again"));
    if (password !== field("again")) return;
    change.mutate({ password, current: field("current") }, { onSuccess: () => form.reset() });
  }

  return (
    <section className="card stack" aria-labelledby="profile-password">
      <h2 id="profile-password">{t.profile.password}</h2>
      <form className="stack" onSubmit={submit} aria-label={t.profile.password}>
        <Field name="current" label={t.profile.presentPassword} autoComplete="current-password" />
        <PasswordRules />
        <Field name="password" label={t.profile.newPassword} autoComplete="new-password" />
        <Field
          name="again"
          label={t.entry.again}
          autoComplete="new-password"
          error={differ ? t.entry.passwordsDiffer : undefined}
        />
        <ProblemNote error={change.error} what={t.profile.notChanged} />
        {change.isSuccess && <DoneNote>{t.profile.passwordChanged}</DoneNote>}
        <div>
          <Button type="submit" loading={change.isPending}>
            {t.profile.changePassword}
          </Button>
        </div>
      </form>
    </section>
  );
}

function Field(properties: { name: string; label: string; autoComplete: string; error?: string | undefined }) {
  return (
    <PasswordInput {...properties} required visibilityToggleButtonProps={{ "aria-label": t.entry.showPassword }} />
  );
}
