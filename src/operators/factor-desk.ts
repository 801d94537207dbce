import type { RegistrationResponseJSON } from "@simplewebauthn/server";
import type { Clock, Instant } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import { Secret } from "#kernel/secret.ts";
import type { Batch, Journal } from "#store/batch.ts";
import { newSecret } from "./authenticators.ts";
import type { Enrolment } from "./enrolment.ts";
import { type FactorDemand, meets } from "./factor-policy.ts";
import type { FactorKind, Factors } from "./factors.ts";
import { Once } from "./once.ts";
import type { Operators } from "./operators.ts";
import type { Passkey } from "./passkeys.ts";
import { actorOf, type Who } from "./roles.ts";
import type { Sessions } from "./sessions.ts";
import { base32, keyUri, stepOf } from "./totp.ts";

type OperatorWho = Who & { kind: "operator" };

/** How long a shown QR code waits for the app's first code. */
const SHOWN_MS = 10 * 60_000;
const PASSKEYS_PER_OPERATOR = 10;

interface Parts {
  readonly factors: Factors;
  readonly operators: Operators;
  readonly sessions: Sessions;
  readonly enrolment: Enrolment;
  readonly journal: Journal;
  readonly clock: Clock;
}

/** What an authenticator app is told: the text to type, and the same as an address in a QR code. */
export interface AppSecret {
  readonly secret: Secret;
  readonly uri: Secret;
  readonly expiresAt: Instant;
}

/** Sets up and removes second factors; all of it is in the audit trail. */
export class FactorDesk {
  readonly #parts: Parts;
  /** By operator: secrets that were shown and not yet confirmed. */
  readonly #shown = new Once<Secret<Buffer>>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** A new secret for an app. It counts once `confirmApp` has seen a code of it. */
  showApp(who: OperatorWho, site: string): AppSecret {
    const secret = newSecret();
    const expiresAt = this.#parts.clock.now() + SHOWN_MS;
    this.#shown.keep(who.id, new Secret(secret), expiresAt);
    return { secret: new Secret(base32(secret)), uri: new Secret(keyUri(secret, who.id, site)), expiresAt };
  }

  async confirmApp(who: OperatorWho, code: string): Promise<void> {
    const { factors, journal, clock } = this.#parts;
    const now = clock.now();
    const secret = this.#shown.look(who.id, now)?.open();
    if (!secret) {
      throw new Fault("conflict", "No QR code waits to be confirmed, or it waited longer than 10 minutes; begin anew.");
    }
    factors.demandTime();
    const step = stepOf(secret, code, now, -1);
    if (step === null) {
      throw new Fault(
        "invalid",
        "The code is not one of this QR code at this time. Check that the app has scanned the one shown here, and that the telephone's clock is right.",
      );
    }
    this.#shown.take(who.id, now);
    await journal.submit("operator", (batch) => {
      const replaced = factors.authenticators.of(who.id) !== null;
      factors.authenticators.set(batch, who.id, secret, step);
      const ended = this.#endOthers(batch, who);
      audit(
        batch,
        who,
        "factor.added",
        `set up an authenticator app${replaced ? "; the one before counts no more" : ""}${ended}`,
      );
    });
  }

