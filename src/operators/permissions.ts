import type { Instant } from "#kernel/clock.ts";

/**
 * What can be permitted: a verb on a class of objects, within some partitions, under a condition. Pure; every decision says
 * why. Routes, roles and tokens name these.
 */
export const RIGHTS = {
  "events:write": { verb: "report", object: "event" },
  "alarms:read": { verb: "see", object: "alarm" },
  "alarms:acknowledge": { verb: "acknowledge", object: "alarm" },
  "alarms:comment": { verb: "comment", object: "alarm" },
  "alarms:escalate": { verb: "escalate", object: "alarm" },
  "alarms:reset": { verb: "reset", object: "alarm" },
  "alarms:shelve": { verb: "shelve", object: "alarm" },
  "alarms:out-of-service": { verb: "suppress", object: "alarm" },
  "site:read": { verb: "see", object: "site" },
  "site:write": { verb: "change", object: "site" },
  "persons:write": { verb: "change", object: "person" },
  "messages:purge": { verb: "give up", object: "message" },
  "security:write": { verb: "change", object: "security-policy" },
  "audit:read": { verb: "see", object: "audit-trail" },
  "audit:export": { verb: "export", object: "audit-trail" },
  "metrics:read": { verb: "see", object: "figures" },
  "operators:read": { verb: "see", object: "operator" },
  "operators:write": { verb: "change", object: "operator" },
  "roles:write": { verb: "change", object: "role" },
  "tokens:write": { verb: "change", object: "token" },
} as const;
export type Permission = keyof typeof RIGHTS;
export const PERMISSIONS = Object.keys(RIGHTS) as Permission[];

/** `below-critical`: not for alarms of the priorities critical and life-safety. */
export const CONDITIONS = ["below-critical"] as const;
export type Condition = (typeof CONDITIONS)[number];

export interface Grant {
  readonly right: Permission;
  /** Absent: always. */
  readonly only?: Condition | undefined;
}

export interface RoleRights {
  readonly grants: readonly Grant[];
  /** Taken away whatever else grants it, and in every partition. */
  readonly denials: readonly Permission[];
}

/** A role that somebody has, for all partitions or for some. */
export interface Assignment {
  readonly role: string;
  /** Empty: all. */
  readonly partitions: readonly string[];
  readonly since: Instant;
  /** Who gave it, as the audit trail names them. */
  readonly by: string;
}

/** Where a right holds, and under which condition. */
interface Hold {
  /** null: everywhere. */
  readonly partitions: readonly string[] | null;
  readonly only: Condition | null;
}

/** Everything that somebody may; rights that are not in it are refused. */
export type Rights = ReadonlyMap<Permission, readonly Hold[]>;

/** What is asked about; what is absent is not looked at. */
export interface About {
  readonly partition?: string | undefined;
  /** The right must hold in all partitions. */
  readonly everywhere?: boolean | undefined;
  /** Whether the alarm is critical or life-safety. */
  readonly grave?: boolean | undefined;
}

export type Decision =
  | { readonly outcome: "allowed" }
  | { readonly outcome: "refused"; readonly why: "right" | "partition" | "condition"; readonly because: string };

const ALLOWED: Decision = { outcome: "allowed" };

/** The rights that roles give together: their sum, less what any of them denies. An unknown role gives nothing. */
export function effectiveRights(
  assignments: readonly Pick<Assignment, "role" | "partitions">[],
  roleRights: (role: string) => RoleRights | undefined,
): Rights {
  const rights = new Map<Permission, Hold[]>();
  const denied = new Set<Permission>();
  for (const { role, partitions } of assignments) {
    const found = roleRights(role);
    if (!found) continue;
    for (const right of found.denials) denied.add(right);
    for (const { right, only = null } of found.grants) {
      const hold = { partitions: partitions.length > 0 ? partitions : null, only };
      const holds = rights.get(right);
      if (holds) holds.push(hold);
      else rights.set(right, [hold]);
    }
  }
  for (const right of denied) rights.delete(right);
  return rights;
}

export function decide(rights: Rights, right: Permission, about: About = {}): Decision {
  const holds = rights.get(right);
  if (!holds) return { outcome: "refused", why: "right", because: `it needs the right '${right}'` };
  const here = holds.filter((hold) => reaches(hold, about));
  if (here.length === 0) {
    const where = about.everywhere ? "all partitions" : `the partition '${about.partition}'`;
    return { outcome: "refused", why: "partition", because: `it needs the right '${right}' for ${where}` };
  }
  if (!about.grave || here.some(({ only }) => only !== "below-critical")) return ALLOWED;
  const because = `the right '${right}' holds here for alarms below the priority critical only`;
  return { outcome: "refused", why: "condition", because };
}

function reaches({ partitions }: Hold, { partition, everywhere }: About): boolean {
  if (partitions === null) return true;
  return everywhere !== true && (partition === undefined || partitions.includes(partition));
}

/** The partitions in which a right holds; null: all. */
export function reachOf(rights: Rights, right: Permission): readonly string[] | null {
  const holds = rights.get(right) ?? [];
  if (holds.some(({ partitions }) => partitions === null)) return null;
  return [...new Set(holds.flatMap(({ partitions }) => partitions ?? []))];
}

/** The grants of `wanted` that go beyond what `own` holds everywhere: nobody can grant more than they hold. */
export function beyond(own: Rights, wanted: readonly Grant[]): Grant[] {
  return wanted.filter(
    ({ right, only }) =>
      decide(own, right, { everywhere: true, grave: only !== "below-critical" }).outcome !== "allowed",
  );
}
