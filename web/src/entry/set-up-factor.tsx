import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { enter, profileQuery } from "../api/queries.ts";
import { AppSection } from "../profile/app.tsx";
import { PasskeysSection } from "../profile/passkeys.tsx";
import { RecoveryCodesSection } from "../profile/recovery-codes.tsx";
import { Loading } from "../shell/problem.tsx";
import { t } from "../texts.ts";
import { Entry } from "./entry.tsx";
import { SignOut } from "./sign-out.tsx";

/** All that is open to somebody of whom the site demands a second factor, or a passkey, that they don't have yet. */
export function SetUpFactor() {
  const queries = useQueryClient();
  const profile = useQuery(profileQuery);
  const onlyPasskey = profile.data?.demand === "passkey";
  const factors = profile.data?.factors ?? [];
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
          {!onlyPasskey && <AppSection app={profile.data.app} />}
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
