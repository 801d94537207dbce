import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client.ts";
import type { SessionLine } from "../api/contract.ts";
import { sessionsQuery } from "../api/queries.ts";
import { Empty, Loading, ProblemNote } from "../shell/problem.tsx";
import { t } from "../texts.ts";
import { dateTime } from "../time.ts";

/** Everybody who is signed in, and where. */
export function SessionsPage() {
  const sessions = useQuery(sessionsQuery);
  return (
    <section className="stack pad">
      <h1>{t.sessions.title}</h1>
      <p className="muted">{t.sessions.hint}</p>
      <Loading of={sessions} what={t.sessions.title} />
      {sessions.data?.items.length === 0 && <Empty title={t.sessions.empty} hint={t.sessions.emptyHint} />}
      <ul className="cards">
        {sessions.data?.items.map((session) => (
          <SessionCard key={session.id} session={session} />
        ))}
      </ul>
    </section>
  );
}

function SessionCard({ session }: { session: SessionLine }) {
  const queries = useQueryClient();
  const [sure, setSure] = useState(false);
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
      ) : sure ? (
        <div className="row-wrap">
          <Button size="compact-sm" color="red" loading={end.isPending} onClick={() => end.mutate()}>
            {t.sessions.really(name)}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => setSure(false)}>
            {t.common.cancel}
          </Button>
        </div>
      ) : (
        <Button size="compact-sm" variant="outline" color="red" onClick={() => setSure(true)}>
          {t.sessions.end}…<span className="hidden"> {name}</span>
        </Button>
      )}
    </li>
  );
}
