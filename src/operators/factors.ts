import { createHash } from "node:crypto";
import type { AuthenticationResponseJSON } from "@simplewebauthn/server";
import type { Pool } from "pg";
import type { Instant } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import type { Batch } from "#store/batch.ts";
import { Authenticators, type Sealer } from "./authenticators.ts";
import { Once } from "./once.ts";
import { Passkeys } from "./passkeys.ts";
import { RecoveryCodes } from "./recovery-codes.ts";
import { CEREMONY_MS, RelyingParty } from "./relying-party.ts";

/** What can be proven beyond a password. A recovery code stands in for the others and is none by itself. */
export type FactorKind = "app" | "passkey" | "recovery-code";

/** A second factor as somebody gives it. */
export type Given =
  | { readonly kind: "app" | "recovery-code"; readonly code: string }
  | { readonly kind: "passkey"; readonly response: AuthenticationResponseJSON };

/** It counted: how the audit trail calls it, and what must be stored about it. */
export interface Counted {
  readonly with: string;
  readonly keep: (batch: Batch) => void;
}

/** It did not count. `why` is for the audit trail; the person at the screen learns only that it was wrong. */
export interface Wrong {
  readonly why: string;
}

/** What second factors operators have, and whether one that is given counts. */
export class Factors {
  readonly authenticators: Authenticators;
  readonly passkeys = new Passkeys();
  readonly recoveryCodes = new RecoveryCodes();
  readonly relyingParty: RelyingParty;
  /** Whose first one is being stored: who signs in without it meanwhile begins again. */
  readonly arriving = new Set<string>();
  /** Why the codes of authenticator apps can't be judged, since the server's own clock is wrong; null: they can. */
  clockWrong: () => string | null = () => null;
  /** By what they were asked for: a pending sign-in, a session, an enrolment. */
  readonly #challenges = new Once<string>();

  constructor(parts: { readonly sealer: Sealer; readonly publicUrl: string }) {
    this.authenticators = new Authenticators(parts.sealer);
    this.relyingParty = new RelyingParty(parts.publicUrl);
  }

  async load(pool: Pool): Promise<void> {
    await this.authenticators.load(pool);
    await this.passkeys.load(pool);
    await this.recoveryCodes.load(pool);
    this.#challenges.clear();
    this.arriving.clear();
  }

  /** Those with which the operator can sign in; empty: a password is enough. */
  of(operator: string): FactorKind[] {
    const kinds: FactorKind[] = [];
    if (this.authenticators.of(operator)) kinds.push("app");
    if (this.passkeys.of(operator).length > 0) kinds.push("passkey");
    if (kinds.length > 0 && (this.recoveryCodes.of(operator)?.left ?? 0) > 0) kinds.push("recovery-code");
    return kinds;
  }

  /** What the browser asks the device with; counts once, for whoever asked. */
  async challenge(operator: string, askedFor: string, now: Instant) {
    const options = await this.relyingParty.request(this.passkeys.of(operator));
    this.#challenges.keep(askedFor, options.challenge, now + CEREMONY_MS);
    return options;
  }

  /** As `challenge`, for a new passkey. */
  async creation(whom: { readonly id: string; readonly name: string }, askedFor: string, site: string, now: Instant) {
    const handle = createHash("sha256").update(`tocsin operator ${whom.id}`).digest();
    const options = await this.relyingParty.creation({ ...whom, handle }, site, this.passkeys.of(whom.id));
    this.#challenges.keep(askedFor, options.challenge, now + CEREMONY_MS);
    return options;
  }

  takeChallenge(askedFor: string, now: Instant): string | undefined {
    return this.#challenges.take(askedFor, now);
  }

  /** What counts is used up at once; `keep` stores that. */
  async prove(operator: string, given: Given, askedFor: string, now: Instant): Promise<Counted | Wrong> {
    switch (given.kind) {
      case "app":
        this.demandTime();
        if (!this.authenticators.take(operator, given.code, now)) {
          return { why: "the code of the authenticator app was wrong, too old or used already" };
        }
        return {
          with: "a code of the authenticator app",
          keep: (batch) => this.authenticators.keepUse(batch, operator),
        };
      case "recovery-code": {
        const hash = this.recoveryCodes.take(operator, given.code);
        if (hash === null) return { why: "the recovery code was wrong or used already" };
        const left = this.recoveryCodes.of(operator)?.left ?? 0;
        return {
          with: `a recovery code (${left} are left)`,
          keep: (batch) => this.recoveryCodes.keepUse(batch, hash),
        };
      }
      case "passkey":
        return this.#provePasskey(operator, given.response, askedFor, now);
    }
  }

  /** Throws while the server's clock is known to be wrong: then no code of an app can be judged (RFC 6238 §6). */
  demandTime(): void {
    const why = this.clockWrong();
    if (why === null) return;
    throw new Fault(
      "misconfigured",
      `${why} Codes of authenticator apps can't be judged before it is put right. Use a passkey or a recovery code, and have the time service of the server checked.`,
    );
  }

  /** All of them, within `batch`; the operator then signs in with the password alone. */
  removeAll(batch: Batch, operator: string): void {
    this.authenticators.remove(batch, operator);
    for (const { id } of this.passkeys.of(operator)) this.passkeys.remove(batch, id);
    this.recoveryCodes.remove(batch, operator);
  }

  async #provePasskey(
    operator: string,
    response: AuthenticationResponseJSON,
    askedFor: string,
    now: Instant,
  ): Promise<Counted | Wrong> {
    const challenge = this.takeChallenge(askedFor, now);
    if (challenge === undefined) return { why: "the passkey answered no question that is open" };
    const passkey = this.passkeys.find(response.id);
    if (passkey?.operator !== operator) return { why: "the passkey is not one of this operator's" };
    const signed = await this.relyingParty.signed(response, challenge, passkey);
    if ("why" in signed) return { why: `the passkey '${passkey.name}' did not answer right: ${signed.why}` };
    passkey.counter = signed.counter;
    passkey.usedAt = now;
    return { with: `the passkey '${passkey.name}'`, keep: (batch) => this.passkeys.keepUse(batch, passkey) };
  }
}

/** The same for every kind and cause, so that nobody learns what was nearly right. */
export const WRONG_FACTOR = "The second factor is wrong, too old or was used already. Try again with a new code.";

/** Wrong second factors are counted apart: the right password, which precedes them, must not forgive them. */
export function factorAccount(operator: string): string {
  return `\0factor ${operator}`;
}
