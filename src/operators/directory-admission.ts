import type { Journal } from "#store/batch.ts";
import { administers, whyNotAssign } from "./assigning.ts";
import type { DirectoryGrant, Vouched } from "./directories.ts";
import type { DirectoryAccount, DirectoryAccounts } from "./directory-accounts.ts";
import type { Operator, Operators } from "./operators.ts";
import { effectiveRights, type RoleRights } from "./permissions.ts";
import { rightsOf, whyNoOperatorId } from "./roles.ts";
import type { Sessions } from "./sessions.ts";

interface Parts {
  readonly operators: Operators;
  readonly accounts: DirectoryAccounts;
  readonly sessions: Sessions;
  readonly journal: Journal;
  readonly roleRights: (role: string) => RoleRights | undefined;
  /** What the site allows without four eyes. */
  readonly mostAdministrators: () => number;
}

export type Admitted =
  | { readonly admitted: true; readonly operator: Operator }
  | { readonly admitted: false; readonly because: string };

/** What a comparison with the directory found out about an operator. */
export type Finding =
  | { readonly finding: "stands"; readonly grant: DirectoryGrant }
  | { readonly finding: "ended"; readonly because: string };

/** Whoever may change what others may can't be made by a site's own administrators alone; the document of a directory can. */
const AS_THE_MACHINE = rightsOf({ kind: "machine", id: "directory" });

/**
 * Makes operators of people for whom a directory vouches, and follows it: their roles are those that its groups give, at
 * every sign-in and comparison. A name that is somebody's here already is never taken over.
 */
export class DirectoryAdmission {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Lets somebody in who has just proven to the directory who they are; or says why not, for the trail. */
  admit(person: Vouched): Promise<Admitted> {
    const { operators, accounts, journal } = this.#parts;
    return journal.submit("operator", (batch) => {
      const account = accounts.find(person);
      const because = account ? this.#whyNotAgain(person, account) : this.#whyNotNew(person);
      if (because !== null) return { admitted: false, because };
      const id = account?.operator ?? person.signInName;
      const { directory, grant } = person;
      const roles = this.#roles(id, directory, grant, batch.now);
      const audit = (action: string, sentence: string) =>
        batch.audit({
          actor: { id: `directory:${directory}`, via: "api" },
          action,
          object: `operator:${id}`,
          sentence,
          details: { directory, role: grant.role, partitions: grant.partitions, because: grant.because },
        });
      if (!account) {
        const operator = operators.create(batch, { id, name: person.name, person: null, roles }, "");
        accounts.link(batch, id, person);
        audit(
          "operator.created",
          `The directory '${directory}' vouched for ${person.name} (${id}), who may now sign in as ${said(grant)}: ${grant.because}.`,
        );
        return { admitted: true, operator };
      }
      if (account.disabledBecause !== null) accounts.disabled(batch, id, null);
      if (operators.known(id)?.disabledAt != null) {
        operators.enable(batch, id);
        audit(
          "operator.enabled",
          `${person.name} (${id}) may sign in again: the directory '${directory}' vouches for them.`,
        );
      }
      const before = operators.known(id);
      const operator = operators.change(batch, id, { name: person.name, roles });
      audit(
        before && sameRoles(before, roles) ? "operator.vouched" : "operator.changed",
        `The directory '${directory}' vouched for ${person.name} (${id}) as ${said(grant)}: ${grant.because}.`,
      );
      return { admitted: true, operator: { ...operator, disabledAt: null } };
    });
  }

