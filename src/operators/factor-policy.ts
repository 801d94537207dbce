import type { Logins } from "#site/logins.ts";
import { type Mistake, mistake, shown } from "#site/mistake.ts";
import type { FactorKind } from "./factors.ts";
import type { RoleRights } from "./permissions.ts";

/** What a site demands of somebody beyond a password. A passkey can't be given to a page that only looks like ours. */
export type FactorDemand = "nothing" | "second factor" | "passkey";

export interface Demanded {
  /** Ids of the roles that they have now. */
  readonly roles: readonly string[];
  /** Whether they may change operators or the rules for signing in. */
  readonly administers: boolean;
}

export function demandOf(
  { secondFactor, passkeyRoles }: Pick<Logins, "secondFactor" | "passkeyRoles">,
  { roles, administers }: Demanded,
): FactorDemand {
  if (roles.some((role) => passkeyRoles.includes(role))) return "passkey";
  const wanted = secondFactor === "required" || (secondFactor === "required for administrators" && administers);
  return wanted ? "second factor" : "nothing";
}

/** Whether what somebody has set up is enough. */
export function meets(demand: FactorDemand, has: readonly FactorKind[]): boolean {
  switch (demand) {
    case "nothing":
      return true;
    case "second factor":
      return has.length > 0;
    case "passkey":
      return has.includes("passkey");
  }
}

/**
 * With which of their factors somebody proves who they are. Where a passkey is demanded nothing stands in for it; before
 * the first one the others count, for they lead to it.
 */
export function accepted(demand: FactorDemand, has: readonly FactorKind[]): readonly FactorKind[] {
  return demand === "passkey" && has.includes("passkey") ? ["passkey"] : has;
}

/**
 * What is wrong with the roles that must have a passkey: those that people can't have, and all of them on a server at which
 * nobody could set a passkey up, for then nobody of them could do anything.
 *
 * @param whyNoPasskeys null: passkeys are possible
 */
export function passkeyMistakes(
  { passkeyRoles }: Pick<Logins, "passkeyRoles">,
  roleRights: (role: string) => RoleRights | undefined,
  whyNoPasskeys: string | null,
): Mistake[] {
  return passkeyRoles.flatMap((role, index): Mistake[] => {
    const path = ["logins", "passkeyRoles", index];
    if (!roleRights(role) || role === "integration") return [mistake(path, "a role that people can have", shown(role))];
    return whyNoPasskeys === null ? [] : [mistake(path, `no role: ${whyNoPasskeys}`, shown(role))];
  });
}
