import type { Clock, Instant } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import type { Secret } from "#kernel/secret.ts";
import type { Batch, Journal } from "#store/batch.ts";
import type { AccountMakers } from "./account-makers.ts";
import type { Administration, Giving, WishedRole } from "./administration.ts";
import type { DirectoryAccounts } from "./directory-accounts.ts";
import type { Enrolment } from "./enrolment.ts";
import type { FactorDesk } from "./factor-desk.ts";
import type { Operator, Operators } from "./operators.ts";
import { hasExpired } from "./password-policy.ts";
import type { PasswordRecords } from "./password-records.ts";
import type { Passwords } from "./passwords.ts";
import { actorOf, type Who, whyNoOperatorId } from "./roles.ts";
import type { Sessions } from "./sessions.ts";
import type { From, SignedIn, SignIn } from "./sign-in.ts";
import type { Throttle } from "./throttle.ts";

interface Parts {
  readonly operators: Operators;
  readonly sessions: Sessions;
  readonly administration: Administration;
  readonly makers: AccountMakers;
  readonly passwords: Passwords;
  readonly passwordRecords: PasswordRecords;
  readonly directoryAccounts: DirectoryAccounts;
  readonly factorDesk: FactorDesk;
  readonly enrolment: Enrolment;
  readonly signIn: SignIn;
  readonly throttle: Throttle;
  readonly journal: Journal;
  readonly clock: Clock;
}

/** How people get their accounts and the ways into them: by a one-time code, by an administrator, and by themselves. */
export class Accounts {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** A new one-time code, for somebody who is at the machine; every earlier one ends. */
  newEnrolmentCode(actor: { id: string; via: "start" | "cli" }): Promise<{ code: string; expiresAt: Instant }> {
    return this.#parts.journal.submit("operator", (batch) => {
      const made = this.#parts.enrolment.renew(batch, null);
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
    const { operators, passwordRecords, enrolment, signIn, throttle, journal } = this.#parts;
    this.#throttled("\0enrolment", from);
    const now = this.#parts.clock.now();
    if (!enrolment.take(code, now, null)) {
      throw new Fault(
        "untrusted",
        "This code is not good: it was mistyped, used or is older than 60 minutes. `tocsin enrol` on the machine shows a new one.",
      );
    }
    try {
      throttle.succeeded("\0enrolment", from.address);
      const passwordHash = await this.#chosen(wanted);
      return await journal.submit("operator", (batch) => {
        const operator = operators.create(
          batch,
          {
            id: wanted.id,
            name: wanted.name,
            person: null,
            roles: [{ role: "administrator", partitions: [], since: now, by: "enrolment" }],
          },
          passwordHash,
        );
        passwordRecords.set(batch, operator.id, passwordHash);
        operators.signedIn(batch, operator.id);
        const signedIn = signIn.open(batch, operator, from);
        enrolment.use(batch, null, operator.id, signedIn.session);
        batch.audit({
          actor: { id: `operator:${operator.id}`, via: "screen" },
          action: "operator.enrolled",
          object: `operator:${operator.id}`,
          sentence: `${operator.name} (${operator.id}) became an administrator with the one-time code, from ${from.address}.`,
          details: { address: from.address, client: from.client, first: operators.none },
        });
        return signedIn;
      });
    } catch (failure) {
      enrolment.giveBack(null);
      throw failure;
    }
  }

  /** Lets somebody sign in, with a first password. */
  async create(
    wanted: { id: string; name: string; password: Secret; roles: readonly WishedRole[]; person: string | null },
    by: Who,
    approval: Omit<Giving, "by"> = {},
  ): Promise<Operator> {
    const passwordHash = await this.#chosen(wanted);
    const { password: _, ...facts } = wanted;
    const alongside = (batch: Batch) => {
      approval.alongside?.(batch);
      this.#parts.makers.note(batch, wanted.id, actorOf(by).id);
    };
    return this.#parts.administration.create(facts, passwordHash, { ...approval, by, alongside });
  }

  /** Whether the site asks for another password at a sign-in at this time; passwords of a directory are its own. */
  passwordExpired(id: string, at: Instant): boolean {
    const { operators, passwords, passwordRecords, directoryAccounts } = this.#parts;
    const setAt = passwordRecords.setAt(id) ?? operators.enabled(id)?.createdAt;
    if (setAt === undefined || directoryAccounts.of(id)) return false;
    return hasExpired(setAt, at, passwords.policy);
  }

  /** `current` is asked of people who change their own; all other sessions of theirs end. */
  async changePassword(
    id: string,
    next: Secret,
    by: Who,
    own: { current: Secret; from: From } | null,
    alongside?: (batch: Batch) => void,
  ): Promise<void> {
    const { operators, sessions, passwords, passwordRecords, directoryAccounts, makers, throttle, journal } =
      this.#parts;
    const operator = operators.enabled(id);
    if (!operator) throw new Fault("not-found", `There is no operator '${id}'.`);
    const account = directoryAccounts.of(id);
    if (account) {
      throw new Fault(
        "conflict",
        `The directory '${account.directory}' keeps the password of '${id}'; change it there.`,
      );
    }
    if (own) {
      this.#throttled(id, own.from);
      if (!(await passwords.verify(operators.passwordHash(id), own.current))) {
        throw new Fault("forbidden", "The present password is wrong; nothing was changed.");
      }
      throttle.succeeded(id, own.from.address);
    }
    const passwordHash = await this.#chosen({ id, name: operator.name, password: next });
    await journal.submit("operator", (batch) => {
      alongside?.(batch);
      makers.note(batch, id, actorOf(by).id);
      operators.setPassword(batch, id, passwordHash);
      passwordRecords.set(batch, id, passwordHash);
      const present = by.kind === "operator" ? by.session : null;
      const others = sessions.of(id).filter((session) => session.hash !== present);
      sessions.end(
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

  /** Of somebody who has lost them; where no factor is demanded a password alone opens the account then. */
  removeFactors(id: string, by: Who, alongside?: (batch: Batch) => void): Promise<void> {
    return this.#parts.factorDesk.removeAll(id, by, (batch) => {
      alongside?.(batch);
      this.#parts.makers.note(batch, id, actorOf(by).id);
    });
  }

  #throttled(account: string, from: From): void {
    this.#parts.throttle.admit(account, from.address, this.#parts.clock.now());
  }

  /** What to store of a chosen password. Refuses what can't be a name or a password, before the costly hash. */
  #chosen({ id, name, password }: { id: string; name: string; password: Secret }): Promise<string> {
    const why = whyNoOperatorId(id);
    if (why) throw new Fault("invalid", why);
    return this.#parts.passwords.chosen(password, { id, name, former: this.#parts.passwordRecords.hashes(id) });
  }
}
