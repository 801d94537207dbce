import type { Clock, Instant } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import { Secret } from "#kernel/secret.ts";
import type { Batch, Journal } from "#store/batch.ts";
import type { Vouched } from "./directories.ts";
import type { DirectorySignIn, Unproven } from "./directory-sign-in.ts";
import { accepted, type FactorDemand } from "./factor-policy.ts";
import { type FactorKind, type Factors, factorAccount, type Given, WRONG_FACTOR } from "./factors.ts";
import type { KnownDevices } from "./known-devices.ts";
import { Once } from "./once.ts";
import { opaqueToken, tokenHash } from "./opaque.ts";
import type { Operator, Operators } from "./operators.ts";
import type { PasswordRecords } from "./password-records.ts";
import type { Passwords } from "./passwords.ts";
import type { Refusals } from "./refusals.ts";
import type { Sessions } from "./sessions.ts";
import { type Throttle, Throttled } from "./throttle.ts";
import { hasBeenSilent } from "./unused.ts";

/** Where a sign-in comes from: throttled by address, listed by client. */
export interface From {
  readonly address: string;
  readonly client: string;
  /** Id of the client machine that the browser is bound to. */
  readonly workstation: string | null;
  /** The session that this browser holds already: it ends when somebody signs in here. */
  readonly present: string | null;
  /** What the browser carries of earlier sign-ins. */
  readonly devices: string;
  readonly sessionHours: number;
}

export interface SignedIn {
  readonly operator: Operator;
  readonly token: Secret;
  /** Public id of the session. */
  readonly session: string;
  readonly expiresAt: Instant;
  /** What the browser is to carry of this sign-in, so that it is known the next time. */
  readonly devices?: string;
}

/** Name and password were right; a second factor is to come. */
export interface Pending {
  /** Opens nothing but the next step, once, from the same address. */
  readonly ticket: Secret;
  readonly factors: readonly FactorKind[];
  readonly expiresAt: Instant;
}

/** The ticket counts no more: signing in begins anew. */
export class SignInEnded extends Fault {
  constructor() {
    super("untrusted", "This sign-in was completed, took longer than five minutes or was given up. Begin again.");
  }
}

const TICKET_MS = 5 * 60_000;
const WRONG_CODES = 5;

interface Ticket {
  readonly proof: Proof;
  readonly address: string;
  readonly expiresAt: Instant;
  readonly wrongCodes: number;
}

interface Parts {
  readonly operators: Operators;
  readonly sessions: Sessions;
  readonly factors: Factors;
  readonly directory: DirectorySignIn;
  readonly passwords: Passwords;
  readonly passwordRecords: PasswordRecords;
  readonly throttle: Throttle;
  readonly refusals: Refusals;
  readonly devices: KnownDevices;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly demandOn: (operator: string) => FactorDemand;
  /** Ends the session that is open in this browser, within the batch that opens another one. */
  readonly replace: (batch: Batch, present: string | null, by: Operator) => void;
}

/** Somebody has proven who they are with name and password. */
export interface Proof {
  readonly id: string;
  /** What the proof changes about the operator, within the batch that lets them in. */
  readonly keep: (batch: Batch) => void;
}

/** How an operator comes in, step by step: throttle, credential, second factor, session. */
export class SignIn {
  readonly #parts: Parts;
  /** By the ticket's hash. */
  readonly #tickets = new Once<Ticket>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** A restart ends sign-ins that are half done. */
  clear(): void {
    this.#tickets.clear();
  }

  async begin(id: string, password: Secret, from: From): Promise<SignedIn | Pending> {
    const { throttle, refusals, devices, clock } = this.#parts;
    const device = await devices.of(id, from.devices, clock.now());
    const waitMs = throttle.begin(id, from.address, clock.now(), device);
    if (waitMs > 0) {
      await refusals.slowed(from.address, from.client);
      throw new Throttled(waitMs);
    }
    const proof = await this.prove(id, password);
    if ("because" in proof) throw await this.#refuse(proof, from);
    throttle.succeeded(id, from.address, device);
    return this.proven(proof, from);
  }

