import type { Permission } from "../operators/contract.ts";
import { t } from "../texts.ts";

/** What people come for, in the order in which the navigation shows it. */
export const PAGE_GROUPS = ["watch", "respond", "site", "people", "security", "server"] as const;
type PageGroup = (typeof PAGE_GROUPS)[number];

export interface Page {
  readonly path: string;
  readonly label: string;
  readonly group: PageGroup;
  /** Without this right somewhere, the page isn't offered. */
  readonly needs?: Permission;
  /** In the bar under the thumb on a phone: four at most. */
  readonly thumb?: true;
}

/** Every page that can be gone to, for the navigation and the command palette. */
export const PAGES: readonly Page[] = [
  { path: "/", label: t.nav.alarms, group: "watch", thumb: true },
  { path: "/journal", label: t.nav.journal, group: "watch" },
  { path: "/hand-over", label: t.nav.handOver, group: "watch", needs: "alarms:acknowledge", thumb: true },
  { path: "/screen", label: t.nav.screen, group: "watch" },
  { path: "/numbers", label: t.nav.numbers, group: "watch", needs: "alarms:read" },
  { path: "/plans", label: t.nav.plans, group: "watch", needs: "site:read" },
  { path: "/areas", label: t.nav.areas, group: "watch", needs: "site:read" },

  { path: "/on-call", label: t.nav.onCall, group: "respond", thumb: true },
  { path: "/my-shift", label: t.nav.myShift, group: "respond" },
  { path: "/policies", label: t.nav.policies, group: "respond" },
  { path: "/simulate", label: t.nav.simulate, group: "respond" },
  { path: "/procedures", label: t.nav.procedures, group: "respond" },
  { path: "/channels", label: t.nav.channels, group: "respond" },
  { path: "/deliveries", label: t.nav.deliveries, group: "respond" },
  { path: "/message-templates", label: t.nav.messageTemplates, group: "respond" },
  { path: "/pronunciation", label: t.nav.pronunciation, group: "respond" },
  { path: "/drills", label: t.nav.drills, group: "respond" },
  { path: "/reports", label: t.nav.reports, group: "respond" },

  { path: "/setup", label: t.checklist.title, group: "site", needs: "site:write" },
  { path: "/sources", label: t.nav.sources, group: "site" },
  { path: "/points", label: t.nav.points, group: "site" },
  { path: "/documents", label: t.nav.documents, group: "site" },
  { path: "/files", label: t.nav.files, group: "site", needs: "site:read" },
  { path: "/workstations", label: t.nav.workstations, group: "site" },

  { path: "/people", label: t.nav.people, group: "people" },
  { path: "/operators", label: t.nav.operators, group: "people", needs: "operators:read" },
  { path: "/roles", label: t.nav.roles, group: "people", needs: "operators:read" },
  { path: "/access-review", label: t.nav.review, group: "people", needs: "operators:read" },
  { path: "/sessions", label: t.nav.sessions, group: "people", needs: "operators:read" },
  { path: "/directories", label: t.nav.directories, group: "people", needs: "security:write" },

  { path: "/approvals", label: t.nav.approvals, group: "security" },
  { path: "/audit-trail", label: t.nav.audit, group: "security", needs: "audit:read" },
  { path: "/sign-in-rules", label: t.nav.signInRules, group: "security", needs: "security:write" },
  { path: "/break-glass", label: t.nav.breakGlass, group: "security", needs: "operators:read" },
  { path: "/tokens", label: t.nav.tokens, group: "security", needs: "tokens:write" },

  { path: "/kept-history", label: t.nav.keeping, group: "server", needs: "site:read" },
  { path: "/modules", label: t.nav.modules, group: "server", needs: "site:read" },
  { path: "/trust", label: t.nav.trust, group: "server", needs: "site:read" },
  { path: "/joining", label: t.nav.joining, group: "server", needs: "security:write" },
  { path: "/ports", label: t.nav.ports, group: "server", needs: "metrics:read" },
];

/** The page that an address belongs to: the one whose path is the longest part of it. An alarm belongs to the alarms. */
export function pageAt(address: string): Page | undefined {
  const meant = address === "/alarms" || address.startsWith("/alarms/") ? "/" : address;
  let found: Page | undefined;
  for (const page of PAGES) {
    const isHere = page.path === meant || (page.path !== "/" && meant.startsWith(`${page.path}/`));
    if (isHere && page.path.length > (found?.path.length ?? 0)) found = page;
  }
  return found;
}
