import { comparableDn, escapeFilter } from "./escape.ts";

const MOST_GROUPS = 1000;
const MOST_DEPTH = 20;

/** Finds the DNs of entries by a filter, below a base; or, with base scope, the values of an attribute. */
export interface GroupSearch {
  /** DNs of the groups that the filter finds. */
  find(filter: string): Promise<readonly string[]>;
  /** Values of `memberOf` of that entry. */
  memberOf(dn: string): Promise<readonly string[]>;
}

export interface Member {
  readonly dn: string;
  /** As posixGroup lists members (RFC 2307). */
  readonly name: string;
}

export type Found =
  | { readonly groups: readonly string[]; readonly incomplete: null }
  | { readonly groups: readonly string[]; readonly incomplete: string };

/** All groups that somebody is in; each is asked about once, so that groups within each other end. */
export async function groupsOf(
  member: Member,
  how: { readonly membership: "matching-rule" | "member-of" | "search"; readonly nested: boolean },
  search: GroupSearch,
): Promise<Found> {
  const direct = await directGroups(member, how, search);
  if (!how.nested || how.membership === "matching-rule") return limited(direct);
  const found = new Map<string, string>();
  let level = direct;
  for (let depth = 0; level.length > 0; depth++) {
    const fresh: string[] = [];
    for (const dn of level) {
      const key = comparableDn(dn) ?? dn;
      if (found.has(key)) continue;
      found.set(key, dn);
      fresh.push(dn);
    }
    if (found.size > MOST_GROUPS) return limited([...found.values()]);
    if (depth >= MOST_DEPTH && fresh.length > 0) {
      return { groups: [...found.values()], incomplete: `groups lie in each other more than ${MOST_DEPTH} deep` };
    }
    const above: string[] = [];
    for (const dn of fresh) {
      above.push(...(how.membership === "member-of" ? await search.memberOf(dn) : await search.find(withMember(dn))));
    }
    level = above;
  }
  return { groups: [...found.values()], incomplete: null };
}

function directGroups(
  { dn, name }: Member,
  { membership, nested }: { membership: "matching-rule" | "member-of" | "search"; nested: boolean },
  search: GroupSearch,
): Promise<readonly string[]> {
  switch (membership) {
    case "matching-rule":
      // LDAP_MATCHING_RULE_IN_CHAIN (MS-ADTS 3.1.1.3.4.4.3): the server itself follows groups in groups.
      return search.find(
        `(&(objectClass=group)(member${nested ? ":1.2.840.113556.1.4.1941:" : ""}=${escapeFilter(dn)}))`,
      );
    case "member-of":
      return search.memberOf(dn);
    case "search":
      return search.find(
        `(|(member=${escapeFilter(dn)})(uniqueMember=${escapeFilter(dn)})(memberUid=${escapeFilter(name)}))`,
      );
  }
}

function withMember(dn: string): string {
  return `(|(member=${escapeFilter(dn)})(uniqueMember=${escapeFilter(dn)}))`;
}

function limited(groups: readonly string[]): Found {
  return groups.length > MOST_GROUPS
    ? { groups, incomplete: `the account is in more than ${MOST_GROUPS} groups` }
    : { groups, incomplete: null };
}
