import type { DirectoryGrant } from "#operators/directories.ts";
import type { Finding } from "#operators/directory-admission.ts";
import { comparableDn } from "./escape.ts";
import { type DirectoryItem, type GroupEntry, grantedBy } from "./granted.ts";
import type { Account } from "./ldap.ts";

/** Names of groups: of LDAP they are DNs, of a provider words that count as they are. */
export function comparableGroup(kind: string): (group: string) => string | null {
  return kind === "ldap" ? comparableDn : (group) => group;
}

/**
 * What follows for an operator from their account as the directory has it now. A lock after wrong passwords passes by
 * itself and ends no session: else a stranger who guesses could send a control room home.
 */
export function findingOf(item: DirectoryItem, account: Account | undefined): Finding {
  if (!account) return { finding: "ended", because: "the account is gone" };
  const { state } = account;
  if (state.state === "disabled" || state.state === "expired") {
    return { finding: "ended", because: `the account is ${state.state} (${state.because})` };
  }
  return findingOfGroups(item, account.groups.groups, account.signInName, account.groups.incomplete);
}

/** @param incomplete why not all groups could be read */
export function findingOfGroups(
  item: DirectoryItem,
  groups: readonly string[],
  signInName: string,
  incomplete: string | null = null,
): Finding {
  if (incomplete !== null) return { finding: "ended", because: `not all of its groups can be read: ${incomplete}` };
  const granted = grantedBy(item.groups, groups, signInName, comparableGroup(item.kind));
  if (!granted.granted) return { finding: "ended", because: granted.because };
  return { finding: "stands", grant: grantOf(granted.entry, granted.because) };
}

function grantOf({ role, partitions, only }: GroupEntry, because: string): DirectoryGrant {
  return { role, partitions, named: only.length > 0, because };
}
