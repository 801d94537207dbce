import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "../api/client.ts";
import { ownSessionsQuery } from "../api/queries.ts";
import { Loading, ProblemNote } from "../shell/problem.tsx";
import { t } from "../texts.ts";
import { dateTime } from "../time.ts";

/** Where somebody is signed in; the others can be ended from here. */
export function OwnSessions() {
  const queries = useQueryClient();
  const sessions = useQuery(ownSessionsQuery);
  const end = useMutation({
    mutationFn: (id: string) => call("DELETE", `/api/v1/profile/sessions/${encodeURIComponent(id)}`),
    onSuccess: () => queries.invalidateQueries({ queryKey: ownSessionsQuery.queryKey }),
  });
  return (
    <section className="card stack" aria-labelledby="profile-sessions">
      <h2 id="profile-sessions">{t.profile.sessions}</h2>
      <Loading of={sessions} what={t.profile.sessions} />
      <ProblemNote error={end.error} what={t.profile.notChanged} />
      <ul className="stack">
        {sessions.data?.items.map(({ id, client, address, createdAt, activeAt, present }) => (
          <li key={id} data-testid="own-session" data-present={present}>
            <strong>{present ? t.profile.thisSession : address}</strong>
            <p className="muted">
              {client || t.profile.unknownClient} · {t.profile.sessionTimes(dateTime(createdAt), dateTime(activeAt))}
            </p>
            {!present && (
              <Button
                size="compact-sm"
                variant="outline"
                color="red"
                loading={end.isPending && end.variables === id}
                onClick={() => end.mutate(id)}
              >
                {t.profile.endSession}
                <span className="hidden"> {address}</span>
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
