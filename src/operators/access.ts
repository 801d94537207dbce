import type { Pool } from "pg";
import type { Clock, Instant } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import type { Secret } from "#kernel/secret.ts";
import { type Site, settingsOf } from "#site/site.ts";
import type { Batch, Journal } from "#store/batch.ts";
import { AccountImport } from "./account-import.ts";
import { AccountMakers } from "./account-makers.ts";
import { Administration, type Giving, type WishedRole } from "./administration.ts";
import type { Sealer } from "./authenticators.ts";
import { CustomRoles } from "./custom-roles.ts";
import { type Directories, NO_DIRECTORIES } from "./directories.ts";
import { DirectoryAccounts } from "./directory-accounts.ts";
import { DirectoryAdmission } from "./directory-admission.ts";
import { DirectorySignIn } from "./directory-sign-in.ts";
import { Elevations } from "./elevations.ts";
import { Enrolment } from "./enrolment.ts";
import { FactorDesk } from "./factor-desk.ts";
import { demandOf, type FactorDemand } from "./factor-policy.ts";
import { Factors } from "./factors.ts";
import { HandOvers } from "./hand-overs.ts";
import { KnownDevices } from "./known-devices.ts";
import type { Client, Watcher } from "./manning.ts";
import { type Operator, Operators } from "./operators.ts";
import { hasExpired } from "./password-policy.ts";
import { PasswordRecords } from "./password-records.ts";
import { Passwords } from "./passwords.ts";
import { PepperStore } from "./peppers.ts";
import { beyond } from "./permissions.ts";
import { Presence } from "./presence.ts";
import { Refusals } from "./refusals.ts";
import { Reproof } from "./reproof.ts";
import { actorOf, may, partitionsOf, rightsOf, type Who, whyNoOperatorId } from "./roles.ts";
import { SessionDesk } from "./session-desk.ts";
import { SEEN_EVERY_MS, type Session, Sessions } from "./sessions.ts";
import { SCOPE_RIGHTS, type Scope } from "./shipped-roles.ts";
import { type From, type SignedIn, SignIn } from "./sign-in.ts";
import { Throttle } from "./throttle.ts";
import { Tokens } from "./tokens.ts";
import { Workstations } from "./workstations.ts";

/** What Access is given of the house. */
export interface AccessHouse {
  readonly site: () => Site;
  /** Keeps peppers and the secrets of authenticator apps. */
  readonly sealer: Sealer;
  /** Passkeys are bound to its host. */
  readonly publicUrl: string;
  /** Words of this server that nobody's password is made of. */
  readonly names: readonly string[];
}

/** Whoever is to watch must be able to answer. */
const WATCHES = "alarms:acknowledge";

/** Who may come in: everything about operators, sessions, tokens and enrolment that acts. Doubt is refusal. */
export class Access {
  readonly operators = new Operators();
  readonly sessions = new Sessions();
  readonly tokens = new Tokens();
  readonly roles = new CustomRoles();
  readonly administration: Administration;
  readonly elevations: Elevations;
  readonly makers = new AccountMakers();
  readonly passwords: Passwords;
  readonly passwordRecords = new PasswordRecords();
  readonly accountImport: AccountImport;
  readonly factors: Factors;
  /** Sets up and removes second factors. */
  readonly factorDesk: FactorDesk;
  readonly signIn: SignIn;
  /** Asks those who are signed in again who they are. */
  readonly reproof: Reproof;
  /** Operators whose passwords a directory knows. */
  readonly directoryAccounts = new DirectoryAccounts();
  readonly directoryAdmission: DirectoryAdmission;
  /** Who judges their passwords; the server wires it in. */
  directories: Directories = NO_DIRECTORIES;
  /** Locks and ends sessions. */
  readonly desk: SessionDesk;
  /** Browsers that are bound to client machines. */
  readonly workstations: Workstations;
  /** Gives the watch from one to the next. */
  readonly handOvers: HandOvers;
  readonly presence = new Presence();
  readonly #peppers: PepperStore;
  readonly #enrolment = new Enrolment();
  /** Writes refused sign-ins down, and not each of them. */
  readonly refusals: Refusals;
  readonly #throttle = new Throttle();
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #site: () => Site;

