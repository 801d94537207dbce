import type { SiteKind } from "../api/contract.ts";
import { OWN_ZONE } from "../instant.ts";
import { t } from "../page-texts.ts";
import { isThing } from "../schema-form/values.ts";

/** What a new document begins with: the smallest that shows how it is meant. */
export const TEMPLATES: Partial<Record<SiteKind, object>> = {
  workstation: { name: "", partition: "site", mustBeManned: false, graceSec: 10 },
  team: { name: "", members: [] },
  schedule: {
    id: "on-call",
    name: t.setup.begin.schedule,
    timeZone: OWN_ZONE,
    rotations: [
      {
        id: "weekly",
        handoverAt: "08:00",
        every: { unit: "week", count: 1 },
      },
    ],
  },
  policy: {
    id: "standard",
    name: t.setup.begin.policy,
    steps: [{ waitSec: 300, tell: [{ schedule: "on-call" }] }],
    repeats: 2,
    needs: "any",
    fallback: [],
  },
  route: { id: "everything", order: 100, policy: "standard" },
  channel: { name: "", kind: "smtp", settings: {} },
  drill: { name: "", person: "", at: "10:00", withinSec: 900 },
  report: { id: "weekly", name: t.setup.begin.report, period: "week", days: ["mon"], at: "06:00" },
  directory: { id: "company", name: t.setup.begin.directory, kind: "ldap", enabled: false, settings: {}, groups: [] },
  witness: { id: "log-host", name: t.setup.begin.witness, enabled: true, to: { kind: "syslog", host: "" } },
  source: { name: "", driver: "modbus-tcp", settings: {} },
  point: { source: "", address: "", name: "" },
};

/** Of which kinds there must be documents already for a new one of a kind to name one of them. */
export const NAMES: Partial<Record<SiteKind, readonly SiteKind[]>> = {
  policy: ["schedule", "person"],
  route: ["policy"],
  point: ["source"],
};

/** What a new document begins with on this site: it names what there is, instead of what it would be an example of. */
export function fitting(
  kind: SiteKind,
  template: object,
  known: (kind: SiteKind) => readonly string[],
  today: string,
): object {
  const body = template as Readonly<Record<string, unknown>>;
  const among = (of: SiteKind, present: unknown) => {
    const ids = known(of);
    return typeof present === "string" && ids.includes(present) ? present : (ids[0] ?? "");
  };
  if (kind === "route") return { ...body, policy: among("policy", body["policy"]) };
  if (kind === "point") return { ...body, source: among("source", body["source"]) };
  if (kind === "schedule") return beginning(body, today);
  if (kind !== "policy") return template;
  const steps = Array.isArray(body["steps"]) ? (body["steps"] as unknown[]) : [];
  const [schedule] = known("schedule");
  const [person] = known("person");
  const target = schedule !== undefined ? { schedule } : { person: person ?? "" };
  return { ...body, steps: steps.map((step) => (isThing(step) ? { ...step, tell: [target] } : step)) };
}

/** A rotation that doesn't say when it starts, starts today. */
function beginning(body: Readonly<Record<string, unknown>>, today: string): object {
  const rotations = Array.isArray(body["rotations"]) ? (body["rotations"] as unknown[]) : [];
  return { ...body, rotations: rotations.map((one) => (isThing(one) ? { startsOn: today, ...one } : one)) };
}
