import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, Outlet } from "@tanstack/react-router";
import { useEffect } from "react";
import { soundDesk } from "../alarms/annunciator.ts";
import type { FeedMessage } from "../api/contract.ts";
import { PRIORITIES } from "../api/contract.ts";
import { statusQuery } from "../api/queries.ts";
import { trusted } from "../link/link.ts";
import { live } from "../link/live.ts";
import { useLive } from "../link/use-live.ts";
import { isOwnWindow } from "../screen/windows.ts";
import { t } from "../texts.ts";
import { HAND_OVERS } from "../watch/queries.ts";
import { Banner, PushBanner, SealBanner, useTitle } from "./banner.tsx";
import { Clock, ClockNote } from "./clock.tsx";
import { Health } from "./health.tsx";
import { Navigation } from "./navigation.tsx";
import { Overlays, Tour } from "./overlays.tsx";
import { SoundButton } from "./sound-button.tsx";
import { Bell, PrioritySymbol } from "./symbols.tsx";
import { Tools } from "./tools.tsx";

/** Everything around a page: what must be in view whatever the operator is doing. */
export function Workspace() {
  const { state, table, unlistedWait } = useLive();
  const status = useQuery(statusQuery);
  useFollowing();

  const { waiting } = table;
  const siteName = status.data?.siteName ?? "";
  useTitle(
    PRIORITIES.reduce((sum, priority) => sum + waiting[priority], 0),
    siteName,
  );

  const known = state.link.is === "live" || (state.link.is === "lost" && state.link.goodAt !== null);
  return (
    <div className="workspace" data-trusted={trusted(state)}>
      <a className="skip" href="#page">
        {t.nav.skip}
      </a>
      <header className="top">
        <Link to="/" className="wordmark">
          <Bell /> <span>{siteName || "Tocsin"}</span>
        </Link>
        <ul className="tally" aria-label={t.nav.tally}>
          {PRIORITIES.map((priority) => (
            <li key={priority} data-priority={priority} data-some={known && waiting[priority] > 0}>
              <PrioritySymbol priority={priority} size={16} />
              <span className="tally-count">{known ? `${waiting[priority]}${unlistedWait ? "+" : ""}` : "?"}</span>
              <span className="tally-word">{t.priority[priority]}</span>
            </li>
          ))}
        </ul>
        <div className="top-right">
          {!isOwnWindow && <Tools />}
          <SoundButton />
          <Health seal={status.data?.seal} />
          <Clock />
        </div>
      </header>
      <Banner />
      <ClockNote />
      <SealBanner seal={status.data?.seal} />
      <PushBanner />
      {!isOwnWindow && <Tour />}
      <div className="below">
        {!isOwnWindow && <Navigation />}
        <main id="page" className="page" tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <Overlays />
    </div>
  );
}

/** Follows the server while somebody is signed in, and renews what the feed says has changed. */
function useFollowing(): void {
  const queries = useQueryClient();
  useEffect(() => {
    live.start();
    soundDesk.start();
    const leave = live.listen((messages) => {
      if (messages.length === 0) {
        void queries.invalidateQueries({
          predicate: (query) => !["session", "status"].includes(String(query.queryKey[0])),
        });
        return;
      }
      const keys = new Set(messages.flatMap(keysOf));
      for (const key of keys) void queries.invalidateQueries({ queryKey: JSON.parse(key) as unknown[] });
    });
    return () => {
      leave();
      soundDesk.stop();
      live.stop();
    };
  }, [queries]);
}

function keysOf(message: FeedMessage): string[] {
  switch (message.topic) {
    case "alarm":
      return [JSON.stringify(["alarm", message.data.id])];
    case "callout":
    case "notification":
      return [JSON.stringify(["alarm", message.data.alarm])];
    case "source":
      return ['["sources"]', '["troubles"]'];
    case "channel":
      return ['["channels"]', '["troubles"]'];
    case "module":
      return ['["modules"]', '["troubles"]'];
    case "trust":
      return ['["trust"]'];
    case "site":
      return ['["site"]', '["methods"]', '["sources"]', '["channels"]'];
    case "health":
      return ['["status"]'];
    case "approval":
      return ['["approvals"]'];
    case "hand-over":
      return [JSON.stringify([HAND_OVERS])];
    case "session":
      return ['["session"]'];
  }
}
