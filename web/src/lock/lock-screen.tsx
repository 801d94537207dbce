import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { soundDesk, useSound } from "../alarms/annunciator.ts";
import { call } from "../api/client.ts";
import { PRIORITIES, type Session } from "../api/contract.ts";
import { comeBack, sessionQuery } from "../api/queries.ts";
import { SignIn } from "../entry/sign-in.tsx";
import { useProof } from "../factor/proof-fields.tsx";
import { fieldsOf } from "../form.ts";
import { isKnown, trusted } from "../link/link.ts";
import { LinkBanner } from "../shell/banner.tsx";
import { Clock, ClockNote } from "../shell/clock.tsx";
import { LinkBadge } from "../shell/health.tsx";
import { ProblemNote } from "../shell/problem.tsx";
import { Bell, PrioritySymbol } from "../shell/symbols.tsx";
import { t } from "../texts.ts";
import { lockDesk, useLock } from "./lock-desk.ts";
import { lockedFeed, useLockedFeed } from "./locked-feed.ts";
import { UnmannedNote } from "./unmanned.tsx";
import "../styles/lock.css";

/** Covers everything while the session is locked: how many alarms wait, that they sound, and the two ways on. */
export function LockScreen({ session, siteName }: { session: Session; siteName: string }) {
  const queries = useQueryClient();
  const { state, counts, lateSteps } = useLockedFeed();
  const { told, unmanned } = useLock();
  const { blocked } = useSound();
  const [takingOver, setTakingOver] = useState(false);

  useEffect(() => {
    queries.removeQueries({ predicate: ({ queryKey }) => !["session", "status"].includes(String(queryKey[0])) });
    lockedFeed.start(() => {
      lockDesk.opened();
      void queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
    });
    soundDesk.startLocked();
    if (!lockDesk.snapshot().told) void lockDesk.tell(false);
    return () => {
      soundDesk.stop();
      lockedFeed.stop();
    };
  }, [queries]);

  const first = useRef(session);
  useEffect(() => {
    // A colleague signed in here: another session, which is not locked.
    if (session.expiresAt !== first.current.expiresAt) lockDesk.opened();
  }, [session]);

  const known = counts !== null && isKnown(state);
  const waiting = PRIORITIES.reduce((sum, priority) => sum + (counts?.[priority].waiting ?? 0), 0);
  useEffect(() => {
    const head = state.link.is === "lost" ? `⚠ ${t.link.titleLost}` : waiting > 0 ? `(${waiting})` : "";
    document.title = `${head} ${t.lock.title} · ${siteName} · Tocsin`.trim();
  }, [state.link.is, waiting, siteName]);

  return (
    <div className="workspace locked" data-trusted={trusted(state)} data-testid="lock-screen">
      <header className="top">
        <span className="wordmark">
          <Bell /> <span>{siteName || "Tocsin"}</span>
        </span>
        <div className="top-right">
          <LinkBadge state={state} />
          <Clock />
        </div>
      </header>
      <LinkBanner state={state} />
      <ClockNote />
      {known && lateSteps !== null && lateSteps > 0 && (
        <p role="alert" className="note note-bad" data-testid="locked-late">
          <strong>{t.lock.lateSteps(lateSteps)}</strong> {t.lock.lateStepsHint}
        </p>
      )}
      <section aria-label={t.nav.tally}>
        <ul className="locked-tally" data-testid="locked-tally">
          {PRIORITIES.map((priority) => (
            <li key={priority} data-priority={priority} data-some={known && (counts?.[priority].waiting ?? 0) > 0}>
              <PrioritySymbol priority={priority} size={40} />
              <span className="tally-count">{known ? counts?.[priority].waiting : "?"}</span>
              <span className="locked-word">{t.priority[priority]}</span>
            </li>
          ))}
        </ul>
      </section>
      {blocked && <p className="note note-bad">{t.lock.soundBlocked}</p>}
      {!told && <p className="note note-bad">{t.lock.notTold}</p>}
      <UnmannedNote places={unmanned} />
      {takingOver ? (
        <div className="take-over">
          <SignIn siteName={siteName} endedAt={null} />
          <Button variant="default" onClick={() => setTakingOver(false)}>
            {t.common.cancel}
          </Button>
        </div>
      ) : (
        <Unlock session={session} onTakeOver={() => setTakingOver(true)} />
      )}
    </div>
  );
}

function Unlock({ session, onTakeOver }: { session: Session; onTakeOver: () => void }) {
  const queries = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);

  const { fields, proof, ready } = useProof(
    session.provider,
    session.unlockFactors,
    "/api/v1/session/unlock/challenge",
  );

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    const field = fieldsOf(event);
    setBusy(true);
    setError(null);
    try {
      // The server may not know yet that this screen is locked; only what it has locked it can unlock.
      await lockDesk.tell(false);
      await call("POST", "/api/v1/session/unlock", await proof(field));
      await comeBack(queries);
      lockDesk.opened();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  }

  return (
    <main className="entry">
      <div className="entry-card">
        <h1>{t.lock.title}</h1>
        <p className="lead">{t.lock.lead(session.operator.name)}</p>
        <form onSubmit={(event) => void submit(event)} aria-label={t.lock.unlock}>
          <input type="text" name="id" value={session.operator.id} readOnly hidden autoComplete="username" />
          {fields}
          <ProblemNote error={error} what={t.lock.unlockFailed} />
          <Button type="submit" loading={busy} disabled={!ready} fullWidth>
            {t.lock.unlock}
          </Button>
          <Button variant="default" fullWidth onClick={onTakeOver}>
            {t.lock.takeOver}
          </Button>
        </form>
      </div>
    </main>
  );
}
