import type { Clock } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import { Secret } from "#kernel/secret.ts";
import type { Journal } from "#store/batch.ts";
import type { Link } from "./directories.ts";
import type { DirectorySignIn, Unproven } from "./directory-sign-in.ts";
import { accepted, type FactorDemand } from "./factor-policy.ts";
import { type Counted, type FactorKind, type Factors, factorAccount, type Given, WRONG_FACTOR } from "./factors.ts";
import { Once } from "./once.ts";
import type { Operators } from "./operators.ts";
import type { Session, Sessions } from "./sessions.ts";
import type { From, SignedIn } from "./sign-in.ts";
import type { Throttle } from "./throttle.ts";

/** How long the word of a provider waits for whoever went there. */
const VOUCHED_MS = 2 * 60_000;

/** What somebody proves with that it is still they who sit there. */
export interface Proof {
  /** Null: a provider has just vouched for them. */
  readonly password: Secret | null;
  readonly factor: Given | null;
}

/** It was not they. `why` is for the trail, `say` for the person at the screen. */
export interface NotProven {
  readonly why: string;
  readonly say: string;
}

interface Parts {
  readonly operators: Operators;
  readonly sessions: Sessions;
  readonly factors: Factors;
  readonly directory: DirectorySignIn;
  readonly throttle: Throttle;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly demandOn: (operator: string) => FactorDemand;
  /** Whether that is the password; what it then changes about the operator is left for their next sign-in. */
  readonly check: (operator: string, password: Secret) => Promise<{ readonly id: string } | Unproven>;
}

/** Somebody who is signed in proves again that it is they: for what is critical, and to open a locked screen. */
export class Reproof {
  readonly #parts: Parts;
  /** Sessions for which a provider's word waits. */
  readonly #vouched = new Once<true>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  clear(): void {
    this.#vouched.clear();
  }

  /** With which of their factors the operator steps up; empty: what comes first is enough. */
  factorsOf(operator: string): readonly FactorKind[] {
    return accepted(this.#parts.demandOn(operator), this.#parts.factors.of(operator));
  }

  /** What the browser asks a passkey with. */
  challenge(session: Session) {
    const { factors, clock } = this.#parts;
    return factors.challenge(session.operator, askedOf(session), clock.now());
  }

  /**
   * A provider has said, for this session, who signed in there just now. Answers whether that was its operator; then the
   * next proof within two minutes needs no password.
   */
  async vouched(session: Session, person: Link, from: From): Promise<boolean> {
    const { directory, clock } = this.#parts;
    if (!directory.isOf(session.operator, person)) {
      await this.notVouched(session, person.directory, "somebody else signed in there", from);
      return false;
    }
    this.#vouched.keep(session.id, true, clock.now() + VOUCHED_MS);
    return true;
  }

  /** The provider sent the browser back without vouching, or not enough. */
  async notVouched(session: Session, directory: string, because: string, from: From): Promise<void> {
    await this.#refused(session, `the directory '${directory}' says: ${because}`, from);
  }

  /**
   * Judges a proof; what is typed in this session is slowed down like signing in.
   *
   * @param kinds of second factor of which one must be given; empty: none
   */
  async judge(session: Session, proof: Proof, kinds: readonly FactorKind[], from: From): Promise<Counted | NotProven> {
    const { throttle, factors, clock } = this.#parts;
    const { operator: id } = session;
    const { factor } = proof;
    const isAsked = kinds.length > 0;
    if (isAsked && (!factor || !kinds.includes(factor.kind))) throw new Fault("invalid", wantedOf(kinds));
    const first = await this.#judgeFirst(session, proof.password, from);
    if ("why" in first) return first;
    let second: Counted | null = null;
    if (isAsked && factor) {
      throttle.admit(factorAccount(id), from.address, clock.now(), deviceOf(session));
      const proven = await factors.prove(id, factor, askedOf(session), clock.now());
      if ("why" in proven) return { why: proven.why, say: WRONG_FACTOR };
      throttle.succeeded(factorAccount(id), from.address, deviceOf(session));
      second = proven;
    }
    this.#vouched.take(session.id, clock.now());
    return {
      with: second ? `${first.with} and ${second.with}` : first.with,
      keep: (batch) => second?.keep(batch),
    };
  }

  /** Under a new token the session goes on, and for five minutes what is critical is taken. */
  async stepUp(session: Session, proof: Proof, from: From): Promise<SignedIn> {
    const { operators, sessions, journal } = this.#parts;
    const id = session.operator;
    const proven = await this.judge(session, proof, this.factorsOf(id), from);
    if ("why" in proven) {
      await this.#refused(session, proven.why, from);
      throw new Fault("forbidden", proven.say);
    }
    return journal.submit("operator", (batch) => {
      const operator = operators.enabled(id);
      if (!operator || !sessions.byHash(session.hash, batch.now)) {
        throw new Fault("untrusted", "Your session has ended; sign in and ask again.");
      }
      proven.keep(batch);
      const token = sessions.rotate(batch, session);
      batch.audit({
        actor: { id: `operator:${id}`, via: "screen" },
        action: "session.stepped-up",
        object: `operator:${id}`,
        sentence: `${operator.name} (${id}) proved again who they are, with ${proven.with}.`,
        details: { address: from.address, session: session.id },
      });
      return { operator, token: new Secret(token), session: session.id, expiresAt: session.expiresAt };
    });
  }

  /** The password, or the word of the provider. */
  async #judgeFirst(
    session: Session,
    password: Secret | null,
    { address }: From,
  ): Promise<Pick<Counted, "with"> | NotProven> {
    const { throttle, directory, clock, check } = this.#parts;
    const { operator: id } = session;
    if (!password) {
      if (this.#vouched.look(session.id, clock.now())) return { with: "a new sign-in at their provider" };
      throw new Fault("invalid", "Give your password, or sign in again with the provider that you come from.");
    }
    throttle.admit(id, address, clock.now(), deviceOf(session));
    const checked = await check(id, password);
    if (!("id" in checked) || checked.id !== id) {
      const why = "because" in checked && checked.because !== null ? checked.because : "the password was wrong";
      return { why, say: `The password is wrong. Try again.${directory.alsoDown()}` };
    }
    throttle.succeeded(id, address, deviceOf(session));
    return { with: "the password" };
  }

  #refused({ operator: id }: Session, why: string, { address, client }: From): Promise<void> {
    return this.#parts.journal.submit("operator", (batch) =>
      batch.audit({
        actor: { id: "tocsin", via: "api" },
        action: "session.step-up-refused",
        object: `operator:${id}`,
        sentence: `Somebody in a session of '${id}' at ${address} could not prove to be them: ${why}.`,
        details: { address, client },
      }),
    );
  }
}

function wantedOf(kinds: readonly FactorKind[]): string {
  return kinds.length === 1 && kinds[0] === "passkey"
    ? "Your passkey is asked for; nothing else counts in its place."
    : "You have a second factor; give a code or a passkey too.";
}

function askedOf({ id }: Session): string {
  return `again ${id}`;
}

/** A session is as good as a known device: somebody else's wrong guesses don't slow it down. */
function deviceOf({ id }: Session): string {
  return `session ${id}`;
}
