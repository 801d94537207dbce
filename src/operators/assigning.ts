import {
  type Assignment,
  beyond,
  decide,
  effectiveRights,
  type Grant,
  type Permission,
  type Rights,
  type RoleRights,
} from "./permissions.ts";

/** What stands against giving somebody roles; `approval` would be mended by four eyes. */
export interface Objection {
  readonly why:
    | "unknown"
    | "not-for-people"
    | "separation"
    | "beyond"
    | "own"
    | "most-administrators"
    | "denial"
    | "last";
  readonly because: string;
}

/** Rights that nobody may hold together: who gives rights away does not also judge the trail of it. */
const APART: readonly (readonly [readonly Permission[], Permission, string])[] = [
  [
    ["operators:write", "roles:write", "security:write"],
    "audit:export",
    "security administration and auditing are kept apart: whoever gives rights to others must not be the one who audits it",
  ],
];

export interface Wish {
  readonly operator: string;
  readonly roles: readonly Pick<Assignment, "role" | "partitions">[];
  /** Who wishes it, and what they may; null for the machine itself. */
  readonly by: string;
  readonly own: Rights;
  readonly roleRights: (role: string) => RoleRights | undefined;
  /** Ids of the other operators who administer operators and can sign in. */
  readonly otherAdministrators: readonly string[];
  readonly isAdministrator: boolean;
  readonly mostAdministrators: number;
  /** A different person has approved that there is one more administrator. */
  readonly approved: boolean;
}

/** Whoever can change what others may. */
export function administers(rights: Rights): boolean {
  return decide(rights, "operators:write").outcome === "allowed";
}

/** Why nobody may hold these rights together, or null. */
export function whyApart(rights: Rights): string | null {
  const broken = APART.find(([some, other]) => some.some((right) => rights.has(right)) && rights.has(other));
  return broken?.[2] ?? null;
}

/** Why these roles can't be given to this operator, or null. */
export function whyNotAssign(wish: Wish): Objection | null {
  const { operator, roles, roleRights } = wish;
  if (roles.length === 0) return { why: "unknown", because: `'${operator}' needs at least one role.` };
  for (const { role, partitions } of roles) {
    const rights = roleRights(role);
    if (!rights) return { why: "unknown", because: `There is no role '${role}'; the page of roles shows them.` };
    if (role === "integration") {
      return { why: "not-for-people", because: "The role 'integration' is for tokens; give people another role." };
    }
    if (rights.denials.length > 0 && partitions.length > 0) {
      const because = `The role '${role}' takes rights away, and that holds in every partition: give it for all partitions.`;
      return { why: "denial", because };
    }
    if (role === "administrator" && partitions.length > 0) {
      const because = "An administrator can't be limited to partitions; leave them out or choose another role.";
      return { why: "denial", because };
    }
    for (const partition of partitions.length > 0 ? partitions : [undefined]) {
      const about = partition === undefined ? { everywhere: true } : { partition };
      if (decide(wish.own, "operators:write", about).outcome === "allowed") continue;
      const where = partition === undefined ? "all partitions" : `the partition '${partition}'`;
      return {
        why: "beyond",
        because: `You can't give the role '${role}' for ${where}: nobody can grant more than they hold.`,
      };
    }
  }
  if (wish.by === operator) {
    return { why: "own", because: "Nobody changes their own roles; ask another administrator." };
  }
  const rights = effectiveRights(roles, roleRights);
  const apart = whyApart(rights);
  if (apart !== null) return { why: "separation", because: `'${operator}' can't have these roles together: ${apart}.` };
  const { otherAdministrators, mostAdministrators } = wish;
  const becomes = administers(rights);
  if (becomes && !wish.isAdministrator && !wish.approved && otherAdministrators.length >= mostAdministrators) {
    return {
      why: "most-administrators",
      because: `There are ${otherAdministrators.length} administrators already (${otherAdministrators.join(", ")}), and the site allows ${mostAdministrators}; one more needs the approval of a second administrator.`,
    };
  }
  if (!becomes && wish.isAdministrator && otherAdministrators.length === 0) {
    return { why: "last", because: `'${operator}' is the last administrator; give somebody else that role first.` };
  }
  return null;
}

/** Why a role with these grants can't be made by somebody with `own`, or null: nobody can grant more than they hold. */
export function whyNotRole(own: Rights, grants: readonly Grant[], denials: readonly Permission[]): Objection | null {
  const more = beyond(own, grants);
  if (more.length > 0) {
    const names = more.map(({ right }) => right).join(", ");
    return {
      why: "beyond",
      because: `You can't make a role that grants ${names}: nobody can grant more than they hold.`,
    };
  }
  const rights = effectiveRights([{ role: "", partitions: [] }], () => ({ grants, denials }));
  const apart = whyApart(rights);
  if (apart !== null) return { why: "separation", because: `A role can't hold these rights together: ${apart}.` };
  return null;
}
