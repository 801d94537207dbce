import type { Permission } from "#operators/permissions.ts";

/** Whose object an address names. */
export type Place = "own" | "foreign";

export interface Entry {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly url: string;
  readonly needs: Permission | "open" | "somebody" | "machine";
  /** The right must hold in all partitions. */
  readonly everywhere?: true;
  /** Fills the address with an object of a partition; then a foreign one must look as if it did not exist. */
  readonly at?: (place: Place) => string;
  /** Which right lets somebody see that object. */
  readonly sees?: Permission;
  /** Which right acts on it, where that follows from the object and not from the route. */
  readonly acts?: Permission;
  readonly body?: object | ((place: Place) => object);
  /** It lets everybody in and judges by itself with this right, in all partitions. */
  readonly itself?: Permission;
  /** Whoever is let in gets a stream that does not end by itself. */
  readonly streams?: true;
  /** It knows no sessions, only tokens: to whoever signed in it answers as to a stranger. */
  readonly programs?: true;
}

/** Whoever is let in is told that it is not valid, and nothing is done. */
const INVALID = { walked: true };

const rows: Entry[] = [];

function on(
  needs: Entry["needs"],
  more: Omit<Entry, "method" | "url" | "needs"> | null,
  ...routes: readonly `${Entry["method"]} ${string}`[]
): void {
  for (const route of routes) {
    const [method, url] = route.split(" ") as [Entry["method"], string];
    rows.push({ method, url, needs, ...more });
  }
}

export const PARTITION = { own: "north", foreign: "south" } as const;
/** Ids of the two alarms, known once they were raised. */
export const ALARM: Record<Place, number> = { own: 0, foreign: 0 };

const document = (kind: string, id: string) => (place: Place) =>
  `/api/v1/site/${kind}/${id.replace("*", PARTITION[place])}`;
const alarm = (verb: string) => ({
  at: (place: Place) => `/api/v1/alarms/${ALARM[place]}${verb}`,
  sees: "alarms:read" as const,
});
const operator = (verb = "") => ({
  at: (place: Place) => `/api/v1/operators/target.${PARTITION[place]}${verb}`,
  sees: "operators:write" as const,
});
const person = (verb: string) => ({
  at: (place: Place) => `/api/v1/persons/person-${PARTITION[place]}/methods${verb}`,
  sees: "site:read" as const,
});

on("open", null, "GET /api/v1/status", "GET /health/live", "GET /health/ready", "GET /api/v1/openapi.json");
on("open", null, "POST /api/v1/enrolment", "POST /api/v1/session", "GET /r/:token", "POST /r/:token");
on("open", { itself: "metrics:read" }, "GET /metrics");
on("open", { programs: true }, "POST /api/v1/events");
on("machine", null, "POST /api/v1/enrolment/code");
on("machine", null, "POST /api/v1/trust/tokens");
on("security:write", { everywhere: true }, "GET /api/v1/trust/window", "DELETE /api/v1/trust/window");
on("security:write", { everywhere: true, body: INVALID }, "POST /api/v1/trust/window");
on("security:write", { everywhere: true }, "GET /api/v1/trust/joining", "DELETE /api/v1/trust/joining");
on("security:write", { everywhere: true, body: INVALID }, "POST /api/v1/trust/joining");
on("security:write", { everywhere: true, body: INVALID }, "POST /api/v1/trust/joining/test");
on("security:write", { everywhere: true, body: INVALID }, "POST /api/v1/trust/joining/digits");
on("site:read", { everywhere: true }, "GET /api/v1/trust", "GET /api/v1/trust/deny-list");
on("security:write", { everywhere: true, body: INVALID }, "POST /api/v1/trust/denials", "POST /api/v1/trust/renewal");
on("security:write", { everywhere: true }, "POST /api/v1/trust/web-request", "DELETE /api/v1/trust/web-certificate");
on("security:write", { everywhere: true, body: INVALID }, "PUT /api/v1/trust/web-certificate");
on("security:write", { everywhere: true, body: INVALID }, "POST /api/v1/trust/reset");
on("security:write", { everywhere: true, body: INVALID }, "POST /api/v1/trust/issuing");
on("security:write", { everywhere: true, body: INVALID }, "POST /api/v1/trust/change-over");
on("security:write", { everywhere: true, body: INVALID }, "POST /api/v1/trust/change-over/end");
on("security:write", { everywhere: true }, "DELETE /api/v1/trust/denials");
on("security:write", { everywhere: true }, "POST /api/v1/trust/window/words", "DELETE /api/v1/trust/window/run");