  /** Follows what the directory says of its operators now: takes rights and sessions away, changes roles. */
  follow(directory: string, findings: ReadonlyMap<string, Finding>): Promise<void> {
    const { operators, accounts, sessions, journal } = this.#parts;
    const news = [...findings].filter(([id, finding]) => this.#isNews(id, directory, finding));
    if (news.length === 0) return Promise.resolve();
    return journal.submit("operator", (batch) => {
      for (const [id, finding] of news) {
        const operator = operators.enabled(id);
        if (!operator) continue;
        const objection = finding.finding === "stands" ? this.#whyNoRole(id, finding.grant) : finding.because;
        const actor = { id: `directory:${directory}`, via: "api" } as const;
        if (finding.finding === "stands" && objection === null) {
          const { grant } = finding;
          operators.change(batch, id, { roles: this.#roles(id, directory, grant, batch.now) });
          batch.audit({
            actor,
            action: "operator.changed",
            object: `operator:${id}`,
            sentence: `${operator.name} (${id}) is now ${said(grant)}, as the directory '${directory}' says: ${grant.because}.`,
            details: { directory, role: grant.role, partitions: grant.partitions },
          });
          continue;
        }
        const open = sessions.of(id).map(({ hash }) => hash);
        operators.disable(batch, id);
        accounts.disabled(batch, id, objection);
        sessions.end(batch, open);
        batch.audit({
          actor,
          action: "operator.removed",
          object: `operator:${id}`,
          sentence: `${operator.name} (${id}) may no longer sign in, as the directory '${directory}' says: ${objection}. ${open.length} sessions were ended.`,
          details: { directory, because: objection, sessions: open.length },
        });
      }
    });
  }

  #isNews(id: string, directory: string, finding: Finding): boolean {
    const { operators, accounts } = this.#parts;
    const operator = operators.enabled(id);
    if (!operator || accounts.of(id)?.directory !== directory) return false;
    if (finding.finding === "ended" || this.#whyNoRole(id, finding.grant) !== null) return true;
    return !sameRoles(operator, this.#roles(id, directory, finding.grant, 0));
  }

  #whyNotNew({ signInName, directory, grant }: Vouched): string | null {
    const why = whyNoOperatorId(signInName);
    if (why !== null) return why;
    if (this.#parts.operators.known(signInName)) {
      const account = this.#parts.accounts.of(signInName);
      const whose = account ? `another account of the directory '${account.directory}'` : "an operator of this server";
      return `the name '${signInName}' is ${whose}, which '${directory}' can't take over`;
    }
    return this.#whyNoRole(signInName, grant);
  }

  #whyNotAgain({ grant }: Vouched, { operator, disabledBecause }: DirectoryAccount): string | null {
    const known = this.#parts.operators.known(operator);
    if (known?.disabledAt != null && disabledBecause === null) {
      return `'${operator}' was disabled here, whatever the directory says`;
    }
    return this.#whyNoRole(operator, grant);
  }

  #whyNoRole(id: string, { role, partitions, named }: DirectoryGrant): string | null {
    const { operators, roleRights, mostAdministrators } = this.#parts;
    const rightsOfRoles = (roles: readonly { role: string; partitions: readonly string[] }[]) =>
      effectiveRights(roles, roleRights);
    const administrators = operators
      .all()
      .filter((one) => one.disabledAt === null && administers(rightsOfRoles(one.roles)))
      .map((one) => one.id);
    const roles = [{ role, partitions }];
    const objection = whyNotAssign({
      operator: id,
      roles,
      by: "directory",
      own: AS_THE_MACHINE,
      roleRights,
      otherAdministrators: administrators.filter((one) => one !== id),
      isAdministrator: administrators.includes(id),
      mostAdministrators: mostAdministrators(),
      approved: false,
    });
    // The directory may take the role of the last administrator away: whoever is at the machine can enrol another.
    if (objection && objection.why !== "last") return objection.because;
    if (administers(rightsOfRoles(roles)) && !named) {
      return `a group alone gives nobody the role '${role}', which manages operators; name who may have it there ("only")`;
    }
    return null;
  }

  #roles(id: string, directory: string, { role, partitions }: DirectoryGrant, now: number): Operator["roles"] {
    const wanted = [{ role, partitions: [...partitions], since: now, by: `directory:${directory}` }];
    const before = this.#parts.operators.known(id);
    return before && sameRoles(before, wanted) ? before.roles : wanted;
  }
}

function sameRoles({ roles }: Pick<Operator, "roles">, wanted: Operator["roles"]): boolean {
  const text = (list: Operator["roles"]) =>
    list.map(({ role, partitions }) => `${role} ${partitions.join()}`).join("\n");
  return text(roles) === text(wanted);
}

function said({ role, partitions }: DirectoryGrant): string {
  return partitions.length > 0 ? `${role} for ${partitions.join(", ")}` : role;
}
