import type { Clock, Instant } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import type { Journal } from "#store/batch.ts";
import type { Enrolment } from "./enrolment.ts";
import { type Factors, factorAccount } from "./factors.ts";
import type { Operators } from "./operators.ts";
import { actorOf, type Who } from "./roles.ts";
import type { Sessions } from "./sessions.ts";
import type { From } from "./sign-in.ts";
import type { Throttle } from "./throttle.ts";

type OperatorWho = Who & { kind: "operator" };

interface Parts {
  readonly operators: Operators;
  readonly sessions: Sessions;
  readonly factors: Factors;
  readonly enrolment: Enrolment;
  readonly throttle: Throttle;
  readonly journal: Journal;
  readonly clock: Clock;
}

/**
 * The enrolment codes without which nobody sets up a first second factor where the site demands one: a stolen password
 * would do otherwise. Another person gives them, and hands them over to somebody whom they recognise.
 */
export class FactorCodes {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Gives out a code for an operator without any second factor; an earlier one ends. */
  async give(id: string, by: Who): Promise<{ code: string; expiresAt: Instant }> {
    const { operators, factors, enrolment, journal } = this.#parts;
    const operator = operators.enabled(id);
    if (!operator) throw new Fault("not-found", `There is no operator '${id}' who may sign in.`);
    if (by.kind === "operator" && by.id === id) {
      throw new Fault("conflict", "Somebody else gives you this code; you can set up a second factor in your profile.");
    }
    if (factors.of(id).length > 0) {
      throw new Fault(
        "conflict",
        `'${id}' has a second factor, with which they sign in and set up others; if it is lost, remove it first.`,
      );
    }
    return journal.submit("operator", (batch) => {
      batch.audit({
        actor: actorOf(by),
        action: "factor.code-given",
        object: `operator:${id}`,
        sentence: `A one-time code was given out with which ${operator.name} (${id}) can set up a first second factor within 60 minutes.`,
      });
      return enrolment.renew(batch, id);
    });
  }

  /** Lets the present session set up the first second factor, and nothing else. Guesses are slowed down like factors. */
  async use(code: string, who: OperatorWho, from: From): Promise<void> {
    const { sessions, enrolment, throttle, journal, clock } = this.#parts;
    const { id, name } = who;
    const device = `session ${who.session}`;
    throttle.admit(factorAccount(id), from.address, clock.now(), device);
    if (!enrolment.take(code, clock.now(), id)) {
      await this.#refused(who, from);
      throw new Fault(
        "invalid",
        "This code is not good: it was mistyped, used, given to somebody else or is older than 60 minutes. Ask for a new one.",
      );
    }
    try {
      throttle.succeeded(factorAccount(id), from.address, device);
      await journal.submit("operator", (batch) => {
        const session = sessions.byHash(who.session, batch.now);
        if (!session) throw new Fault("untrusted", "Your session has ended; sign in and ask again.");
        enrolment.use(batch, id, id, session.id);
        batch.audit({
          actor: actorOf(who),
          action: "factor.code-used",
          object: `operator:${id}`,
          sentence: `${name} (${id}) gave the one-time code with which a first second factor can be set up, from ${from.address}.`,
          details: { address: from.address, client: from.client, session: session.id },
        });
      });
    } catch (failure) {
      enrolment.giveBack(id);
      throw failure;
    }
  }

  /** Whether this session may set up a first second factor. */
  leads({ id, session: hash }: OperatorWho): boolean {
    const session = this.#parts.sessions.byHash(hash, this.#parts.clock.now());
    return session !== undefined && this.#parts.enrolment.leads(id, session.id);
  }

  #refused({ id }: OperatorWho, { address, client }: From): Promise<void> {
    return this.#parts.journal.submit("operator", (batch) =>
      batch.audit({
        actor: { id: "tocsin", via: "api" },
        action: "operator.refused",
        object: `operator:${id}`,
        sentence: `Somebody at ${address} knew the password of '${id}' and gave a wrong code to set up a second factor.`,
        details: { address, client },
      }),
    );
  }
}