  /** Somebody's credential was right: asks for the second factor if they have one, and lets them in otherwise. */
  async proven(proof: Proof, from: From): Promise<SignedIn | Pending> {
    const { clock } = this.#parts;
    const kinds = this.#factorsOf(proof.id);
    if (kinds.length === 0) return this.#finish(proof, from);
    const token = opaqueToken();
    const expiresAt = clock.now() + TICKET_MS;
    this.#tickets.keep(tokenHash(token), { proof, address: from.address, expiresAt, wrongCodes: 0 }, expiresAt);
    return { ticket: new Secret(token), factors: kinds, expiresAt };
  }

  /** What the browser asks a passkey with, for a sign-in that is half done. */
  async challenge(ticketText: string, from: From) {
    const { factors, clock } = this.#parts;
    const key = tokenHash(ticketText);
    const ticket = await this.#look(key, from);
    return factors.challenge(ticket.proof.id, `ticket ${key}`, clock.now());
  }

  /** The second factor. Wrong ones are slowed down like passwords, and the fifth ends the ticket. */
  async complete(ticketText: string, given: Given, from: From): Promise<SignedIn> {
    const { factors, throttle, clock } = this.#parts;
    const key = tokenHash(ticketText);
    const { id } = (await this.#look(key, from)).proof;
    if (factors.of(id).includes(given.kind) && !this.#factorsOf(id).includes(given.kind)) {
      throw new Fault("invalid", "Your role signs in with a passkey; nothing else counts in its place.");
    }
    const device = await this.#parts.devices.of(id, from.devices, clock.now());
    throttle.admit(factorAccount(id), from.address, clock.now(), device);
    const ticket = this.#tickets.take(key, clock.now());
    if (!ticket) throw new SignInEnded();
    const proven = await factors.prove(id, given, `ticket ${key}`, clock.now()).catch((thrown: unknown) => {
      this.#tickets.keep(key, ticket, ticket.expiresAt); // it could not be judged; another factor may be
      throw thrown;
    });
    if ("why" in proven) {
      const wrongCodes = ticket.wrongCodes + 1;
      if (wrongCodes < WRONG_CODES) this.#tickets.keep(key, { ...ticket, wrongCodes }, ticket.expiresAt);
      await this.#refuseFactor(id, proven.why, from);
      throw new Fault("untrusted", WRONG_FACTOR);
    }
    throttle.succeeded(factorAccount(id), from.address, device);
    const keep = (batch: Batch) => {
      ticket.proof.keep(batch);
      proven.keep(batch);
    };
    return this.#finish({ id, keep }, from, ` with ${proven.with}`);
  }

  /** Opens a session within `batch` for somebody who has proven everything. */
  open(batch: Batch, operator: Operator, from: From): SignedIn {
    this.#parts.replace(batch, from.present, operator);
    const { token, session } = this.#parts.sessions.open(batch, operator.id, from, from.sessionHours);
    return { operator, token: new Secret(token), session: session.id, expiresAt: session.expiresAt };
  }

  /** Lets somebody in for whom an OpenID provider vouches, as if they had given a password. */
  async vouched(person: Vouched, from: From): Promise<SignedIn | Pending> {
    const admitted = await this.#parts.directory.admit(person);
    if ("because" in admitted) throw await this.#refuse(admitted, from);
    return this.proven({ id: admitted.operator, keep: () => {} }, from);
  }

  /** A provider sent somebody back for whom it does not vouch, or not enough. */
  async notVouched(directory: string, because: string, from: From): Promise<void> {
    await this.#refuse({ operator: null, because: `the directory '${directory}' says: ${because}` }, from);
  }

  /** The credential check. Names that don't exist take as long as others. */
  async prove(id: string, password: Secret): Promise<Proof | Unproven> {
    const { operators, passwords, passwordRecords, directory } = this.#parts;
    if (directory.judges(id)) {
      const [admitted] = await Promise.all([directory.prove(id, password), passwords.verify(undefined, password)]);
      return "because" in admitted ? admitted : { id: admitted.operator, keep: () => {} };
    }
    const isSilent = hasBeenSilent(passwordRecords.importedAt(id), operators.known(id), this.#parts.clock.now());
    const hash = isSilent ? undefined : operators.passwordHash(id);
    if (!(await passwords.verify(hash, password)) || hash === undefined) return { operator: null, because: null };
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

  /** With which the operator can complete a sign-in. */
  #factorsOf(id: string): readonly FactorKind[] {
    return accepted(this.#parts.demandOn(id), this.#parts.factors.of(id));
  }

  async #finish({ id, keep }: Proof, from: From, how = ""): Promise<SignedIn> {
    const { operators, journal, clock } = this.#parts;
    const devices = await this.#parts.devices.remember(id, from.devices, clock.now());
    return journal.submit("operator", (batch) => {
      const operator = operators.enabled(id);
      if (!operator) throw wrong();
      const { factors } = this.#parts;
      if (how === "" && (factors.arriving.has(id) || this.#factorsOf(id).length > 0)) throw new SignInEnded();
      keep(batch);
      operators.signedIn(batch, id);
      const signedIn = this.open(batch, operator, from);
      batch.audit({
        actor: { id: `operator:${id}`, via: "screen" },
        action: "operator.signed-in",
        object: `operator:${id}`,
        sentence: `${operator.name} (${id}) signed in from ${from.address}${how}.`,
        details: { address: from.address, client: from.client },
      });
      return { ...signedIn, devices };
    });
  }

  /** The open ticket. One that comes from elsewhere was stolen, and ends. */
  async #look(key: string, { address, client }: From): Promise<Ticket> {
    const ticket = this.#tickets.look(key, this.#parts.clock.now());
    if (!ticket) throw new SignInEnded();
    if (ticket.address === address) return ticket;
    this.#tickets.take(key, this.#parts.clock.now());
    const { id } = ticket.proof;
    await this.#audit("operator.refused", id, {
      sentence: `A sign-in of '${id}' that began at ${ticket.address} was continued from ${address}; it was ended.`,
      details: { address, client, began: ticket.address },
    });
    throw new SignInEnded();
  }

  #refuseFactor(id: string, why: string, { address, client }: From): Promise<void> {
    return this.#audit("operator.refused", id, {
      sentence: `Somebody at ${address} knew the password of '${id}' and failed with the second factor: ${why}.`,
      details: { address, client },
    });
  }

  async #audit(
    action: string,
    id: string,
    said: { readonly sentence: string; readonly details: Record<string, string> },
  ): Promise<void> {
    await this.#parts.journal.submit("operator", (batch) =>
      batch.audit({ actor: { id: "tocsin", via: "api" }, action, object: `operator:${id}`, ...said }),
    );
  }

  /** The trail doesn't repeat a name that was typed: it may be a password in the wrong field. */
  async #refuse({ operator, because }: Unproven, { address, client }: From): Promise<Fault> {
    if (because === null) {
      await this.#parts.refusals.refused(address, client);
      return wrong(this.#parts.directory.alsoDown());
    }
    const sentence = `Somebody at ${address} could not sign in${operator === null ? "" : ` as '${operator}'`}: ${because}.`;
    await this.#parts.journal.submit("operator", (batch) =>
      batch.audit({
        actor: { id: "tocsin", via: "api" },
        action: "operator.refused",
        object: `operator:${operator ?? "?"}`,
        sentence,
        details: { address, client },
      }),
    );
    return wrong(this.#parts.directory.alsoDown());
  }
}

/** @param also which directories don't answer */
function wrong(also = ""): Fault {
  return new Fault("untrusted", `The name or the password is wrong. Check both and try again.${also}`);
}