  constructor(journal: Journal, clock: Clock, { site, names, sealer, publicUrl }: AccessHouse) {
    this.#journal = journal;
    this.#clock = clock;
    this.#site = site;
    this.elevations = new Elevations(journal, clock);
    this.refusals = new Refusals(journal, clock);
    this.#peppers = new PepperStore(sealer, journal);
    this.passwords = new Passwords({
      peppers: () => this.#peppers.all(),
      policy: () => settingsOf(site()).logins.password,
      siteWords: () => [settingsOf(site()).name, ...names],
    });
    const { operators, sessions, passwords, passwordRecords } = this;
    const throttle = this.#throttle;
    this.accountImport = new AccountImport({
      operators,
      roles: this.roles,
      passwords,
      passwordRecords,
      journal,
      clock,
    });
    this.administration = new Administration({
      operators,
      passwordRecords,
      roles: this.roles,
      sessions,
      journal,
      clock,
      mostAdministrators: () => settingsOf(site()).logins.mostAdministrators,
    });
    this.workstations = new Workstations({ sessions, throttle, journal, clock, site });
    this.factors = new Factors({ sealer, publicUrl });
    const { factors } = this;
    this.factorDesk = new FactorDesk({ factors, operators, journal, clock });
    const { directoryAccounts: accounts } = this;
    this.directoryAdmission = new DirectoryAdmission({
      operators,
      accounts,
      sessions,
      journal,
      roleRights: this.roles.rights,
      mostAdministrators: () => settingsOf(site()).logins.mostAdministrators,
    });
    const { directoryAdmission: admission } = this;
    const directory = new DirectorySignIn({ operators, accounts, admission, directories: () => this.directories });
    const demandOn = (operator: string) => this.demandOn(operator);
    this.signIn = new SignIn({
      operators,
      sessions,
      factors,
      directory,
      demandOn,
      passwords,
      passwordRecords,
      throttle,
      refusals: this.refusals,
      devices: new KnownDevices(() => this.#peppers.all()),
      journal,
      clock,
      replace: (batch, present, by) => this.desk.replace(batch, present, by),
    });
    this.reproof = new Reproof({
      operators,
      sessions,
      factors,
      directory,
      throttle,
      journal,
      clock,
      demandOn,
      check: (operator, password) => this.signIn.prove(operator, password),
    });
    this.desk = new SessionDesk({
      operators,
      sessions,
      journal,
      clock,
      site,
      reproof: this.reproof,
      watchers: () => this.watchers(),
    });
    this.handOvers = new HandOvers({
      operators,
      sessions,
      journal,
      clock,
      site,
      watchers: () => this.watchers(),
      reach: (operator) => this.#reachOf(operator),
    });
  }

  /** Reads what is stored; called whenever this core becomes the active one. */
  async load(pool: Pool): Promise<void> {
    await this.roles.load(pool);
    await this.operators.load(pool);
    await this.#peppers.load(pool);
    await this.directoryAccounts.load(pool);
    await this.passwordRecords.load(pool);
    await this.elevations.load(pool);
    await this.makers.load(pool);
    await this.sessions.load(pool);
    await this.factors.load(pool);
    this.signIn.clear();
    this.reproof.clear();
    await this.tokens.load(pool);
    await this.workstations.load(pool);
    await this.handOvers.load(pool);
    await this.#enrolment.load(pool);
  }

  /** Whom a cookie's token speaks for. */
  bySession(token: string): (Who & { kind: "operator" }) | undefined {
    const now = this.#clock.now();
    const session = this.sessions.find(token, now);
    const who = session && this.#whoOf(session);
    if (session && who && now - session.seenAt > SEEN_EVERY_MS) {
      session.seenAt = now;
      void this.#journal
        .submit("operator", (batch) => {
          this.sessions.seen(batch, session);
          this.tokens.keepUses(batch);
        })
        .catch(() => undefined); // a missing time of last use harms nobody; the next one comes in five minutes
    }
    return who;
  }

  byToken(token: string): (Who & { kind: "token" }) | undefined {
    return this.tokens.find(token, this.#clock.now());
  }

  /** The same person as they may be now, or undefined when the right has ended: for streams that last. */
  again(who: Who): Who | undefined {
    const now = this.#clock.now();
    switch (who.kind) {
      case "operator": {
        const session = this.sessions.byHash(who.session, now);
        return session && this.#whoOf(session);
      }
      case "token":
        return this.tokens.stands(who.id, now) ? who : undefined;
      case "machine":
        return who;
    }
  }

  /** An operator as they may be now, outside any session. */
  whoIs(id: string): (Who & { kind: "operator" }) | undefined {
    const operator = this.operators.enabled(id);
    if (!operator) return undefined;
    const roles = this.#rolesNow(operator);
    const rights = this.administration.rightsOf({ roles });
    return { kind: "operator", id, name: operator.name, roles, rights, session: "", locked: false };
  }

  /** What the site demands of somebody beyond a password. @param who they, as they may be now */
  demandOn(id: string, who: Who | undefined = this.whoIs(id)): FactorDemand {
    if (who?.kind !== "operator") return "nothing";
    const administers = may(who, "operators:write") || may(who, "security:write");
    return demandOf(settingsOf(this.#site()).logins, { roles: who.roles.map(({ role }) => role), administers });
  }

  /** A screen of theirs shows what happens, live. The answer says that it no longer does. */
  watching(who: Who): () => void {
    const session = who.kind === "operator" ? this.sessions.byHash(who.session, this.#clock.now()) : undefined;
    return session ? this.presence.enter(session.id) : () => {};
  }

  isWatching(session: Session): boolean {
    return this.presence.has(session.id);
  }

  /** Every browser in which somebody is signed in. */
  clients(): Client[] {
    return this.sessions
      .all(this.#clock.now())
      .map((session) => ({ workstation: session.workstation, live: this.isWatching(session) }));
  }

  /** Everybody who watches at this moment: signed in, unlocked, with a live stream, and with the right to answer alarms. */
  watchers(): Watcher[] {
    return this.sessions.all(this.#clock.now()).flatMap((session) => {
      const who = this.isWatching(session) ? this.#whoOf(session) : undefined;
      if (!who || who.locked || !may(who, WATCHES)) return [];
      return [{ session: session.id, workstation: session.workstation, partitions: partitionsOf(who, WATCHES) }];
    });
  }

  /** Where somebody could watch; undefined: nowhere. */
  #reachOf(operator: string): readonly string[] | null | undefined {
    const who = this.whoIs(operator);
    return who && may(who, WATCHES) ? partitionsOf(who, WATCHES) : undefined;
  }

  /** A new one-time code, for somebody who is at the machine; every earlier one ends. */
  newEnrolmentCode(actor: { id: string; via: "start" | "cli" }): Promise<{ code: string; expiresAt: Instant }> {
    return this.#journal.submit("operator", (batch) => {
      const made = this.#enrolment.renew(batch);
      batch.audit({
        actor,
        action: "enrolment.opened",
        object: "enrolment",
        sentence:
          "A one-time code was given out on the machine, with which one administrator can be enrolled within 60 minutes.",
      });
      return made;
    });
  }

  /** Makes the holder of the one-time code an administrator and signs them in. */
  async enrol(code: string, wanted: { id: string; name: string; password: Secret }, from: From): Promise<SignedIn> {
    this.#throttled("\0enrolment", from);
    const now = this.#clock.now();
    if (!this.#enrolment.take(code, now)) {
      throw new Fault(
        "untrusted",
        "This code is not good: it was mistyped, used or is older than 60 minutes. `tocsin enrol` on the machine shows a new one.",
      );
    }
    try {
      this.#throttle.succeeded("\0enrolment", from.address);
      const passwordHash = await this.#chosen(wanted);
      return await this.#journal.submit("operator", (batch) => {
        const operator = this.operators.create(
          batch,
          {
            id: wanted.id,
            name: wanted.name,
            person: null,
            roles: [{ role: "administrator", partitions: [], since: now, by: "enrolment" }],
          },
          passwordHash,
        );
        this.passwordRecords.set(batch, operator.id, passwordHash);
        this.#enrolment.use(batch);
        const signedIn = this.signIn.open(batch, operator, from);
        batch.audit({
          actor: { id: `operator:${operator.id}`, via: "screen" },
          action: "operator.enrolled",
          object: `operator:${operator.id}`,
          sentence: `${operator.name} (${operator.id}) became an administrator with the one-time code, from ${from.address}.`,
          details: { address: from.address, client: from.client, first: this.operators.none },
        });
        return signedIn;
      });
    } catch (failure) {
      this.#enrolment.giveBack();
      throw failure;
    }
  }