on(
  "alarms:read",
  null,
  "GET /api/v1/alarms",
  "GET /api/v1/events",
  "GET /api/v1/events/count",
  "GET /api/v1/events/codes",
  "GET /api/v1/transitions",
);
on("alarms:read", { at: () => "/api/v1/events/export?format=walked" }, "GET /api/v1/events/export");
on("alarms:read", { at: () => "/api/v1/transitions/export?format=walked" }, "GET /api/v1/transitions/export");
on("alarms:read", { at: () => "/api/v1/events/none" }, "GET /api/v1/events/:id");
on(
  "alarms:read",
  { at: () => "/api/v1/points/nowhere/x/values?from=2&to=1" },
  "GET /api/v1/points/:source/:point/values",
);
on("alarms:read", { at: () => `/api/v1/feed?after=${"x".repeat(101)}` }, "GET /api/v1/feed");
on("alarms:read", alarm(""), "GET /api/v1/alarms/:id");
const seen = { occurrence: 99, sequence: 99 };
on("alarms:acknowledge", { ...alarm("/acknowledge"), body: seen }, "POST /api/v1/alarms/:id/acknowledge");
on("alarms:acknowledge", { ...alarm("/unacknowledge"), body: seen }, "POST /api/v1/alarms/:id/unacknowledge");
on("alarms:reset", alarm("/reset"), "POST /api/v1/alarms/:id/reset");
on(
  "alarms:shelve",
  { ...alarm("/shelve"), body: { reason: "painting", minutes: 5 } },
  "POST /api/v1/alarms/:id/shelve",
);
on("alarms:shelve", alarm("/unshelve"), "POST /api/v1/alarms/:id/unshelve");
on(
  "alarms:out-of-service",
  { ...alarm("/out-of-service"), body: { reason: "taken away" } },
  "POST /api/v1/alarms/:id/out-of-service",
);
on("alarms:out-of-service", alarm("/in-service"), "POST /api/v1/alarms/:id/in-service");
on("alarms:comment", { ...alarm("/comment"), body: { comment: "walked" } }, "POST /api/v1/alarms/:id/comment");
on("alarms:escalate", alarm("/escalate"), "POST /api/v1/alarms/:id/escalate");
on("alarms:read", null, "GET /api/v1/hand-over-notes", "GET /api/v1/procedure-runs");
const note = { ...alarm("/hand-over-note"), body: { note: "walked" } };
on("alarms:comment", note, "PUT /api/v1/alarms/:id/hand-over-note");
on("alarms:comment", alarm("/hand-over-note"), "DELETE /api/v1/alarms/:id/hand-over-note");
on("alarms:read", alarm("/report"), "GET /api/v1/alarms/:id/report");
on("alarms:read", alarm("/procedures"), "GET /api/v1/alarms/:id/procedures");
const begin = { procedure: "walked", occurrence: 99 };
on("alarms:acknowledge", { ...alarm("/procedures"), body: begin }, "POST /api/v1/alarms/:id/procedures");
// Runs of other partitions are as if there were none: test/stories/procedure.test.ts.
on("alarms:read", { at: () => `/api/v1/procedure-runs/${"x".repeat(101)}` }, "GET /api/v1/procedure-runs/:run");
on("alarms:acknowledge", { body: INVALID }, "POST /api/v1/procedure-runs/:run/steps/:step");
on("alarms:acknowledge", { body: INVALID }, "POST /api/v1/procedure-runs/:run/steps/:step/call");
on("alarms:acknowledge", { body: INVALID }, "POST /api/v1/procedure-runs/:run/end");

