import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { PRIORITIES } from "../api/contract.ts";
import { statusQuery } from "../api/queries.ts";
import { OverdueBanner } from "../incident/overdue.tsx";
import { isKnown } from "../link/link.ts";
import { useLive, useTrusted } from "../link/use-live.ts";
import { OwnWindowNote } from "../screen/own-window-note.tsx";
import { isOwnWindow } from "../screen/windows.ts";
import { SetupInvitation } from "../setup/invitation.tsx";
import { t } from "../texts.ts";
import { Banner, PushBanner, SealBanner, useTitle } from "./banner.tsx";
import { Clock, ClockNote } from "./clock.tsx";
import { useFollowing } from "./following.ts";
import { Health } from "./health.tsx";
import { LeaveGuard } from "./leave-guard.tsx";
import { Navigation } from "./navigation.tsx";
import { Overlays, Removed, Tour } from "./overlays.tsx";
import { pageAt } from "./pages.ts";
import { SoundButton } from "./sound-button.tsx";
import { SoundNote } from "./sound-note.tsx";
import { Bell, PrioritySymbol } from "./symbols.tsx";
import { Tools } from "./tools.tsx";

/** Everything around a page: what must be in view whatever the operator is doing. */
export function Workspace() {
  const isTrusted = useTrusted();
  const status = useQuery(statusQuery);
  useFollowing();
  const siteName = status.data?.siteName ?? "";
  return (
    <div className="workspace" data-trusted={isTrusted}>
      <a className="skip" href="#page">
        {t.nav.skip}
      </a>
      <header className="top">
        <Link to="/" className="wordmark">
          <Bell /> <span>{siteName || "Tocsin"}</span>
        </Link>
        <Tally siteName={siteName} />
        <div className="top-right">
          {!isOwnWindow && <Tools />}
          <SoundButton />
          <Health seal={status.data?.seal} />
          <Clock />
        </div>
      </header>
      <Banner />
      {isOwnWindow && <OwnWindowNote />}
      <ClockNote />
      <SealBanner seal={status.data?.seal} />
      <OverdueBanner />
      <PushBanner />
      <SetupInvitation />
      {!isOwnWindow && <Tour />}
      <div className="below">
        {!isOwnWindow && <Navigation />}
        <div className="page-area">
          <main id="page" className="page" tabIndex={-1}>
            <Outlet />
          </main>
          <Removed />
          <SoundNote />
        </div>
      </div>
      <Overlays />
      <LeaveGuard />
    </div>
  );
}

/** How many alarms wait, by priority; in the tab's title too. */
function Tally({ siteName }: { siteName: string }) {
  const { state, table, unlistedWait } = useLive();
  const { waiting } = table;
  const page = useRouterState({ select: ({ location }) => pageAt(location.pathname)?.label });
  useTitle(
    PRIORITIES.reduce((sum, priority) => sum + waiting[priority], 0),
    siteName,
    page,
  );
  const known = isKnown(state);
  return (
    <ul className="tally" aria-label={t.nav.tally}>
      {PRIORITIES.map((priority) => (
        <li key={priority} data-priority={priority} data-some={known && waiting[priority] > 0}>
          <PrioritySymbol priority={priority} size={16} />
          <span className="tally-count">{known ? `${waiting[priority]}${unlistedWait ? "+" : ""}` : "?"}</span>
          <span className="tally-word">{t.priority[priority]}</span>
        </li>
      ))}
    </ul>
  );
}
