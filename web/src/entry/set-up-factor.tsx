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

/** All that is open to somebody of whom the site demands a second factor and who has none yet. */
export function SetUpFactor() {
  const queries = useQueryClient();
  const profile = useQuery(profileQuery);
  const has = (profile.data?.factors.length ?? 0) > 0;
  return (
    <Entry title={t.factor.setUpTitle} lead={t.factor.setUpLead}>
      <Loading of={profile} what={t.profile.title} />
      {profile.data && (
        <div className="stack">
          <PasskeysSection profile={profile.data} />
          <AppSection app={profile.data.app} />
          {has && <RecoveryCodesSection profile={profile.data} />}
        </div>
      )}
      <Button fullWidth disabled={!has} onClick={() => void enter(queries)}>
        {t.factor.goOn}
      </Button>
      <SignOut />
    </Entry>
  );
}