on("audit:read", null, "GET /api/v1/audit-trail", "GET /api/v1/audit-trail/checkpoints");
on("audit:read", null, "GET /api/v1/audit-trail/consistency", "GET /api/v1/audit-trail/:seq/proof");
on("audit:read", { everywhere: true }, "GET /api/v1/audit-trail/verification");
on("audit:read", { everywhere: true }, "GET /api/v1/audit-trail/witnesses");
on("audit:read", { everywhere: true, body: INVALID }, "POST /api/v1/audit-trail/verification");
on("audit:export", { at: () => "/api/v1/audit-trail/export?format=walked" }, "GET /api/v1/audit-trail/export");
on("audit:read", { everywhere: true }, "GET /api/v1/audit-trail/retention", "GET /api/v1/audit-trail/holds");
on("security:write", { everywhere: true }, "POST /api/v1/audit-trail/retention");
on("site:read", { everywhere: true }, "GET /api/v1/history/retention");
on("alarms:read", null, "GET /api/v1/history/removals");
on("security:write", { everywhere: true, body: { reason: "walked" } }, "POST /api/v1/audit-trail/holds/:id/lift");
// Whoever is let in needs either of two further rights: test/stories/retention.test.ts.
on("audit:read", { everywhere: true }, "POST /api/v1/audit-trail/holds");
on("machine", null, "POST /api/v1/audit-trail/readings", "POST /api/v1/operators/import");
on("open", null, "GET /api/v1/password-policy");
on("site:read", null, "GET /api/v1/site", "GET /api/v1/site/export", "GET /api/v1/kinds", "GET /api/v1/on-call");
on("site:read", null, "GET /api/v1/sources", "GET /api/v1/channels", "GET /api/v1/speech/words");
on("site:read", { body: INVALID }, "POST /api/v1/speech/words/read");
on("site:write", { everywhere: true, body: INVALID }, "POST /api/v1/speech/preview");
on("alarms:read", null, "GET /api/v1/announcements/lost");
on(
  "alarms:read",
  { at: (place) => `/api/v1/announcements?alarms=${ALARM[place]}`, sees: "alarms:read" },
  "GET /api/v1/announcements",
);
on("alarms:acknowledge", { everywhere: true }, "POST /api/v1/channels/:id/silence");
on("alarms:read", null, "GET /api/v1/files");
on("site:read", { at: () => "/api/v1/areas/points?text=walked" }, "GET /api/v1/areas/points");
on("alarms:read", { at: () => `/api/v1/files/${"0".repeat(64)}` }, "GET /api/v1/files/:id");
on("alarms:comment", null, "POST /api/v1/files");
on("site:write", { everywhere: true }, "DELETE /api/v1/files/:id");
on("site:read", { at: () => "/api/v1/site/source", sees: "site:read" }, "GET /api/v1/site/:kind");
on("site:read", { at: document("source", "source-*"), sees: "site:read" }, "GET /api/v1/site/:kind/:id");
on(
  "site:read",
  {
    at: document("source", "source-*"),
    sees: "site:read",
    acts: "site:write",
    body: (place) => ({ name: "Walked", driver: "http", partition: PARTITION[place] }),
  },
  "PUT /api/v1/site/:kind/:id",
);
on(
  "site:read",
  { at: document("source", "source-*"), sees: "site:read", acts: "site:write" },
  "DELETE /api/v1/site/:kind/:id",
);
on("site:read", { everywhere: true, body: { items: {} } }, "POST /api/v1/site/plan", "POST /api/v1/site/apply");
on("site:read", null, "GET /api/v1/setup");
on("site:write", { body: INVALID }, "POST /api/v1/sources/:id/read");
on(
  "site:write",
  { at: (place) => `/api/v1/sources/source-${PARTITION[place]}/test`, sees: "site:read" },
  "POST /api/v1/sources/:id/test",
);
on(
  "site:write",
  {
    at: (place) => `/api/v1/sources/source-${PARTITION[place]}/test-alarm`,
    sees: "site:read",
    body: () => ({ action: "clear" }),
  },
  "POST /api/v1/sources/:id/test-alarm",
);
on("site:read", { body: INVALID }, "POST /api/v1/site/check", "POST /api/v1/site/changes");
on(
  "site:read",
  { at: (place) => `${document("source", "source-*")(place)}/versions`, sees: "site:read" },
  "GET /api/v1/site/:kind/:id/versions",
);
on(
  "site:read",
  {
    at: (place) => `${document("source", "source-*")(place)}/restore`,
    sees: "site:read",
    acts: "site:write",
    body: () => ({ version: 1 }),
  },
  "POST /api/v1/site/:kind/:id/restore",
);
on(
  "site:read",
  { at: (place) => `/api/v1/sources/source-${PARTITION[place]}/traffic`, sees: "site:read", streams: true },
  "GET /api/v1/sources/:id/traffic",
);
on(
  "site:read",
  { at: (place) => `/api/v1/sources/source-${PARTITION[place]}/discovered`, sees: "site:read" },
  "GET /api/v1/sources/:id/discovered",
);
on(
  "site:read",
  { at: (place) => `/api/v1/sources/source-${PARTITION[place]}/addresses`, sees: "site:read" },
  "GET /api/v1/sources/:id/addresses",
);
on(
  "site:read",
  {
    at: () => "/api/v1/simulate",
    sees: "site:read",
    body: (place) => ({
      facts: { source: "any", point: "x", partition: PARTITION[place], category: "technical", priority: "low" },
    }),
  },
  "POST /api/v1/simulate",
);
on(
  "site:read",
  { at: (place) => `/api/v1/schedules/duty-${PARTITION[place]}/shifts?from=0&to=86400000`, sees: "site:read" },
  "GET /api/v1/schedules/:id/shifts",
);
on("site:read", { everywhere: true, body: INVALID }, "POST /api/v1/schedules/preview");
// Judge by themselves, with a token or the secret of an address: test/stories/swaps.test.ts.
on("open", { programs: true }, "GET /api/v1/schedules/:id/calendar.ics", "GET /api/v1/persons/:id/calendar.ics");
on("somebody", null, "GET /api/v1/profile/calendar-address", "DELETE /api/v1/profile/calendar-address");
on("somebody", { body: INVALID }, "POST /api/v1/profile/calendar-address", "POST /api/v1/profile/duty/:schedule");
on("somebody", null, "GET /api/v1/profile/duty", "GET /api/v1/profile/swaps", "POST /api/v1/profile/swaps");
on("somebody", null, "POST /api/v1/profile/swaps/:id/accept", "DELETE /api/v1/profile/swaps/:id");
on("somebody", { body: INVALID }, "POST /api/v1/profile/methods/:method/tests");
on("somebody", null, "GET /api/v1/profile/methods/:method/tests/:test");
on("site:write", { everywhere: true, body: INVALID }, "POST /api/v1/channels/:id/trials");
on("site:write", { everywhere: true }, "GET /api/v1/channels/:id/trials/:trial");
on("alarms:read", null, "GET /api/v1/deliveries");
on("site:read", null, "GET /api/v1/drills", "GET /api/v1/drills/log");
on(
  "alarms:read",
  null,
  "GET /api/v1/numbers",
  "GET /api/v1/numbers/bad-actors",
  "GET /api/v1/numbers/definitions",
  "GET /api/v1/numbers/progress",
  "GET /api/v1/numbers/report",
  "GET /api/v1/numbers/tables/:table",
);
on("persons:write", null, "POST /api/v1/drills/:id/run");
on("site:read", null, "GET /api/v1/reports", "GET /api/v1/reports/:id/preview");
on("site:write", null, "POST /api/v1/reports/:id/send");
on("site:read", null, "GET /api/v1/message-templates");
on("site:read", { body: INVALID }, "POST /api/v1/message-templates/preview");
// What was never heard of is not found in one's own partition either: test/stories/adopt.test.ts.
on("site:write", null, "POST /api/v1/sources/:id/candidates/:key/adopt");
on("messages:purge", { everywhere: true, body: { reason: "walked" } }, "POST /api/v1/channels/:id/purge");

