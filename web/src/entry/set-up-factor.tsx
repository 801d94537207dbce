import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { call } from "../api/client.ts";
import { enter, profileQuery } from "../api/queries.ts";
import { fieldsOf } from "../form.ts";
import { AppSection } from "../profile/app.tsx";
import { PasskeysSection } from "../profile/passkeys.tsx";
import { RecoveryCodesSection } from "../profile/recovery-codes.tsx";
import { Loading, ProblemNote } from "../shell/problem.tsx";
import { t } from "../texts.ts";
import { Entry } from "./entry.tsx";
import { SignOut } from "./sign-out.tsx";

/** All that is open to somebody of whom the site demands a second factor, or a passkey, that they don't have yet. */
export function SetUpFactor({ operator }: { operator: string }) {
  const queries = useQueryClient();
  const profile = useQuery(profileQuery);
  const onlyPasskey = profile.data?.demand === "passkey";
  const factors = profile.data?.factors ?? [];
  if (profile.data?.needsCode) return <GiveCode operator={operator} />;
  const has = onlyPasskey ? factors.includes("passkey") : factors.length > 0;
  return (
    <Entry
      title={onlyPasskey ? t.factor.setUpPasskeyTitle : t.factor.setUpTitle}
      lead={onlyPasskey ? t.factor.setUpPasskeyLead : t.factor.setUpLead}
    >
      <Loading of={profile} what={t.profile.title} />
      {profile.data && (
        <div className="stack">
          <PasskeysSection profile={profile.data} />
          {!onlyPasskey && <AppSection profile={profile.data} />}
          {has && !onlyPasskey && <RecoveryCodesSection profile={profile.data} />}
        </div>
      )}
      <Button fullWidth disabled={!has} onClick={() => void enter(queries)}>
        {t.factor.goOn}
      </Button>
      <SignOut />
    </Entry>
  );
}

/** A password alone sets no second factor up: it may be a stolen one. Says who gives the code that does, and takes it. */
function GiveCode({ operator }: { operator: string }) {
  const queries = useQueryClient();
  const give = useMutation({
    mutationFn: (code: string) => call("POST", "/api/v1/session/enrolment-code", { code }),
    onSuccess: () => queries.invalidateQueries({ queryKey: profileQuery.queryKey }),
  });

  function submit(event: FormEvent<HTMLFormElement>): void {
    give.mutate(fieldsOf(event)("code"));
  }

  return (
    <Entry title={t.factor.codeTitle} lead={t.factor.codeLead}>
      <p>{t.factor.codeFrom(operator)}</p>
      <form className="stack" onSubmit={submit} aria-label={t.factor.codeTitle}>
        <TextInput
          name="code"
          label={t.factor.enrolmentCode}
          required
          maxLength={60}
          autoComplete="off"
          spellCheck={false}
          autoFocus
        />
        <ProblemNote error={give.error} what={t.factor.codeFailed} />
        <Button type="submit" fullWidth loading={give.isPending}>
          {t.factor.prove}
        </Button>
      </form>
      <SignOut />
    </Entry>
  );
}
