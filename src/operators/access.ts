import type { Pool } from "pg";
import type { Clock } from "#kernel/clock.ts";
import { type Site, settingsOf } from "#site/site.ts";
import type { Journal } from "#store/batch.ts";
import { AccountImport } from "./account-import.ts";
import { AccountMakers } from "./account-makers.ts";
import { Accounts } from "./accounts.ts";
import { Administration } from "./administration.ts";
import type { Sealer } from "./authenticators.ts";
import { CustomRoles } from "./custom-roles.ts";
import { type Directories, NO_DIRECTORIES } from "./directories.ts";
import { DirectoryAccounts } from "./directory-accounts.ts";
import { DirectoryAdmission } from "./directory-admission.ts";
import { DirectorySignIn } from "./directory-sign-in.ts";
import { displayKey, displayOf } from "./display.ts";
import { Elevations } from "./elevations.ts";
import { Enrolment } from "./enrolment.ts";
import { FactorCodes } from "./factor-codes.ts";
import { FactorDesk } from "./factor-desk.ts";
import { demandOf, type FactorDemand } from "./factor-policy.ts";
import { Factors } from "./factors.ts";
import { HandOvers } from "./hand-overs.ts";
import { KnownDevices } from "./known-devices.ts";
import type { Client, Watcher } from "./manning.ts";
import { type Operator, Operators } from "./operators.ts";
import { PasswordRecords } from "./password-records.ts";
import { Passwords } from "./passwords.ts";
import { PepperStore } from "./peppers.ts";
import { Presence } from "./presence.ts";
import { Refusals } from "./refusals.ts";
import { Reproof } from "./reproof.ts";
import { may, partitionsOf, type Who } from "./roles.ts";
import { SessionDesk } from "./session-desk.ts";
import { SEEN_EVERY_MS, type Session, Sessions } from "./sessions.ts";
import { SignIn } from "./sign-in.ts";
import { Throttle } from "./throttle.ts";
import { TokenDesk } from "./token-desk.ts";
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
  readonly tokenDesk: TokenDesk;
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
  /** Lets a first second factor be set up where the site demands one. */
  readonly factorCodes: FactorCodes;
  readonly signIn: SignIn;
  /** Makes accounts and the ways into them. */
  readonly accounts: Accounts;
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
    const enrolment = this.#enrolment;
    this.factorDesk = new FactorDesk({ factors, operators, sessions, enrolment, journal, clock });
    this.factorCodes = new FactorCodes({
      operators,
      sessions,
      factors,
      enrolment,
      throttle,
      journal,
      clock,
    });
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
    this.tokenDesk = new TokenDesk(this.tokens, journal);
    this.accounts = new Accounts({
      operators,
      sessions,
      administration: this.administration,
      makers: this.makers,
      passwords,
      passwordRecords,
      directoryAccounts: accounts,
      factorDesk: this.factorDesk,
      enrolment,
      signIn: this.signIn,
      throttle,
      journal,
      clock,
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

  /** The display that a browser's token makes it. */
  byDisplay(token: string): (Who & { kind: "display" }) | undefined {
    return displayOf(this.#site(), this.workstations.of(token), token, this.roles.rights);
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
      case "display":
        return this.byDisplay(who.token);
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

  /** Who signs in for a person of the site. */
  ofPerson(person: string): (Who & { kind: "operator" })[] {
    return this.operators.all().flatMap((operator) => (operator.person === person && this.whoIs(operator.id)) || []);
  }

  /** What the site demands of somebody beyond a password. @param who they, as they may be now */
  demandOn(id: string, who: Who | undefined = this.whoIs(id)): FactorDemand {
    if (who?.kind !== "operator") return "nothing";
    const administers = may(who, "operators:write") || may(who, "security:write");
    return demandOf(settingsOf(this.#site()).logins, { roles: who.roles.map(({ role }) => role), administers });
  }

  /** A screen of theirs shows what happens, live. The answer says that it no longer does. */
  watching(who: Who): () => void {
    if (who.kind === "display") return this.presence.enter(displayKey(who.id));
    const session = who.kind === "operator" ? this.sessions.byHash(who.session, this.#clock.now()) : undefined;
    return session ? this.presence.enter(session.id) : () => {};
  }

  isWatching(session: Session): boolean {
    return this.presence.has(session.id);
  }

  /** Every browser in which somebody is signed in, and every display that has one. */
  clients(): Client[] {
    const displays = [...this.#site().items.workstation.values()].flatMap(({ body: { id, wall } }) =>
      wall && this.workstations.browsersOf(id).length > 0
        ? [{ workstation: id, live: this.presence.has(displayKey(id)) }]
        : [],
    );
    const sessions = this.sessions.all(this.#clock.now());
    return [
      ...sessions.map((session) => ({ workstation: session.workstation, live: this.isWatching(session) })),
      ...displays,
    ];
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
}