on("site:read", person(""), "GET /api/v1/persons/:id/methods");
on("persons:write", person("/mail/verification"), "POST /api/v1/persons/:id/methods/:method/verification");
on(
  "persons:write",
  { ...person("/mail/verification"), body: { code: "12345678" } },
  "PUT /api/v1/persons/:id/methods/:method/verification",
);
on("persons:write", person("/mail/test"), "POST /api/v1/persons/:id/methods/:method/test");

on("tokens:write", { everywhere: true }, "GET /api/v1/tokens", "POST /api/v1/tokens", "DELETE /api/v1/tokens/:id");
on("operators:read", null, "GET /api/v1/operators");
on("operators:write", { body: { id: 7 } }, "POST /api/v1/operators");
on("operators:write", { ...operator(), body: { name: "Target" } }, "PATCH /api/v1/operators/:id");
on("operators:write", operator(), "DELETE /api/v1/operators/:id");
on("operators:write", operator("/enable"), "POST /api/v1/operators/:id/enable");
on("operators:write", operator("/enrolment-code"), "POST /api/v1/operators/:id/enrolment-code");
on("somebody", null, "PUT /api/v1/operators/:id/password");
on("somebody", null, "GET /api/v1/roles");
on("roles:write", { everywhere: true }, "PUT /api/v1/roles/:id", "DELETE /api/v1/roles/:id");
on("operators:read", null, "GET /api/v1/access-review");

