import type { Clock } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import type { Batch, Journal } from "#store/batch.ts";
import { administers, type Objection, whyNotAssign, whyNotRole } from "./assigning.ts";
import type { CustomRole, CustomRoles } from "./custom-roles.ts";
import type { Operator, Operators } from "./operators.ts";
import type { PasswordRecords } from "./password-records.ts";
import { type Assignment, effectiveRights, type Rights } from "./permissions.ts";
import { actorOf, rightsOf, type Who } from "./roles.ts";
import type { Sessions } from "./sessions.ts";
import { silentImports, unusedOperators } from "./unused.ts";

/** A role as it is wished for; since when and by whom follows from the act. */
export type WishedRole = Pick<Assignment, "role" | "partitions">;

/** Who gives rights. */
export interface Giving {
  readonly by: Who;
  /** A different person approved one administrator more than the site allows. */
  readonly approved?: boolean;
  /** Puts the approval into the batch that carries it out. */
  readonly alongside?: ((batch: Batch) => void) | undefined;
}

interface Parts {
  readonly operators: Operators;
  readonly roles: CustomRoles;
  readonly sessions: Sessions;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly passwordRecords: PasswordRecords;
  /** What the site allows without four eyes. */
  readonly mostAdministrators: () => number;
}

/** Gives and takes rights: operators, their roles and the site's own roles. */
export class Administration {
  readonly #parts: Parts;
  /** Accounts whose credential lies in an envelope count as nobody, and lie unused for years. */
  isForEmergencies: (operator: string) => boolean = () => false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  rightsOf(operator: Pick<Operator, "roles">): Rights {
    return effectiveRights(operator.roles, this.#parts.roles.rights);
  }

  /** Those who can sign in and change what others may. */
  administrators(): Operator[] {
    return this.#parts.operators
      .all()
      .filter(
        (operator) =>
          operator.disabledAt === null && !this.isForEmergencies(operator.id) && administers(this.rightsOf(operator)),
      );
  }

  create(
    wanted: { id: string; name: string; person: string | null; roles: readonly WishedRole[] },
    passwordHash: string,
    giving: Giving,
  ): Promise<Operator> {
    const { operators, passwordRecords, journal } = this.#parts;
    return journal.submit("operator", (batch) => {
      giving.alongside?.(batch);
      this.#judge(wanted.id, wanted.roles, giving);
      const actor = actorOf(giving.by);
      const roles = since(wanted.roles, [], batch.now, actor.id);
      const operator = operators.create(batch, { ...wanted, roles }, passwordHash);
      passwordRecords.set(batch, operator.id, passwordHash);
      batch.audit({
        actor,
        action: "operator.created",
        object: `operator:${operator.id}`,
        sentence: `${operator.name} (${operator.id}) may now sign in as ${inWords(roles)}.`,
        details: { roles: wanted.roles },
      });
      return operator;
    });
  }

  change(
    id: string,
    facts: { name?: string | undefined; person?: string | null | undefined; roles?: readonly WishedRole[] | undefined },
    giving: Giving,
  ): Promise<Operator> {
    const { operators, journal } = this.#parts;
    return journal.submit("operator", (batch) => {
      const before = operators.known(id);
      if (!before)
        throw new Fault("not-found", `There is no operator '${id}'; the list of operators shows who there is.`);
      giving.alongside?.(batch);
      this.#mayTouch(before, giving.by);
      if (facts.roles) this.#judge(id, facts.roles, giving);
      const actor = actorOf(giving.by);
      const roles = facts.roles && since(facts.roles, before.roles, batch.now, actor.id);
      const { name = before.name, person = before.person } = facts;
      const operator = operators.change(batch, id, { name, person, ...(roles ? { roles } : {}) });
      const object = `operator:${id}`;
      if (name !== before.name || person !== before.person) {
        const sentence = `${before.name} (${id}) is now called ${name}${person === null ? "" : ` and is the person '${person}'`}.`;
        batch.audit({ actor, action: "operator.changed", object, sentence, details: { name, person } });
      }
      if (roles && inWords(roles) !== inWords(before.roles)) {
        const sentence = `${operator.name} (${id}) is now ${inWords(roles)} instead of ${inWords(before.roles)}.`;
        const details = { roles: facts.roles, before: before.roles };
        batch.audit({ actor, action: "operator.roles-changed", object, sentence, details });
      }
      return operator;
    });
  }

  disable(id: string, by: Who, alongside?: (batch: Batch) => void): Promise<void> {
    return this.#parts.journal.submit("operator", (batch) => {
      const operator = this.#parts.operators.enabled(id);
      if (!operator) throw new Fault("not-found", `There is no operator '${id}' who can sign in; reload the list.`);
      this.#mayTouch(operator, by);
      alongside?.(batch);
      if (this.administrators().every((one) => one.id === id)) {
        throw new Fault("conflict", `'${id}' is the last administrator; create another one first.`);
      }
      this.#end(batch, operator);
      batch.audit({
        actor: actorOf(by),
        action: "operator.removed",
        object: `operator:${id}`,
        sentence: `${operator.name} (${id}) may no longer sign in; all of their sessions were ended.`,
      });
    });
  }

  enable(id: string, giving: Giving): Promise<Operator> {
    return this.#parts.journal.submit("operator", (batch) => {
      const before = this.#parts.operators.known(id);
      if (!before)
        throw new Fault("not-found", `There is no operator '${id}'; the list of operators shows who there is.`);
      giving.alongside?.(batch);
      this.#mayTouch(before, giving.by);
      this.#judge(id, before.roles, giving);
      const operator = this.#parts.operators.enable(batch, id);
      batch.audit({
        actor: actorOf(giving.by),
        action: "operator.enabled",
        object: `operator:${id}`,
        sentence: `${operator.name} (${id}) may sign in again as ${inWords(operator.roles)}.`,
      });
      return operator;
    });
  }

  /** Ends the right to sign in of everybody who has not used it for so many days. Resolves with their ids. */
  disableUnused(days: number): Promise<readonly string[]> {
    const { operators, journal } = this.#parts;
    const now = this.#parts.clock.now();
    const unused = () => {
      const administrators = new Set(this.administrators().map(({ id }) => id));
      const people = operators.all().filter(({ id }) => !this.isForEmergencies(id));
      const unused = unusedOperators(people, (id) => administrators.has(id), days, now);
      const silent = silentImports(people, (id) => this.#parts.passwordRecords.importedAt(id), now);
      return [...unused, ...silent.filter(({ operator }) => unused.every((one) => one.operator.id !== operator.id))];
    };
    if (unused().length === 0) return Promise.resolve([]);
    return journal.submit("operator", (batch) => {
      const found = unused();
      for (const { operator, because } of found) {
        this.#end(batch, operator);
        batch.audit({
          actor: { id: "tocsin", via: "timer" },
          action: "operator.disabled-unused",
          object: `operator:${operator.id}`,
          sentence: `${operator.name} (${operator.id}) may no longer sign in: ${because}.`,
        });
      }
      return found.map(({ operator }) => operator.id);
    });
  }

  putRole(wanted: Omit<CustomRole, "changedAt">, by: Who, alongside?: (batch: Batch) => void): Promise<CustomRole> {
    const { roles, journal } = this.#parts;
    return journal.submit("operator", (batch) => {
      const before = roles.get(wanted.id);
      refuse(whyNotRole(rightsOf(by), wanted.grants, wanted.denials));
      // Who changes a role changes what everybody with it may.
      const own = by.kind === "operator" && by.roles.some(({ role }) => role === wanted.id);
      if (own) throw new Fault("forbidden", "Nobody changes a role of their own; ask another administrator.");
      alongside?.(batch);
      this.#keepsAdministrator(wanted);
      const role = roles.put(batch, wanted);
      const granted =
        role.grants.map(({ right, only }) => (only ? `${right} (${only})` : right)).join(", ") || "nothing";
      const denied = role.denials.length > 0 ? ` and denies ${role.denials.join(", ")}` : "";
      batch.audit({
        actor: actorOf(by),
        action: before ? "role.changed" : "role.created",
        object: `role:${role.id}`,
        sentence: `The role '${role.name}' (${role.id}) now grants ${granted}${denied}.`,
        details: { grants: role.grants, denials: role.denials },
      });
      return role;
    });
  }

  retireRole(id: string, by: Who): Promise<void> {
    const { roles, operators, journal } = this.#parts;
    return journal.submit("operator", (batch) => {
      const holders = operators.all().filter((operator) => operator.roles.some(({ role }) => role === id));
      if (holders.length > 0) {
        const names = holders.map((one) => one.id).join(", ");
        throw new Fault("conflict", `The role '${id}' is still that of ${names}; give them another one first.`);
      }
      const role = roles.retire(batch, id);
      batch.audit({
        actor: actorOf(by),
        action: "role.removed",
        object: `role:${id}`,
        sentence: `The role '${role.name}' (${id}) was removed.`,
      });
    });
  }

  #end(batch: Batch, { id }: Operator): void {
    const { operators, sessions } = this.#parts;
    operators.disable(batch, id);
    sessions.end(
      batch,
      sessions.of(id).map((session) => session.hash),
    );
  }

  /** Who administers some partitions only touches only those who have rights nowhere else. */
  #mayTouch(operator: Operator, by: Who): void {
    if (administersAll(rightsOf(by), operator)) return;
    throw new Fault("not-found", `There is no operator '${operator.id}' whom you administer.`);
  }

  #judge(operator: string, roles: readonly WishedRole[], giving: Giving): void {
    const administrators = this.administrators().map(({ id }) => id);
    const { by, approved = false } = giving;
    refuse(
      whyNotAssign({
        operator,
        roles,
        by: by.id,
        own: rightsOf(by),
        roleRights: this.#parts.roles.rights,
        otherAdministrators: administrators.filter((id) => id !== operator),
        isAdministrator: administrators.includes(operator),
        mostAdministrators: this.#parts.mostAdministrators(),
        approved,
      }),
    );
  }

  /** A changed role must not leave the site without anybody who administers operators. */
  #keepsAdministrator(wanted: Omit<CustomRole, "changedAt">): void {
    const { roles, operators } = this.#parts;
    const changed = (id: string) => (id === wanted.id ? wanted : roles.rights(id));
    const before = this.administrators();
    const after = operators
      .all()
      .filter((one) => one.disabledAt === null && administers(effectiveRights(one.roles, changed)));
    if (before.length > 0 && after.length === 0) {
      throw new Fault(
        "conflict",
        `With that, nobody could administer operators any more; leave 'operators:write' in '${wanted.id}'.`,
      );
    }
  }
}

