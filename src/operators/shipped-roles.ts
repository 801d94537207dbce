import type { Grant, Permission, RoleRights } from "./permissions.ts";

/** The roles that come with the product; sites add their own. */
export const ROLES = [
  "viewer",
  "operator",
  "supervisor",
  "engineer",
  "security-administrator",
  "auditor",
  "integration",
  "administrator",
] as const;
export type ShippedRole = (typeof ROLES)[number];

/** What a bearer token may be allowed: a few rights together. */
export const SCOPES = [
  "events:write",
  "alarms:read",
  "alarms:write",
  "site:read",
  "site:write",
  "audit:read",
  "metrics:read",
] as const;
export type Scope = (typeof SCOPES)[number];

const ON_ALARMS = [
  "alarms:acknowledge",
  "alarms:comment",
  "alarms:escalate",
  "alarms:reset",
  "alarms:shelve",
  "alarms:out-of-service",
] as const satisfies readonly Permission[];

/** Which rights a scope stands for. */
export const SCOPE_RIGHTS: Readonly<Record<Scope, readonly Permission[]>> = {
  "events:write": ["events:write"],
  "alarms:read": ["alarms:read"],
  "alarms:write": ON_ALARMS,
  "site:read": ["site:read"],
  "site:write": ["site:read", "site:write", "persons:write", "messages:purge"],
  "audit:read": ["audit:read"],
  "metrics:read": ["metrics:read"],
};

const SEES = ["alarms:read", "site:read"] as const;
const ENGINEERS = [
  ...SEES,
  ...ON_ALARMS,
  "audit:read",
  "site:write",
  "persons:write",
  "messages:purge",
  "metrics:read",
] as const;
const SECURES = [
  ...SEES,
  "audit:read",
  "security:write",
  "operators:read",
  "operators:write",
  "roles:write",
  "tokens:write",
  "metrics:read",
] as const;

/** `integration` is the most that a token can be given; it is nobody's who signs in. */
export const SHIPPED: Readonly<Record<ShippedRole, RoleRights>> = {
  viewer: role(SEES),
  operator: role(
    [...SEES, "audit:read", "alarms:acknowledge", "alarms:comment", "alarms:escalate", "alarms:reset"],
    [{ right: "alarms:shelve", only: "below-critical" }],
  ),
  supervisor: role([...SEES, ...ON_ALARMS, "audit:read", "persons:write"]),
  engineer: role(ENGINEERS),
  "security-administrator": role(SECURES),
  auditor: role([...SEES, "audit:read", "audit:export", "operators:read"]),
  integration: role([...new Set(Object.values(SCOPE_RIGHTS).flat())]),
  administrator: role([...new Set([...ENGINEERS, ...SECURES])]),
};

function role(rights: readonly Permission[], more: readonly Grant[] = []): RoleRights {
  return { grants: [...rights.map((right) => ({ right })), ...more], denials: [] };
}

export function isShipped(role: string): role is ShippedRole {
  return Object.hasOwn(SHIPPED, role);
}
