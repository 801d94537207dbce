import { useQuery } from "@tanstack/react-query";
import { Outlet, useRouter, useRouterState } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useSound } from "../alarms/annunciator.ts";
import { PRIORITIES } from "../api/contract.ts";
import { statusQuery, troublesQuery } from "../api/queries.ts";
import { isKnown, trusted } from "../link/link.ts";
import { useLive } from "../link/use-live.ts";
import { LinkBanner, SealBanner, useTitle } from "../shell/banner.tsx";
import { Clock, ClockNote } from "../shell/clock.tsx";
import { useFollowing } from "../shell/following.ts";
import { LinkBadge } from "../shell/health.tsx";
import { Bell, PrioritySymbol } from "../shell/symbols.tsx";
import "../styles/wall.css";
import { t } from "../texts.ts";
import type { Display } from "./query.ts";
import { viewAt } from "./topmost.ts";
import { useAwake } from "./use-awake.ts";

/** A screen to look at: large, without controls, and never asleep. */
export function WallFrame({ wall }: { wall: Display | "own" }) {
  const { state, table } = useLive();
  const status = useQuery(statusQuery);
  const { blocked } = useSound();
  const path = useRouterState({ select: (router) => router.location.pathname });
  useFollowing();
  const isAwake = useAwake();
  const waiting = PRIORITIES.reduce((sum, priority) => sum + table.waiting[priority], 0);
  useTitle(waiting, status.data?.siteName ?? "", t.wall.title);
  useTurns(wall === "own" ? [] : wall.views, wall === "own" ? 30 : wall.everySec, waiting > 0);
  useLeaving(wall === "own");
  const known = isKnown(state);
  return (
    <div className="workspace wall" data-trusted={trusted(state)} data-testid="wall">
      <header className="top">
        <h1 className="wordmark">
          <Bell /> <span>{wall === "own" ? status.data?.siteName : wall.name}</span>
        </h1>
        <ul className="tally" aria-label={t.nav.tally}>
          {PRIORITIES.map((priority) => (
            <li key={priority} data-priority={priority} data-some={known && table.waiting[priority] > 0}>
              <PrioritySymbol priority={priority} size={36} />
              <span className="tally-count">{known ? table.waiting[priority] : "?"}</span>
              <span className="tally-word">{t.priority[priority]}</span>
            </li>
          ))}
        </ul>
        <div className="top-right">
          <WallHealth />
          <Clock />
        </div>
      </header>
      <LinkBanner state={state} />
      <ClockNote />
      <SealBanner seal={status.data?.seal} />
      {blocked && (
        <p className="note note-bad" role="alert">
          {t.wall.noSound}
        </p>
      )}
      {!isAwake && (
        <p className="note note-bad" role="status">
          {t.wall.maySleep}
        </p>
      )}
      <main className="page">
        {/* The alarms of a wall have no controls. Those of other pages can't be reached, and the server would refuse them. */}
        <div className="wall-page" inert={path !== "/wall"}>
          <Outlet />
        </div>
      </main>
      {wall === "own" && <footer className="wall-leave muted">{t.wall.leave}</footer>}
    </div>
  );
}

function WallHealth() {
  const { state } = useLive();
  const items = useQuery(troublesQuery).data?.items ?? [];
  return (
    <div className="wall-health">
      <LinkBadge state={state} />
      {items.length > 0 && (
        <span className="trouble-count">
          ⚠ {t.linkHealth.count(items.length)}:{" "}
          {items
            .slice(0, 3)
            .map(({ name }) => name)
            .join(", ")}
          {items.length > 3 && " …"}
        </span>
      )}
    </div>
  );
}

/** One page after the other while nothing waits; an alarm brings the alarms back at once. */
function useTurns(views: readonly string[], everySec: number, waiting: boolean): void {
  const router = useRouter();
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (waiting || views.length === 0) return setTurn(0);
    const timer = window.setInterval(() => setTurn((now) => now + 1), everySec * 1000);
    return () => window.clearInterval(timer);
  }, [waiting, views.length, everySec]);
  const view = viewAt(views, turn, waiting);
  useEffect(() => {
    if (router.state.location.pathname !== view) router.history.replace(view);
  }, [router, view]);
}

/** Whoever opened it with their own session gets back to work with Escape. */
function useLeaving(may: boolean): void {
  useEffect(() => {
    if (!may) return;
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && location.assign("/");
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [may]);
}
