import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { sessionQuery } from "../api/queries.ts";
import { ApprovalsBadge } from "../approvals/badge.tsx";
import { lockDesk } from "../lock/lock-desk.ts";
import { SwapsBadge } from "../on-call/badge.tsx";
import { useMay } from "../operators/queries.ts";
import { useMachine } from "../screen/look-desk.tsx";
import { LANGUAGES, type Language, language, speak } from "../texts/language.ts";
import { t } from "../texts.ts";
import { HandOverBadge } from "../watch/badge.tsx";
import { leave } from "../watch/leave.ts";
import { overlayDesk } from "./overlay.ts";
import { PAGE_GROUPS, PAGES, type Page } from "./pages.ts";

const FOLDED = "tocsin folded groups";

/** The pages that whoever is signed in may open: beside the page, on a phone as a bar below it with a drawer. */
export function Navigation() {
  const may = useMay();
  const [open, setOpen] = useState(false);
  const toggle = useRef<HTMLButtonElement>(null);
  const isNarrow = useMachine("(max-width: 799px)");
  const path = useRouterState({ select: (state) => state.location.pathname });
  // biome-ignore lint: the drawer closes whenever the page changes
  useEffect(() => setOpen(false), [path]);

  const pages = PAGES.filter(({ needs }) => needs === undefined || may(needs));
  return (
    <nav
      className="nav"
      data-open={open}
      aria-label={t.nav.title}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !open) return;
        setOpen(false);
        toggle.current?.focus();
      }}
    >
      {isNarrow && (
        <div className="nav-bar">
          {pages
            .filter(({ thumb }) => thumb)
            .map((page) => (
              <PageLink key={page.path} page={page} />
            ))}
          <button type="button" onClick={() => overlayDesk.show("palette")}>
            {t.palette.open}
          </button>
          <button ref={toggle} type="button" className="nav-toggle" aria-expanded={open} onClick={() => setOpen(!open)}>
            ☰ {t.nav.menu}
          </button>
        </div>
      )}
      <div className="nav-drawer">
        <Groups pages={pages} />
        <Foot />
      </div>
    </nav>
  );
}

function Groups({ pages }: { pages: readonly Page[] }) {
  const [folded, setFolded] = useState<ReadonlySet<string>>(
    () => new Set((localStorage.getItem(FOLDED) ?? "").split(" ")),
  );
  function fold(group: string): void {
    const next = new Set(folded);
    if (!next.delete(group)) next.add(group);
    localStorage.setItem(FOLDED, [...next].join(" "));
    setFolded(next);
  }
  return (
    <ul className="nav-groups">
      {PAGE_GROUPS.map((group) => {
        const own = pages.filter((page) => page.group === group);
        if (own.length === 0) return null;
        const isOpen = !folded.has(group);
        return (
          <li key={group}>
            <button type="button" className="nav-group" aria-expanded={isOpen} onClick={() => fold(group)}>
              {t.pageGroup[group]}
            </button>
            <ul hidden={!isOpen}>
              {own.map((page) => (
                <li key={page.path}>
                  <PageLink page={page} />
                </li>
              ))}
            </ul>
          </li>
        );
      })}
    </ul>
  );
}

function PageLink({ page: { path, label } }: { page: Page }) {
  return (
    <Link to={path} activeOptions={{ exact: path === "/" }} activeProps={{ "aria-current": "page" }}>
      {label}
      {path === "/approvals" && <ApprovalsBadge />}
      {path === "/hand-over" && <HandOverBadge />}
      {path === "/my-shift" && <SwapsBadge />}
    </Link>
  );
}

function Foot() {
  const queries = useQueryClient();
  const session = useQuery(sessionQuery);
  const navigate = useNavigate();

  async function signOut(): Promise<void> {
    if (!(await leave(queries))) await navigate({ to: "/hand-over" });
  }

  return (
    <div className="nav-foot">
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
      <button type="button" className="text-button" title="F1" onClick={() => overlayDesk.show("help")}>
        {t.nav.help}
      </button>
      <button type="button" className="text-button" title={t.lock.keys} onClick={() => lockDesk.lock(false)}>
        {t.lock.lock}
      </button>
      <button type="button" className="text-button" onClick={() => void signOut()}>
        {t.nav.signOut}
      </button>
    </div>
  );
}
