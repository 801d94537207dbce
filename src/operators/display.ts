import type { Site } from "#site/site.ts";
import { effectiveRights, type Permission, type RoleRights } from "./permissions.ts";
import type { Who } from "./roles.ts";

/** All that a display can be given, whatever its role has. */
const SEES: ReadonlySet<Permission> = new Set(["alarms:read", "site:read"]);

/** The display that a browser is which is bound to this workstation; undefined: the workstation is none, or is gone. */
export function displayOf(
  site: Site,
  workstation: string | null,
  token: string,
  roleRights: (role: string) => RoleRights | undefined,
): (Who & { kind: "display" }) | undefined {
  const body = workstation === null ? undefined : site.items.workstation.get(workstation)?.body;
  if (!body?.wall) return undefined;
  const { role, everywhere } = body.wall;
  const all = effectiveRights([{ role, partitions: everywhere ? [] : [body.partition] }], roleRights);
  const rights = new Map([...all].filter(([right]) => SEES.has(right)));
  return { kind: "display", id: body.id, name: body.name, rights, token };
}

/** Under which the presence of its screen is kept, where that of others is under the id of their session. */
export function displayKey(workstation: string): string {
  return `display ${workstation}`;
}