  /**
   * A factor that was demanded is there: sessions that somebody opened with the password alone, and that could do nothing
   * so far, would be as good as this one now, and end. Answers what the trail says of it.
   */
  #endOthers(batch: Batch, who: OperatorWho): string {
    const { factors, sessions, enrolment } = this.#parts;
    const own = sessions.byHash(who.session, batch.now);
    const isLed = own !== undefined && enrolment.leads(who.id, own.id);
    enrolment.reached(batch, who.id);
    if (!isLed) return "";
    factors.arriving.add(who.id);
    batch.afterwards(() => factors.arriving.delete(who.id));
    const ended = sessions.endOthers(batch, own);
    return ended > 0 ? `; ${ended} other sessions were ended` : "";
  }

  async removeApp(who: OperatorWho, demand: FactorDemand): Promise<void> {
    const { factors, journal } = this.#parts;
    if (!factors.authenticators.of(who.id)) throw new Fault("not-found", "There is no authenticator app to remove.");
    await journal.submit("operator", (batch) => {
      demandEnough(demand, without(factors.of(who.id), "app"));
      factors.authenticators.remove(batch, who.id);
      if (factors.passkeys.of(who.id).length === 0) factors.recoveryCodes.remove(batch, who.id);
      audit(batch, who, "factor.removed", "removed the authenticator app");
    });
  }

  /** What the browser makes a new passkey from. */
  askForPasskey(who: OperatorWho, site: string) {
    const { factors, clock } = this.#parts;
    if (factors.passkeys.of(who.id).length >= PASSKEYS_PER_OPERATOR) {
      throw new Fault("conflict", `You have ${PASSKEYS_PER_OPERATOR} passkeys already; remove one that you don't use.`);
    }
    return factors.creation(who, askedOf(who), site, clock.now());
  }

  async addPasskey(who: OperatorWho, name: string, response: RegistrationResponseJSON): Promise<Passkey> {
    const { factors, journal, clock } = this.#parts;
    const challenge = factors.takeChallenge(askedOf(who), clock.now());
    if (challenge === undefined) {
      throw new Fault("conflict", "The passkey answers no question that is open, or it took too long; begin anew.");
    }
    const made = await factors.relyingParty.created(response, challenge);
    if ("why" in made) throw new Fault("invalid", `The passkey was not taken: ${made.why}. Begin anew.`);
    return journal.submit("operator", (batch) => {
      if (factors.passkeys.find(made.id)) {
        throw new Fault("conflict", "This passkey is set up already; remove it first, or use another device.");
      }
      const passkey = factors.passkeys.add(batch, { ...made, operator: who.id, name });
      const ended = this.#endOthers(batch, who);
      audit(batch, who, "factor.added", `set up the passkey '${name}'${ended}`, { passkey: passkey.id });
      return passkey;
    });
  }

  async removePasskey(who: OperatorWho, id: string, demand: FactorDemand): Promise<void> {
    const { factors, journal } = this.#parts;
    const passkey = factors.passkeys.find(id);
    if (passkey?.operator !== who.id) throw new Fault("not-found", "There is no such passkey among yours.");
    await journal.submit("operator", (batch) => {
      const isLast = factors.passkeys.of(who.id).length === 1;
      const left = isLast ? without(factors.of(who.id), "passkey") : factors.of(who.id);
      demandEnough(demand, left);
      factors.passkeys.remove(batch, id);
      if (left.length === 0) factors.recoveryCodes.remove(batch, who.id);
      audit(batch, who, "factor.removed", `removed the passkey '${passkey.name}'`, { passkey: id });
    });
  }

  /** Ten new codes, which nobody can ever see again. */
  async renewRecoveryCodes(who: OperatorWho): Promise<Secret<readonly string[]>> {
    const { factors, journal } = this.#parts;
    if (factors.of(who.id).length === 0) {
      throw new Fault("conflict", "Recovery codes stand in for a second factor; set up an app or a passkey first.");
    }
    return journal.submit("operator", (batch) => {
      const codes = factors.recoveryCodes.renew(batch, who.id);
      audit(batch, who, "factor.codes-renewed", `made ${codes.length} new recovery codes; all earlier ones ended`);
      return new Secret(codes);
    });
  }

  /** For somebody who lost all of them. The password alone then lets them in; where the site demands more, a code too. */
  async removeAll(id: string, by: Who, alongside?: (batch: Batch) => void): Promise<void> {
    const { factors, operators, journal } = this.#parts;
    const operator = operators.enabled(id);
    if (!operator)
      throw new Fault("not-found", `There is no operator '${id}'; the list of operators shows who there is.`);
    if (factors.of(id).length === 0) throw new Fault("not-found", `'${id}' has no second factor.`);
    await journal.submit("operator", (batch) => {
      alongside?.(batch);
      factors.removeAll(batch, id);
      batch.audit({
        actor: actorOf(by),
        action: "factor.removed",
        object: `operator:${id}`,
        sentence: `All second factors of ${operator.name} (${id}) were removed.`,
      });
    });
  }
}

/** What is left of somebody's factors; recovery codes alone are none. */
function without(kinds: readonly FactorKind[], gone: FactorKind): readonly FactorKind[] {
  const left = kinds.filter((kind) => kind !== gone);
  return left.some((kind) => kind !== "recovery-code") ? left : [];
}

function demandEnough(demand: FactorDemand, left: readonly FactorKind[]): void {
  if (meets(demand, left)) return;
  throw new Fault("conflict", `This site demands a ${demand} of you and this is your last one; set up another first.`);
}

function askedOf(who: OperatorWho): string {
  return `new passkey of ${who.id}`;
}

function audit(batch: Batch, who: OperatorWho, action: string, did: string, details?: Record<string, string>): void {
  batch.audit({
    actor: actorOf(who),
    action,
    object: `operator:${who.id}`,
    sentence: `${who.name} (${who.id}) ${did}.`,
    ...(details ? { details } : {}),
  });
}
