import { useMantineColorScheme } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { soundDesk } from "../alarms/annunciator.ts";
import { waitsForAcknowledgement } from "../alarms/order.ts";
import type { FeedMessage, Priority } from "../api/contract.ts";
import { PRIORITIES } from "../api/contract.ts";
import { sessionQuery, statusQuery } from "../api/queries.ts";
import { ApprovalsBadge } from "../approvals/badge.tsx";
import { trusted } from "../link/link.ts";
import { live } from "../link/live.ts";
import { useLive } from "../link/use-live.ts";
import { lockDesk } from "../lock/lock-desk.ts";
import type { Permission } from "../operators/contract.ts";
import { useMay } from "../operators/queries.ts";
import { LANGUAGES, type Language, language, speak } from "../texts/language.ts";
import { t } from "../texts.ts";
import { HandOverBadge } from "../watch/badge.tsx";
import { leave } from "../watch/leave.ts";
import { HAND_OVERS } from "../watch/queries.ts";
import { Banner, PushBanner, SealBanner, useTitle } from "./banner.tsx";
import { LinkBadge } from "./link-badge.tsx";
import { SoundButton } from "./sound-button.tsx";
import { Bell, PrioritySymbol } from "./symbols.tsx";

/** Everything around a page: what must be in view whatever the operator is doing. */
export function Workspace() {
  const { state, table } = useLive();
  const status = useQuery(statusQuery);
  useFollowing();

  const waiting = useMemo(() => {
    const counts = Object.fromEntries(PRIORITIES.map((priority) => [priority, 0])) as Record<Priority, number>;
    for (const { view } of table.rows.values()) if (waitsForAcknowledgement(view)) counts[view.priority]++;
    return counts;
  }, [table]);
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
              <span className="tally-count">{known ? waiting[priority] : "?"}</span>
              <span className="tally-word">{t.priority[priority]}</span>
            </li>
          ))}
        </ul>
        <div className="top-right">
          <SoundButton />
          <LinkBadge />
        </div>
      </header>
      <Banner />
      <SealBanner seal={status.data?.seal} />
      <PushBanner />
      <div className="below">
        <Navigation />
        <main id="page" className="page" tabIndex={-1}>
          <Outlet />
        </main>
      </div>
    </div>
  );
}

const PAGES = [
  ["/", t.nav.alarms],
  ["/people", t.nav.people],
  ["/on-call", t.nav.onCall],
  ["/policies", t.nav.policies],
  ["/simulate", t.nav.simulate],
  ["/sources", t.nav.sources],
  ["/channels", t.nav.channels],
  ["/deliveries", t.nav.deliveries],
  ["/message-templates", t.nav.messageTemplates],
  ["/pronunciation", t.nav.pronunciation],
  ["/drills", t.nav.drills],
  ["/hand-over", t.nav.handOver, "alarms:acknowledge"],
  ["/approvals", t.nav.approvals],
  ["/audit-trail", t.nav.audit, "audit:read"],
  ["/operators", t.nav.operators, "operators:read"],
  ["/roles", t.nav.roles, "operators:read"],
  ["/access-review", t.nav.review, "operators:read"],
  ["/sign-in-rules", t.nav.signInRules, "security:write"],
  ["/break-glass", t.nav.breakGlass, "operators:read"],
  ["/directories", t.nav.directories, "security:write"],
  ["/modules", t.nav.modules, "site:read"],
  ["/trust", t.nav.trust, "site:read"],
  ["/joining", t.nav.joining, "security:write"],
  ["/ports", t.nav.ports, "metrics:read"],
  ["/tokens", t.nav.tokens, "tokens:write"],
  ["/sessions", t.nav.sessions, "operators:read"],
  ["/workstations", t.nav.workstations],
] as const satisfies readonly (readonly [path: string, label: string, needs?: Permission])[];

function Navigation() {
  const queries = useQueryClient();
  const session = useQuery(sessionQuery);
  const navigate = useNavigate();
  const may = useMay();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [open, setOpen] = useState(false);
  const path = useRouterState({ select: (state) => state.location.pathname });
  // biome-ignore lint: the menu closes whenever the page changes
  useEffect(() => setOpen(false), [path]);

  async function signOut(): Promise<void> {
    if (!(await leave(queries))) await navigate({ to: "/hand-over" });
  }

  return (
    <nav className="nav" data-open={open} aria-label={t.nav.title}>
      <button type="button" className="nav-toggle" aria-expanded={open} onClick={() => setOpen(!open)}>
        ☰ {t.nav.menu}:{" "}
        {PAGES.find(([to]) => (to === "/" ? path === "/" || path.startsWith("/alarms") : path.startsWith(to)))?.[1]}
      </button>
      <ul>
        {PAGES.filter(([, , needs]) => needs === undefined || may(needs)).map(([to, label]) => (
          <li key={to}>
            <Link to={to} activeOptions={{ exact: to === "/" }} activeProps={{ "aria-current": "page" }}>
              {label}
              {to === "/approvals" && <ApprovalsBadge />}
              {to === "/hand-over" && <HandOverBadge />}
            </Link>
          </li>
        ))}
      </ul>
      <div className="nav-foot">
        <label>
          {t.nav.look}
          <select
            value={colorScheme}
            onChange={(event) => setColorScheme(event.target.value as "auto" | "light" | "dark")}
          >
            <option value="auto">{t.nav.lookAuto}</option>
            <option value="light">{t.nav.lookLight}</option>
            <option value="dark">{t.nav.lookDark}</option>
          </select>
        </label>
        <label>
          {t.nav.language}
          <select value={language} onChange={(event) => speak(event.target.value as Language)}>
            {Object.entries(LANGUAGES).map(([tag, name]) => (
              <option key={tag} value={tag} lang={tag}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <p>
          <Link to="/profile">{session.data?.operator.name}</Link>
          <span className="muted">
            {" "}
            · {session.data?.operator.roles.map(({ role }) => t.role[role] ?? role).join(", ")}
          </span>
        </p>
        <button type="button" className="text-button" title={t.lock.keys} onClick={() => lockDesk.lock(false)}>
          {t.lock.lock}
        </button>
        <button type="button" className="text-button" onClick={() => void signOut()}>
          {t.nav.signOut}
        </button>
      </div>
    </nav>
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
      return ['["sources"]'];
    case "channel":
      return ['["channels"]'];
    case "module":
      return ['["modules"]'];
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
