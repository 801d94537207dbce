import { useQuery } from "@tanstack/react-query";
import { profileQuery, sessionQuery } from "../api/queries.ts";
import { Loading } from "../shell/problem.tsx";
import { t } from "../texts.ts";
import { AppSection } from "./app.tsx";
import { PasskeysSection } from "./passkeys.tsx";
import { OwnPassword } from "./password.tsx";
import { PushSection } from "./push.tsx";
import { RecoveryCodesSection } from "./recovery-codes.tsx";
import { OwnSessions } from "./sessions.tsx";

/** What somebody can do about their own account. */
export function ProfilePage() {
  const session = useQuery(sessionQuery);
  const profile = useQuery(profileQuery);
  return (
    <section className="stack pad">
      <h1>{t.profile.title}</h1>
      <p className="muted">{t.profile.lead}</p>
      <Loading of={profile} what={t.profile.title} />
      {profile.data && (
        <>
          <PasskeysSection profile={profile.data} />
          <AppSection profile={profile.data} />
          <RecoveryCodesSection profile={profile.data} />
        </>
      )}
      {session.data && <OwnPassword operator={session.data.operator.id} />}
      <PushSection />
      <OwnSessions />
    </section>
  );
}
