import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { Root } from "./shell/root.tsx";
import { NotFound, Trouble } from "./shell/trouble.tsx";

/** What a plan's address says: what is zoomed to, or that it is edited. */
interface PlanSearch {
  readonly alarm?: number;
  /** `source/address` */
  readonly point?: string;
  readonly area?: string;
  /** Which level it opens at. */
  readonly level?: string;
  readonly edit?: true;
}

const root = createRootRoute({ component: Root, notFoundComponent: NotFound, errorComponent: Trouble });

const route = <P extends string>(path: P, component: ReturnType<typeof lazyRouteComponent>) =>
  createRoute({ getParentRoute: () => root, path, component });

const tree = root.addChildren([
  route(
    "/",
    lazyRouteComponent(() => import("./alarms/page.tsx"), "AlarmsPage"),
  ),
  route(
    "/alarms/$id",
    lazyRouteComponent(() => import("./alarms/detail.tsx"), "AlarmDetailPage"),
  ),
  createRoute({
    getParentRoute: () => root,
    path: "/plans/$id",
    component: lazyRouteComponent(() => import("./plans/plan-page.tsx"), "PlanPage"),
    validateSearch: ({ alarm, point, area, level, edit }: Record<string, unknown>): PlanSearch => ({
      ...(Number.isSafeInteger(Number(alarm)) && Number(alarm) > 0 ? { alarm: Number(alarm) } : {}),
      ...(typeof point === "string" ? { point } : {}),
      ...(typeof area === "string" ? { area } : {}),
      ...(typeof level === "string" ? { level } : {}),
      ...(edit === true || edit === "true" ? { edit: true } : {}),
    }),
  }),
  route(
    "/plans",
    lazyRouteComponent(() => import("./plans/page.tsx"), "PlansPage"),
  ),
  route(
    "/areas",
    lazyRouteComponent(() => import("./plans/areas-page.tsx"), "AreasPage"),
  ),
  route(
    "/procedures",
    lazyRouteComponent(() => import("./procedures/page.tsx"), "ProceduresPage"),
  ),
  route(
    "/journal",
    lazyRouteComponent(() => import("./journal/page.tsx"), "JournalPage"),
  ),
  route(
    "/points/$source/$point",
    lazyRouteComponent(() => import("./journal/point.tsx"), "PointTrendPage"),
  ),
  route(
    "/people",
    lazyRouteComponent(() => import("./people/page.tsx"), "PeoplePage"),
  ),
  route(
    "/people/$id",
    lazyRouteComponent(() => import("./people/person.tsx"), "PersonPage"),
  ),
  route(
    "/on-call",
    lazyRouteComponent(() => import("./on-call/page.tsx"), "OnCallPage"),
  ),
  route(
    "/on-call/$id",
    lazyRouteComponent(() => import("./on-call/schedule-page.tsx"), "SchedulePage"),
  ),
  route(
    "/my-shift",
    lazyRouteComponent(() => import("./on-call/my-shift.tsx"), "MyShiftPage"),
  ),
  route(
    "/policies",
    lazyRouteComponent(() => import("./site/policies.tsx"), "PoliciesPage"),
  ),
  route(
    "/policies/$id",
    lazyRouteComponent(() => import("./policies/policy-page.tsx"), "PolicyPage"),
  ),
  route(
    "/simulate",
    lazyRouteComponent(() => import("./site/simulate.tsx"), "SimulatePage"),
  ),
  route(
    "/sources",
    lazyRouteComponent(() => import("./sources/sources.tsx"), "SourcesPage"),
  ),
  route(
    "/sources/$id",
    lazyRouteComponent(() => import("./sources/source.tsx"), "SourcePage"),
  ),
  route(
    "/points",
    lazyRouteComponent(() => import("./points/page.tsx"), "PointsPage"),
  ),
  route(
    "/documents",
    lazyRouteComponent(() => import("./site/documents-page.tsx"), "DocumentsPage"),
  ),
  route(
    "/files",
    lazyRouteComponent(() => import("./files/page.tsx"), "FilesPage"),
  ),
  route(
    "/kept-history",
    lazyRouteComponent(() => import("./keeping/page.tsx"), "KeepingPage"),
  ),
  route(
    "/setup",
    lazyRouteComponent(() => import("./setup/page.tsx"), "SetupPage"),
  ),
  route(
    "/channels",
    lazyRouteComponent(() => import("./sources/channels.tsx"), "ChannelsPage"),
  ),
  route(
    "/deliveries",
    lazyRouteComponent(() => import("./deliveries/page.tsx"), "DeliveriesPage"),
  ),
  route(
    "/numbers",
    lazyRouteComponent(() => import("./numbers/page.tsx"), "NumbersPage"),
  ),
  route(
    "/reports",
    lazyRouteComponent(() => import("./numbers/reports.tsx"), "ReportsPage"),
  ),
  route(
    "/drills",
    lazyRouteComponent(() => import("./drills/page.tsx"), "DrillsPage"),
  ),
  route(
    "/message-templates",
    lazyRouteComponent(() => import("./templates/page.tsx"), "MessageTemplatesPage"),
  ),
  route(
    "/pronunciation",
    lazyRouteComponent(() => import("./speech/page.tsx"), "PronunciationPage"),
  ),
  route(
    "/audit-trail",
    lazyRouteComponent(() => import("./audit/page.tsx"), "AuditPage"),
  ),
  route(
    "/profile",
    lazyRouteComponent(() => import("./profile/page.tsx"), "ProfilePage"),
  ),
  route(
    "/wall",
    lazyRouteComponent(() => import("./wall/alarms.tsx"), "WallAlarms"),
  ),
  route(
    "/screen",
    lazyRouteComponent(() => import("./screen/page.tsx"), "ScreenPage"),
  ),
  route(
    "/sessions",
    lazyRouteComponent(() => import("./sessions/page.tsx"), "SessionsPage"),
  ),
  route(
    "/workstations",
    lazyRouteComponent(() => import("./workstations/page.tsx"), "WorkstationsPage"),
  ),
  route(
    "/hand-over",
    lazyRouteComponent(() => import("./watch/page.tsx"), "HandOverPage"),
  ),
  route(
    "/approvals",
    lazyRouteComponent(() => import("./approvals/page.tsx"), "ApprovalsPage"),
  ),
  route(
    "/operators",
    lazyRouteComponent(() => import("./operators/page.tsx"), "OperatorsPage"),
  ),
  route(
    "/roles",
    lazyRouteComponent(() => import("./operators/roles.tsx"), "RolesPage"),
  ),
  route(
    "/access-review",
    lazyRouteComponent(() => import("./operators/review.tsx"), "AccessReviewPage"),
  ),
  route(
    "/sign-in-rules",
    lazyRouteComponent(() => import("./operators/sign-in-rules.tsx"), "SignInRulesPage"),
  ),
  route(
    "/break-glass",
    lazyRouteComponent(() => import("./operators/break-glass.tsx"), "BreakGlassPage"),
  ),
  route(
    "/directories",
    lazyRouteComponent(() => import("./site/directories.tsx"), "DirectoriesPage"),
  ),
  route(
    "/joining",
    lazyRouteComponent(() => import("./joining/page.tsx"), "JoiningPage"),
  ),
  route(
    "/trust",
    lazyRouteComponent(() => import("./trust/page.tsx"), "TrustPage"),
  ),
  route(
    "/modules",
    lazyRouteComponent(() => import("./modules/page.tsx"), "ModulesPage"),
  ),
  route(
    "/ports",
    lazyRouteComponent(() => import("./ports/page.tsx"), "PortsPage"),
  ),
  route(
    "/tokens",
    lazyRouteComponent(() => import("./tokens/page.tsx"), "TokensPage"),
  ),
]);

export const router = createRouter({
  routeTree: tree,
  defaultPreload: "intent",
  scrollRestoration: true,
  // It is what scrolls: a page begins at its beginning.
  scrollToTopSelectors: ["#page"],
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
