import type { SiteItem } from "#site/site.ts";

export type DirectoryItem = SiteItem<"directory">;
export type GroupEntry = DirectoryItem["groups"][number];

/** What somebody may do because of their groups, or why nothing. */
export type Granted =
  | { readonly granted: true; readonly entry: GroupEntry; readonly because: string }
  | { readonly granted: false; readonly because: string };

/**
 * The first entry whose group somebody is in decides. An entry with names is for these alone, whoever is put into the
 * group at the directory.
 *
 * @param comparable how names of groups are compared; null for what is none
 */
export function grantedBy(
  entries: readonly GroupEntry[],
  groups: readonly string[],
  name: string,
  comparable: (group: string) => string | null,
): Granted {
  const own = new Set(groups.map(comparable));
  const passedOver: string[] = [];
  for (const entry of entries) {
    const wanted = comparable(entry.group);
    if (wanted === null || !own.has(wanted)) continue;
    if (entry.only.length === 0 || entry.only.includes(name)) {
      return { granted: true, entry, because: `member of '${entry.group}'` };
    }
    passedOver.push(entry.group);
  }
  return {
    granted: false,
    because:
      passedOver.length > 0
        ? `being in '${passedOver.join("', '")}' gives no role to '${name}', which is not named there`
        : groups.length === 0
          ? "the account is in no group"
          : `none of the account's ${groups.length} groups gives a role`,
  };
}
