import type { Actor } from "#store/batch.ts";

/** What a bearer token may be allowed. */
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

/** `operators:write` covers operators, tokens and enrolment; no token can hold it. */
export type Permission = Scope | "operators:write";

export const ROLES = ["administrator", "operator", "viewer"] as const;
export type Role = (typeof ROLES)[number];

const MAY: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  administrator: new Set<Permission>([
    "alarms:read",
    "alarms:write",
    "site:read",
    "site:write",
    "audit:read",
    "metrics:read",
    "operators:write",
  ]),
  operator: new Set<Permission>(["alarms:read", "alarms:write", "site:read", "audit:read"]),
  viewer: new Set<Permission>(["alarms:read", "site:read"]),
};

/** Who asks, as the server itself found out; nothing here is taken from what a client says about itself. */
export type Who =
  | {
      readonly kind: "operator";
      readonly id: string;
      readonly name: string;
      readonly role: Role;
      /** Empty: all. */
      readonly partitions: readonly string[];
      /** Hash of the session's token. */
      readonly session: string;
    }
  | { readonly kind: "token"; readonly id: string; readonly name: string; readonly scopes: ReadonlySet<Scope> }
  /** Somebody on this machine who may open the control socket. */
  | { readonly kind: "machine"; readonly id: string };

export function may(who: Who, permission: Permission): boolean {
  switch (who.kind) {
    case "operator":
      return MAY[who.role].has(permission);
    case "token":
      return permission !== "operators:write" && who.scopes.has(permission);
    case "machine":
      return permission !== "events:write";
  }
}

/** The partitions that somebody is limited to, or null when everything is open to them. */
export function partitionsOf(who: Who): readonly string[] | null {
  return who.kind === "operator" && who.partitions.length > 0 ? who.partitions : null;
}

export function sees(who: Who, partition: string): boolean {
  return partitionsOf(who)?.includes(partition) ?? true;
}

export function actorOf(who: Who): Actor {
  switch (who.kind) {
    case "operator":
      return { id: `operator:${who.id}`, via: "screen" };
    case "token":
      return { id: `token:${who.id}`, via: "api" };
    case "machine":
      return { id: `cli:${who.id}`, via: "cli" };
  }
}

/** Names that attackers try first and that say nothing about a person. */
const RESERVED = new Set(
  "admin administrator root sa guest user test operator viewer system tocsin support service superuser owner default anonymous nobody".split(
    " ",
  ),
);

/** Why `id` can't be an operator's name, or null. */
export function whyNoOperatorId(id: string): string | null {
  if (!/^[a-z][a-z0-9._-]{1,62}$/.test(id)) {
    return `'${id}' can't be a sign-in name: use 2 to 63 lower-case letters, digits, '.', '_' or '-', beginning with a letter.`;
  }
  if (RESERVED.has(id)) return `'${id}' is reserved: choose a name that tells who the person is, such as anna.keller.`;
  return null;
}