/** Whether all that an operator may lies within what `own` administers. */
export function administersAll(own: Rights, operator: Pick<Operator, "roles">): boolean {
  const reach = own.get("operators:write") ?? own.get("operators:read");
  if (!reach) return false;
  if (reach.some(({ partitions }) => partitions === null)) return true;
  const mine = new Set(reach.flatMap(({ partitions }) => partitions ?? []));
  return operator.roles.every(({ partitions }) => partitions.length > 0 && partitions.every((one) => mine.has(one)));
}

/** Roles that somebody had already keep their time and giver. */
function since(
  wanted: readonly WishedRole[],
  before: readonly Assignment[],
  now: number,
  by: string,
): readonly Assignment[] {
  return wanted.map(({ role, partitions }) => {
    const same = before.find((one) => one.role === role && one.partitions.join() === partitions.join());
    return same ?? { role, partitions: [...partitions], since: now, by };
  });
}

/** `operator for north, south and viewer`. */
export function inWords(roles: readonly WishedRole[]): string {
  return roles
    .map(({ role, partitions }) => (partitions.length > 0 ? `${role} for ${partitions.join(", ")}` : role))
    .join(" and ");
}

function refuse(objection: Objection | null): void {
  if (!objection) return;
  const code = ["unknown", "denial", "not-for-people"].includes(objection.why)
    ? "invalid"
    : ["own", "beyond"].includes(objection.why)
      ? "forbidden"
      : "conflict";
  throw new Fault(code, objection.because);
}