  async createOperator(
    wanted: { id: string; name: string; password: Secret; roles: readonly WishedRole[]; person: string | null },
    by: Who,
    approval: Omit<Giving, "by"> = {},
  ): Promise<Operator> {
    const passwordHash = await this.#chosen(wanted);
    const { password: _, ...facts } = wanted;
    const alongside = (batch: Batch) => {
      approval.alongside?.(batch);
      this.makers.note(batch, wanted.id, actorOf(by).id);
    };
    return this.administration.create(facts, passwordHash, { ...approval, by, alongside });
  }

  /** Whether the site asks for another password at a sign-in at this time; passwords of a directory are its own. */
  passwordExpired(id: string, at: Instant): boolean {
    const setAt = this.passwordRecords.setAt(id) ?? this.operators.enabled(id)?.createdAt;
    if (setAt === undefined || this.directoryAccounts.of(id)) return false;
    return hasExpired(setAt, at, this.passwords.policy);
  }

  /** `current` is asked of people who change their own; all other sessions of theirs end. */
  async changePassword(
    id: string,
    next: Secret,
    by: Who,
    own: { current: Secret; from: From } | null,
    alongside?: (batch: Batch) => void,
  ): Promise<void> {
    const operator = this.operators.enabled(id);
    if (!operator) throw new Fault("not-found", `There is no operator '${id}'.`);
    const account = this.directoryAccounts.of(id);
    if (account) {
      throw new Fault(
        "conflict",
        `The directory '${account.directory}' keeps the password of '${id}'; change it there.`,
      );
    }
    if (own) {
      this.#throttled(id, own.from);
      if (!(await this.passwords.verify(this.operators.passwordHash(id), own.current))) {
        throw new Fault("forbidden", "The present password is wrong; nothing was changed.");
      }
      this.#throttle.succeeded(id, own.from.address);
    }
    const passwordHash = await this.#chosen({ id, name: operator.name, password: next });
    await this.#journal.submit("operator", (batch) => {
      alongside?.(batch);
      this.makers.note(batch, id, actorOf(by).id);
      this.operators.setPassword(batch, id, passwordHash);
      this.passwordRecords.set(batch, id, passwordHash);
      const present = by.kind === "operator" ? by.session : null;
      const others = this.sessions.of(id).filter((session) => session.hash !== present);
      this.sessions.end(
        batch,
        others.map((session) => session.hash),
      );
      batch.audit({
        actor: actorOf(by),
        action: "operator.password-changed",
        object: `operator:${id}`,
        sentence: `The password of ${operator.name} (${id}) was changed; ${others.length} other sessions were ended.`,
      });
    });
  }

  /** Of somebody who has lost them; whoever does it knows that a password alone opens the account now. */
  removeFactors(id: string, by: Who, alongside?: (batch: Batch) => void): Promise<void> {
    return this.factorDesk.removeAll(id, by, (batch) => {
      alongside?.(batch);
      this.makers.note(batch, id, actorOf(by).id);
    });
  }

  createToken(
    wanted: { name: string; scopes: readonly Scope[]; expiresAt: Instant | null },
    by: Who,
  ): Promise<{ token: string; id: string }> {
    return this.#journal.submit("operator", (batch) => {
      const more = wanted.scopes.filter((scope) => !mayGive(by, scope));
      if (more.length > 0) {
        throw new Fault(
          "forbidden",
          `You can't make a token that may ${more.join(", ")}: nobody can grant more than they hold.`,
        );
      }
      if (wanted.expiresAt !== null && wanted.expiresAt <= batch.now) {
        throw new Fault("invalid", "The token's end lies in the past; leave it out or choose a later time.");
      }
      const actor = actorOf(by);
      const made = this.tokens.create(batch, { ...wanted, createdBy: actor.id });
      batch.audit({
        actor,
        action: "token.created",
        object: `token:${made.id}`,
        sentence: `A token '${wanted.name}' was made that may ${wanted.scopes.join(", ")}.`,
        details: { scopes: wanted.scopes, expiresAt: wanted.expiresAt },
      });
      return made;
    });
  }

  revokeToken(id: string, by: Who): Promise<void> {
    return this.#journal.submit("operator", (batch) => {
      const token = this.tokens.revoke(batch, id);
      batch.audit({
        actor: actorOf(by),
        action: "token.revoked",
        object: `token:${id}`,
        sentence: `The token '${token.name}' was revoked and opens nothing any more.`,
      });
    });
  }

  #whoOf(session: Session): (Who & { kind: "operator" }) | undefined {
    const operator = this.operators.enabled(session.operator);
    if (!operator) return undefined;
    const { id, name } = operator;
    const roles = this.#rolesNow(operator);
    return {
      kind: "operator",
      id,
      name,
      roles,
      rights: this.administration.rightsOf({ roles }),
      session: session.hash,
      locked: this.desk.lockedSince(session) !== null,
    };
  }

  /** Their own roles, and those that they have for a limited time. */
  #rolesNow({ id, roles }: Operator): Operator["roles"] {
    const elevated = this.elevations.of(id, this.#clock.now());
    if (elevated.length === 0) return roles;
    const more = elevated.map(({ role, partitions, beganAt, approvedBy }) => ({
      role,
      partitions,
      since: beganAt,
      by: approvedBy,
    }));
    return [...roles, ...more];
  }

  #throttled(account: string, from: From): void {
    this.#throttle.admit(account, from.address, this.#clock.now());
  }

  /** What to store of a chosen password. Refuses what can't be a name or a password, before the costly hash. */
  #chosen({ id, name, password }: { id: string; name: string; password: Secret }): Promise<string> {
    const why = whyNoOperatorId(id);
    if (why) throw new Fault("invalid", why);
    return this.passwords.chosen(password, { id, name, former: this.passwordRecords.hashes(id) });
  }
}

/** Events are spoken for by machines only, so no person holds that right, and whoever makes tokens may give it. */
function mayGive(by: Who, scope: Scope): boolean {
  const wanted = SCOPE_RIGHTS[scope].filter((right) => right !== "events:write").map((right) => ({ right }));
  return beyond(rightsOf(by), wanted).length === 0;
}
