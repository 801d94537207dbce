import type { Actor } from "#store/batch.ts";
import {
  type About,
  type Assignment,
  type Decision,
  decide,
  PERMISSIONS,
  type Permission,
  type Rights,
  reachOf,
} from "./permissions.ts";
import type { Scope } from "./shipped-roles.ts";

/** Who asks, as the server itself found out; nothing here is taken from what a client says about itself. */
export type Who =
  | {
      readonly kind: "operator";
      readonly id: string;
      readonly name: string;
      readonly roles: readonly Assignment[];
      readonly rights: Rights;
      /** Hash of the session's token. */
      readonly session: string;
      /** The session is locked: alarms may be counted and heard, and nothing else. */
      readonly locked: boolean;
    }
  | {
      readonly kind: "token";
      readonly id: string;
      readonly name: string;
      readonly scopes: ReadonlySet<Scope>;
      readonly rights: Rights;
    }
  /** A browser on a wall, which looks on. */
  | {
      readonly kind: "display";
      /** Id of the workstation. */
      readonly id: string;
      readonly name: string;
      readonly rights: Rights;
      /** Of its cookie. */
      readonly token: string;
    }
  /** Somebody on this machine who may open the control socket. */
  | { readonly kind: "machine"; readonly id: string };

/** Whoever may open the control socket may do everything here but speak for a source. */
const ON_THE_MACHINE: Rights = new Map(
  PERMISSIONS.filter((right) => right !== "events:write").map((right) => [right, [{ partitions: null, only: null }]]),
);

export function rightsOf(who: Who): Rights {
  return who.kind === "machine" ? ON_THE_MACHINE : who.rights;
}

/** Whether somebody may, and why not; without `about`, whether they may anywhere. */
export function judge(who: Who, right: Permission, about?: About): Decision {
  return decide(rightsOf(who), right, about);
}

export function may(who: Who, right: Permission, about?: About): boolean {
  return judge(who, right, about).outcome === "allowed";
}

/** The partitions in which somebody has the right, or null when that is everywhere. */
export function partitionsOf(who: Who, right: Permission = "site:read"): readonly string[] | null {
  return reachOf(rightsOf(who), right);
}

export function sees(who: Who, partition: string, right: Permission = "site:read"): boolean {
  return may(who, right, { partition });
}

export function actorOf(who: Who): Actor {
  switch (who.kind) {
    case "operator":
      return { id: `operator:${who.id}`, via: "screen" };
    case "token":
      return { id: `token:${who.id}`, via: "api" };
    case "display":
      return { id: `display:${who.id}`, via: "screen" };
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
