import type { Secret } from "#kernel/secret.ts";

/** Somebody who has proven to a directory who they are, and what its groups give them here. */
export interface Vouched {
  /** Id of the directory's document. */
  readonly directory: string;
  /** What the person keeps for life there: objectGUID, entryUUID, sub. */
  readonly externalId: string;
  readonly signInName: string;
  readonly name: string;
  readonly grant: DirectoryGrant;
}

/** The role that a group gives, as the directory's document has it. */
export interface DirectoryGrant {
  readonly role: string;
  readonly partitions: readonly string[];
  /** Whether the document names the person, not only the group. */
  readonly named: boolean;
  readonly because: string;
}

/** What a directory says about a name and a password. Only the trail learns why somebody was refused. */
export type Verdict =
  | { readonly verdict: "vouched"; readonly person: Vouched }
  | { readonly verdict: "unknown" }
  | { readonly verdict: "refused"; readonly directory: string; readonly because: string }
  | { readonly verdict: "unavailable"; readonly directory: string; readonly because: string };

/** An account of a directory that an operator is. */
export interface Link {
  readonly directory: string;
  readonly externalId: string;
}

/** Those who judge passwords of people who have none here. */
export interface Directories {
  /** @param link asks that directory, about that account only; null asks all of them about the name */
  check(signInName: string, password: Secret, link: Link | null): Promise<Verdict>;
  /** Names of directories that don't answer at present. */
  down(): readonly string[];
}

export const NO_DIRECTORIES: Directories = {
  check: () => Promise.resolve({ verdict: "unknown" }),
  down: () => [],
};
