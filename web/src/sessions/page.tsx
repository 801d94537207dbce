import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "../api/client.ts";
import type { SessionLine } from "../api/contract.ts";
import { sessionsQuery } from "../api/queries.ts";
import { CardList } from "../shell/card-list.tsx";
import { ProblemNote } from "../shell/problem.tsx";
import { SureButton } from "../shell/sure-button.tsx";
import { t } from "../texts.ts";
import { dateTime } from "../time.ts";

/** Everybody who is signed in, and where. */
export function SessionsPage() {
  const sessions = useQuery(sessionsQuery);
  return (
    <section className="stack pad">
      <h1>{t.sessions.title}</h1>
      <p className="muted">{t.sessions.hint}</p>
      <CardList of={sessions} what={t.sessions.title} empty={t.sessions.empty} emptyHint={t.sessions.emptyHint}>
        {(session) => <SessionCard key={session.id} session={session} />}
      </CardList>
    </section>
  );
}

function SessionCard({ session }: { session: SessionLine }) {
  const queries = useQueryClient();
  const end = useMutation({
    mutationFn: () => call("DELETE", `/api/v1/sessions/${encodeURIComponent(session.id)}`),
    onSuccess: () => queries.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
  const { name } = session.operator;
  const state = session.lockedAt === null ? null : t.sessions.lockedSince(dateTime(session.lockedAt));
  return (
    <li className="card" data-testid="session">
      <h2>{name}</h2>
      <p>
        {t.sessions.at(session.address, session.workstation)} ·{" "}
        {state ?? (session.watching ? t.sessions.watching : t.sessions.notWatching)}
      </p>
      <p className="muted">
        {t.sessions.since(dateTime(session.createdAt))} {t.sessions.active(dateTime(session.activeAt))}{" "}
        {t.sessions.ends(dateTime(session.expiresAt))} {session.client}
      </p>
      <ProblemNote error={end.error} what={t.sessions.notEnded(name)} />
      {session.own ? (
        <p className="muted">{t.sessions.own}</p>
      ) : (
        <SureButton
          label={t.sessions.end}
          name={name}
          really={t.sessions.really(name)}
          busy={end.isPending}
          onSure={() => end.mutate()}
        />
      )}
    </li>
  );
}
