import type { Pool } from "pg";
import type { Clock, Instant } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import type { Secret } from "#kernel/secret.ts";
import type { Journal } from "#store/batch.ts";
import { Enrolment } from "./enrolment.ts";
import { type Operator, Operators } from "./operators.ts";
import { hashPassword, verifyPassword, whyNoPassword } from "./password.ts";
import { actorOf, type Role, type Scope, type Who, whyNoOperatorId } from "./roles.ts";
import { SEEN_EVERY_MS, type Session, Sessions } from "./sessions.ts";
import { type From, type SignedIn, SignIn } from "./sign-in.ts";
import { Throttle } from "./throttle.ts";
import { Tokens } from "./tokens.ts";

/** Who may come in: everything about operators, sessions, tokens and enrolment that acts. Doubt is refusal. */
export class Access {
  readonly operators = new Operators();
  readonly sessions = new Sessions();
  readonly tokens = new Tokens();
  readonly signIn: SignIn;
  readonly #enrolment = new Enrolment();
  readonly #throttle = new Throttle();
  readonly #journal: Journal;
  readonly #clock: Clock;

  constructor(journal: Journal, clock: Clock) {
    this.#journal = journal;
    this.#clock = clock;
    const { operators, sessions } = this;
    this.signIn = new SignIn({ operators, sessions, throttle: this.#throttle, journal, clock });
  }

  /** Reads what is stored; called whenever this core becomes the active one. */
  async load(pool: Pool): Promise<void> {
    await this.operators.load(pool);
    await this.sessions.load(pool);
    await this.tokens.load(pool);
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

  signOut(who: Who & { kind: "operator" }): Promise<void> {
    return this.#journal.submit("operator", (batch) => {
      this.sessions.end(batch, [who.session]);
      batch.audit({
        actor: actorOf(who),
        action: "operator.signed-out",
        object: `operator:${who.id}`,
        sentence: `${who.name} (${who.id}) signed out.`,
      });
    });
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
      const passwordHash = await checkedHash(wanted);
      return await this.#journal.submit("operator", (batch) => {
        const operator = this.operators.create(
          batch,
          { id: wanted.id, name: wanted.name, person: null, role: "administrator", partitions: [] },
          passwordHash,
        );
        this.#enrolment.use(batch);
        const signedIn = this.signIn.open(batch, operator, from);
        batch.audit({
          actor: { id: `operator:${operator.id}`, via: "screen" },
          action: "operator.enrolled",
          object: `operator:${operator.id}`,
          sentence: `${operator.name} (${operator.id}) became an administrator with the one-time code, from ${from.address}.`,
          details: { address: from.address, client: from.client },
        });
        return signedIn;
      });
    } catch (failure) {
      this.#enrolment.giveBack();
      throw failure;
    }
  }

  async createOperator(
    wanted: {
      id: string;
      name: string;
      password: Secret;
      role: Role;
      partitions: readonly string[];
      person: string | null;
    },
    by: Who,
  ): Promise<Operator> {
    if (wanted.role === "administrator" && wanted.partitions.length > 0) {
      throw new Fault(
        "invalid",
        "An administrator can't be limited to partitions; leave them out or choose another role.",
      );
    }
    const passwordHash = await checkedHash(wanted);
    return this.#journal.submit("operator", (batch) => {
      const { password: _, ...facts } = wanted;
      const operator = this.operators.create(batch, facts, passwordHash);
      const where = operator.partitions.length > 0 ? ` for ${operator.partitions.join(", ")}` : "";
      batch.audit({
        actor: actorOf(by),
        action: "operator.created",
        object: `operator:${operator.id}`,
        sentence: `${operator.name} (${operator.id}) may now sign in as ${operator.role}${where}.`,
        details: { role: operator.role, partitions: operator.partitions },
      });
      return operator;
    });
  }

  removeOperator(id: string, by: Who): Promise<void> {
    return this.#journal.submit("operator", (batch) => {
      const operator = this.operators.disable(batch, id);
      this.sessions.end(
        batch,
        this.sessions.of(id).map((session) => session.hash),
      );
      batch.audit({
        actor: actorOf(by),
        action: "operator.removed",
        object: `operator:${id}`,
        sentence: `${operator.name} (${id}) may no longer sign in; all of their sessions were ended.`,
      });
    });
  }

  /** `current` is asked of people who change their own; all other sessions of theirs end. */
  async changePassword(id: string, next: Secret, by: Who, own: { current: Secret; from: From } | null): Promise<void> {
    const operator = this.operators.enabled(id);
    if (!operator) throw new Fault("not-found", `There is no operator '${id}'.`);
    if (own) {
      this.#throttled(id, own.from);
      if (!(await verifyPassword(this.operators.passwordHash(id), own.current))) {
        throw new Fault("forbidden", "The present password is wrong; nothing was changed.");
      }
      this.#throttle.succeeded(id, own.from.address);
    }
    const passwordHash = await checkedHash({ id, name: operator.name, password: next });
    await this.#journal.submit("operator", (batch) => {
      this.operators.setPassword(batch, id, passwordHash);
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

  createToken(
    wanted: { name: string; scopes: readonly Scope[]; expiresAt: Instant | null },
    by: Who,
  ): Promise<{ token: string; id: string }> {
    return this.#journal.submit("operator", (batch) => {
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
    const { id, name, role, partitions } = operator;
    return { kind: "operator", id, name, role, partitions, session: session.hash };
  }

  #throttled(account: string, from: From): void {
    this.#throttle.admit(account, from.address, this.#clock.now());
  }
}

/** Refuses what can't be a name or a password, before the costly hash. */
async function checkedHash(wanted: { id: string; name: string; password: Secret }): Promise<string> {
  const why = whyNoOperatorId(wanted.id) ?? whyNoPassword(wanted.password.open(), [wanted.id, wanted.name]);
  if (why) throw new Fault("invalid", why);
  return hashPassword(wanted.password);
}
