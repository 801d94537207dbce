import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { call } from "../api/client.ts";
import { enter, statusQuery } from "../api/queries.ts";
import { fieldsOf } from "../form.ts";
import { PasswordRules, passwordPolicyQuery } from "../passwords/rules.tsx";
import { ProblemNote } from "../shell/problem.tsx";
import { t } from "../texts.ts";
import { Entry } from "./entry.tsx";

/** Creates the first administrator with the one-time code that the server printed at its first start. */
export function Enrolment() {
  const queries = useQueryClient();
  const shortest = useQuery(passwordPolicyQuery).data?.minimumLength ?? 15;
  const [error, setError] = useState<unknown>(null);
  const [wrong, setWrong] = useState<{ password?: string; again?: string }>({});
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    const field = fieldsOf(event);
    const password = field("password");
    const found = {
      ...(password.length < shortest ? { password: t.entry.passwordShort(shortest, password.length) } : {}),
      ...(password !== field("again") ? { again: t.entry.passwordsDiffer } : {}),
    };
    setWrong(found);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    setError(null);
    try {
      await call("POST", "/api/v1/enrolment", {
        code: field("code"),
        id: field("id"),
        name: field("name"),
        password,
      });
      await enter(queries);
      await queries.invalidateQueries({ queryKey: statusQuery.queryKey });
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  }

  return (
    <Entry title={t.entry.enrolTitle} lead={t.entry.enrolLead}>
      <form onSubmit={(event) => void submit(event)} aria-label={t.entry.enrolTitle}>
        <TextInput
          name="code"
          label={t.entry.code}
          description={t.entry.codeHint}
          required
          autoFocus
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
        />
        <TextInput name="name" label={t.entry.name} description={t.entry.nameHint} required autoComplete="name" />
        <TextInput
          name="id"
          label={t.entry.id}
          description={t.entry.idHint}
          required
          autoComplete="username"
          autoCapitalize="off"
          spellCheck={false}
        />
        <PasswordRules />
        <PasswordInput
          name="password"
          label={t.entry.password}
          description={t.entry.passwordHint(shortest)}
          required
          autoComplete="new-password"
          error={wrong.password}
          visibilityToggleButtonProps={{ "aria-label": t.entry.showPassword }}
        />
        <PasswordInput
          name="again"
          label={t.entry.again}
          required
          autoComplete="new-password"
          error={wrong.again}
          visibilityToggleButtonProps={{ "aria-label": t.entry.showPassword }}
        />
        <ProblemNote error={error} what={t.entry.enrolFailed} />
        <Button type="submit" loading={busy} fullWidth>
          {t.entry.enrol}
        </Button>
      </form>
    </Entry>
  );
}
