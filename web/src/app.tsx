import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import { messageOf, onLocked, onSignedOut, Problem } from "./api/client.ts";
import { changeSession, sessionQuery, statusQuery } from "./api/queries.ts";
import { AskReason } from "./approvals/ask-reason.tsx";
import { ChangePassword } from "./entry/change-password.tsx";
import { useSignInElsewhere } from "./entry/elsewhere.ts";
import { Enrolment } from "./entry/enrolment.tsx";
import { SetUpFactor } from "./entry/set-up-factor.tsx";
import { SignIn } from "./entry/sign-in.tsx";
import { CameBack, cameBack } from "./factor/provider.tsx";
import { StepUp } from "./factor/step-up.tsx";
import { useTrusted } from "./link/use-live.ts";
import { lockDesk, useLock } from "./lock/lock-desk.ts";
import { LockScreen } from "./lock/lock-screen.tsx";
import { UnmannedNote } from "./lock/unmanned.tsx";
import { useIdle } from "./lock/use-idle.ts";
import { router } from "./router.tsx";
import { lookDesk } from "./screen/look-desk.tsx";
import { useOwnWindow } from "./screen/windows.ts";
import { removedDesk } from "./site/removed.ts";
import { t } from "./texts.ts";
import { onClockSet, serverNow } from "./time.ts";
import { unsent } from "./unsent.ts";
import { WallEntry } from "./wall/entry.tsx";
import { opensWall, Wall, wallQuery } from "./wall/query.ts";

/** Decides what an unknown visitor sees: nothing before the server has spoken, then enrolment, sign-in or the workspace. */
export function App() {
  const [again] = useState(() => cameBack(location.search));
  return again === null ? <Visitor /> : <CameBack outcome={again} />;
}

function Visitor() {
  const queries = useQueryClient();
  const [endedAt, setEndedAt] = useState<number | null>(null);
  // A server that was lost may have handed over: the one that stands by there says who goes on.
  const lost = !useTrusted() && Boolean(queries.getQueryData(sessionQuery.queryKey));
  const status = useQuery({ ...statusQuery, refetchInterval: lost ? 3000 : 30_000 });
  const session = useQuery({ ...sessionQuery, enabled: status.data?.enrolled === true });

  const wall = useQuery({ ...wallQuery, enabled: session.data === null });
  const lock = useLock();
  useOwnWindow();
  const isNobody = session.data === null && !wall.data?.display;
  useSignInElsewhere(session.data?.operator.id ?? null, isNobody);
  useEffect(() => onClockSet(() => void queries.invalidateQueries({ queryKey: statusQuery.queryKey })), [queries]);

  useEffect(() => {
    onLocked(() => lockDesk.lockedByServer());
    onSignedOut(() => {
      unsent.interrupted();
      lockDesk.opened();
      if (queries.getQueryData(sessionQuery.queryKey)) setEndedAt(serverNow());
      changeSession(queries, null);
      // A display may have been let go.
      void queries.invalidateQueries({ queryKey: wallQuery.queryKey });
    });
  }, [queries]);
  const operator = session.data?.operator.id;
  useEffect(() => {
    if (operator === undefined) return;
    unsent.belongsTo(operator);
    lookDesk.follow(operator);
    removedDesk.note(null);
  }, [operator]);

  useEffect(() => {
    const { mode, otherCore } = status.data ?? {};
    if (mode !== "standby" || !otherCore) return;
    // Nobody may sit at this screen: a question whether to leave would keep it from the alarms.
    unsent.abandon();
    location.replace(otherCore);
  }, [status.data]);

  if (session.data && (lock.locked || session.data.lockedAt !== null)) {
    return <LockScreen session={session.data} siteName={status.data?.siteName ?? ""} />;
  }
  if (session.data) {
    return (
      <>
        <IdleWatch lockAfterMs={session.data.lockAfterMs} />
        {session.data.mustSetUpFactor ? (
          <SetUpFactor operator={session.data.operator.id} />
        ) : session.data.mustChangePassword ? (
          <ChangePassword operator={session.data.operator.id} />
        ) : (
          <Wall value={opensWall ? "own" : null}>
            <RouterProvider router={router} />
          </Wall>
        )}
        <StepUp />
        <AskReason />
      </>
    );
  }
  if (!status.data) {
    return status.error ? <Unreachable error={status.error} retry={() => void status.refetch()} /> : <Waiting />;
  }
  if (!status.data.enrolled) return <Enrolment />;
  if (session.data === null && wall.data?.display) {
    return (
      <Wall value={wall.data.display}>
        <RouterProvider router={router} />
      </Wall>
    );
  }
  if (session.data === null) {
    if (!wall.data)
      return wall.error ? <Unreachable error={wall.error} retry={() => void wall.refetch()} /> : <Waiting />;
    if (opensWall) return <WallEntry />;
    return (
      <>
        <UnmannedNote places={lock.unmanned} />
        <SignIn siteName={status.data.siteName} endedAt={endedAt} />
      </>
    );
  }
  return session.error ? <Unreachable error={session.error} retry={() => void session.refetch()} /> : <Waiting />;
}

function IdleWatch({ lockAfterMs }: { lockAfterMs: number }) {
  useIdle(lockAfterMs);
  return null;
}

function Waiting() {
  return (
    <Plain title={t.link.connecting}>
      <p role="status">{t.link.connecting}</p>
    </Plain>
  );
}

function Unreachable({ error, retry }: { error: Error; retry: () => void }) {
  const silent = error instanceof Problem && error.status === 0;
  return (
    <Plain title={t.link.noConnectionTitle}>
      <div role="alert" className="unreachable">
        <h1>{silent ? t.link.unreachable : t.link.serverTrouble}</h1>
        <p>{messageOf(error)}</p>
        <p>{t.link.unreachableHint}</p>
        <Button onClick={retry} color="dark">
          {t.link.tryNow}
        </Button>
      </div>
    </Plain>
  );
}

function Plain({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Tocsin`;
  }, [title]);
  return <main className="starting">{children}</main>;
}