// One's own sessions, factors and requests: open to everybody, and what would change them is asked for in a wrong form.
on("somebody", null, "GET /api/v1/session");
on("somebody", { at: () => "/api/v1/session?anyway=walked" }, "DELETE /api/v1/session");
on("somebody", { body: INVALID }, "POST /api/v1/session/lock");
on("somebody", null, "POST /api/v1/session/unlock", "POST /api/v1/session/activity", "POST /api/v1/workstation");
on("somebody", null, "POST /api/v1/session/step-up", "POST /api/v1/session/step-up/challenge", "GET /api/v1/profile");
on("somebody", null, "POST /api/v1/session/enrolment-code");
on("somebody", null, "POST /api/v1/profile/app", "PUT /api/v1/profile/app", "DELETE /api/v1/profile/app");
on("somebody", null, "POST /api/v1/profile/passkeys/challenge", "POST /api/v1/profile/passkeys");
on("somebody", null, "DELETE /api/v1/profile/passkeys/:id", "POST /api/v1/profile/recovery-codes");
on("somebody", null, "GET /api/v1/profile/sessions", "DELETE /api/v1/profile/sessions/:id");
on("somebody", null, "GET /api/v1/profile/push", "POST /api/v1/profile/push/devices", "POST /api/v1/profile/push/test");
on("somebody", null, "DELETE /api/v1/profile/push/devices/:id");
on("somebody", null, "GET /api/v1/approvals", "GET /api/v1/approvals/:id", "POST /api/v1/approvals/:id/approve");
on("somebody", null, "POST /api/v1/approvals/:id/deny", "POST /api/v1/approvals/:id/withdraw");
on("somebody", null, "POST /api/v1/approvals/:id/close");
on("somebody", null, "GET /api/v1/elevations", "POST /api/v1/elevations", "DELETE /api/v1/elevations/:id");
on("somebody", null, "GET /api/v1/session/oidc/:id/again", "POST /api/v1/session/unlock/challenge");
on("operators:write", { everywhere: true }, "POST /api/v1/break-glass/:id/test");
on("alarms:acknowledge", null, "GET /api/v1/watch", "GET /api/v1/hand-overs", "POST /api/v1/hand-overs");
on("alarms:acknowledge", null, "POST /api/v1/hand-overs/:id/accept", "DELETE /api/v1/hand-overs/:id");
on("open", null, "GET /api/v1/session/oidc/:id", "GET /api/v1/session/oidc/:id/callback");
on("open", null, "POST /api/v1/session/second-factor", "POST /api/v1/session/second-factor/challenge");
on("open", null, "POST /api/v1/session/break-glass");
on("operators:write", { everywhere: true }, "DELETE /api/v1/operators/:id/second-factors");
on("operators:read", null, "GET /api/v1/sessions");
on("operators:write", null, "DELETE /api/v1/sessions/:id");
on("operators:read", { everywhere: true }, "GET /api/v1/break-glass");
on("open", { body: INVALID }, "POST /api/v1/wall");
on("open", null, "GET /api/v1/wall");
on("site:read", null, "GET /api/v1/workstations", "GET /api/v1/troubles");
on("somebody", null, "GET /api/v1/search");
on("alarms:read", { body: INVALID }, "POST /api/v1/sound-tests");
const workstation = (verb: string) => ({
  at: (place: Place) => `/api/v1/workstations/desk-${PARTITION[place]}${verb}`,
  sees: "site:read" as const,
});
on("site:write", workstation("/code"), "POST /api/v1/workstations/:id/code");
on("site:write", workstation("/browsers"), "DELETE /api/v1/workstations/:id/browsers");
on("site:read", { everywhere: true }, "GET /api/v1/modules", "GET /api/v1/failover", "GET /api/v1/failover/drills");
on("site:write", { everywhere: true, body: INVALID }, "POST /api/v1/failover/drills");
on("site:write", { everywhere: true, body: INVALID }, "POST /api/v1/failover/hand-over");
on("site:write", { everywhere: true, body: INVALID }, "POST /api/v1/modules/:role/:node/restart");
on("metrics:read", { everywhere: true }, "GET /api/v1/ports", "GET /api/v1/ports/firewall");
on("machine", null, "PUT /api/v1/break-glass/:id", "POST /api/v1/seal/rotation", "POST /api/v1/seal/notes");

export const ROUTES: readonly Entry[] = rows;
