import type { SiteKind } from "../api/contract.ts";

/** What a new document begins with: the smallest that shows how it is meant. */
export const TEMPLATES: Partial<Record<SiteKind, object>> = {
  workstation: { id: "control-room-1", name: "Control room 1", partition: "site", mustBeManned: false, graceSec: 10 },
  team: { id: "night-shift", name: "Night shift", members: [] },
  schedule: {
    id: "on-call",
    name: "On call",
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    rotations: [
      {
        id: "weekly",
        members: [],
        startsOn: new Date().toISOString().slice(0, 10),
        handoverAt: "08:00",
        every: { unit: "week", count: 1 },
      },
    ],
  },
  policy: {
    id: "standard",
    name: "Standard",
    steps: [{ waitSec: 300, tell: [{ schedule: "on-call" }] }],
    repeats: 2,
    needs: "any",
    fallback: [],
  },
  route: { id: "everything", order: 100, policy: "standard" },
  channel: { id: "mail", name: "E-mail", kind: "smtp", settings: {} },
  drill: { id: "anna-pager", name: "Anna's pager", person: "", methods: [], at: "10:00", withinSec: 900 },
  report: { id: "weekly", name: "Alarms of the week", period: "week", days: ["mon"], at: "06:00", recipients: [] },
  directory: { id: "company", name: "Company", kind: "ldap", enabled: false, settings: {}, groups: [] },
  witness: { id: "log-host", name: "Log host", enabled: true, to: { kind: "syslog", host: "logs.example.org" } },
  source: { id: "panel-1", name: "Panel", driver: "sia-dc09", enabled: false, settings: {} },
  point: { id: "panel-1/1234", source: "panel-1", address: "1234", name: "Main panel" },
};
