import type { Clock, Instant } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import { Secret } from "#kernel/secret.ts";
import type { Batch, Journal } from "#store/batch.ts";
import type { Operator, Operators } from "./operators.ts";
import type { PasswordRecords } from "./password-records.ts";
import type { Passwords } from "./passwords.ts";
import type { Sessions } from "./sessions.ts";
import type { Throttle } from "./throttle.ts";

/** Where a sign-in comes from: throttled by address, listed by client. */
export interface From {
  readonly address: string;
  readonly client: string;
  /** Id of the client machine that the browser is bound to. */
  readonly workstation: string | null;
  /** The session that this browser holds already: it ends when somebody signs in here. */
  readonly present: string | null;
  readonly sessionHours: number;
}

export interface SignedIn {
  readonly operator: Operator;
  readonly token: Secret;
  readonly expiresAt: Instant;
}

interface Parts {
  readonly operators: Operators;
  readonly sessions: Sessions;
  readonly passwords: Passwords;
  readonly passwordRecords: PasswordRecords;
  readonly throttle: Throttle;
  readonly journal: Journal;
  readonly clock: Clock;
  /** Ends the session that is open in this browser, within the batch that opens another one. */
  readonly replace: (batch: Batch, present: string | null, by: Operator) => void;
}

/** Somebody has proven who they are with name and password. */
interface Proof {
  readonly id: string;
  /** What the proof changes about the operator, within the batch that lets them in. */
  readonly keep: (batch: Batch) => void;
}

/** How an operator comes in, step by step: throttle, credential, second factor, session. */
export class SignIn {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async begin(id: string, password: Secret, from: From): Promise<SignedIn> {
    const { throttle, clock } = this.#parts;
    throttle.admit(id, from.address, clock.now());
    const proof = await this.#prove(id, password);
    if (!proof) throw await this.#refuse(from);
    throttle.succeeded(id, from.address);
    return this.#finish(proof, from);
  }

  /** Opens a session within `batch` for somebody who has proven everything. */
  open(batch: Batch, operator: Operator, from: From): SignedIn {
    this.#parts.replace(batch, from.present, operator);
    const { token, session } = this.#parts.sessions.open(batch, operator.id, from, from.sessionHours);
    return { operator, token: new Secret(token), expiresAt: session.expiresAt };
  }

  /** Whether that is the operator's password, for those who are signed in already and must prove it. */
  async knows(id: string, password: Secret): Promise<boolean> {
    return (await this.#prove(id, password)) !== null;
  }

  /** The credential check: null when name or password is wrong, after the same time for names that don't exist. */
  async #prove(id: string, password: Secret): Promise<Proof | null> {
    const { operators, passwords, passwordRecords } = this.#parts;
    const hash = operators.passwordHash(id);
    if (!(await passwords.verify(hash, password)) || hash === undefined) return null;
    const stronger = await passwords.renewed(hash, password);
    return {
      id,
      keep: (batch) => {
        if (stronger === null) return;
        operators.setPassword(batch, id, stronger);
        passwordRecords.renew(batch, id, stronger);
      },
    };
  }

  #finish({ id, keep }: Proof, from: From): Promise<SignedIn> {
    const { operators, journal } = this.#parts;
    return journal.submit("operator", (batch) => {
      const operator = operators.enabled(id);
      if (!operator) throw wrong();
      keep(batch);
      operators.signedIn(batch, id);
      const signedIn = this.open(batch, operator, from);
      batch.audit({
        actor: { id: `operator:${id}`, via: "screen" },
        action: "operator.signed-in",
        object: `operator:${id}`,
        sentence: `${operator.name} (${id}) signed in from ${from.address}.`,
        details: { address: from.address, client: from.client },
      });
      return signedIn;
    });
  }

  /** The trail doesn't repeat a name that was typed: it may be a password in the wrong field. */
  async #refuse({ address, client }: From): Promise<Fault> {
    await this.#parts.journal.submit("operator", (batch) =>
      batch.audit({
        actor: { id: "tocsin", via: "api" },
        action: "operator.refused",
        object: "operator:?",
        sentence: `Somebody at ${address} tried to sign in with a wrong name or password.`,
        details: { address, client },
      }),
    );
    return wrong();
  }
}

function wrong(): Fault {
  return new Fault("untrusted", "The name or the password is wrong. Check both and try again.");
}
