import { type Mistake, mistake, shown } from "#site/mistake.ts";
import type { SiteItem } from "#site/site.ts";
import { administers } from "./assigning.ts";
import { effectiveRights, type RoleRights } from "./permissions.ts";

/** What is wrong with the roles that a directory's groups give, beyond the shape of the document. */
export function mappingMistakes(
  { groups }: Pick<SiteItem<"directory">, "groups">,
  roleRights: (role: string) => RoleRights | undefined,
): Mistake[] {
  return groups.flatMap(({ role, only }, index): Mistake[] => {
    const path = ["groups", index, "role"];
    if (!roleRights(role) || role === "integration") return [mistake(path, "a role that people can have", shown(role))];
    if (only.length > 0 || !administers(effectiveRights([{ role, partitions: [] }], roleRights))) return [];
    return [
      mistake(
        ["groups", index, "only"],
        `the sign-in names of those who may be ${role}: a group alone gives nobody a role that manages operators`,
        "none",
      ),
    ];
  });
}
