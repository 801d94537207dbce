import type { FastifyRequest } from "fastify";
import { meets } from "#operators/factor-policy.ts";
import type { Who } from "#operators/roles.ts";
import { settingsOf } from "#site/site.ts";
import type { Core } from "./core.ts";
import { Refusal } from "./problem.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** An operator must have proven within five minutes who they are: always, or where the request says so. */
    stepUp?: boolean | ((request: FastifyRequest) => boolean);
    /** Answers also to an operator who must set up a second factor first. */
    withoutFactor?: boolean;
    /** Which requests are answered also to an operator who signed in with a password that has expired. */
    whileExpired?: (request: FastifyRequest) => boolean;
  }
}

const FRESH_MS = 5 * 60_000;

type OperatorWho = Who & { kind: "operator" };

/** Refuses operators who have not proven enough. Tokens and the machine prove themselves with every request. */
export function demandProof(core: Core, request: FastifyRequest): void {
  const { who } = request;
  const { needs, stepUp = false, withoutFactor = false, whileExpired } = request.routeOptions.config;
  if (who?.kind !== "operator" || needs === "open" || request.is404) return;
  if (!withoutFactor && mustSetUp(core, who)) {
    const [what, how] =
      core.access.demandOn(who.id, who) === "passkey"
        ? ["a passkey of your role", "a passkey"]
        : ["a second factor of you", "an authenticator app or a passkey"];
    throw new Refusal(
      403,
      "Second factor needed",
      `This site demands ${what}. Set up ${how}; nothing else is open to you before.`,
    );
  }
  if (!withoutFactor && !whileExpired?.(request) && mustChangePassword(core, who)) {
    throw new Refusal(
      403,
      "Password expired",
      `This site demands another password every ${settingsOf(core.site).logins.password.maxAgeDays} days, and yours is older. Choose another one; nothing else is open to you before.`,
    );
  }
  const wanted = typeof stepUp === "function" ? stepUp(request) : stepUp;
  if (!wanted) return;
  const now = core.clock.now();
  const session = core.access.sessions.byHash(who.session, now);
  if (session && now - session.provenAt <= FRESH_MS) return;
  throw new Refusal(
    403,
    "Step-up needed",
    "This needs a fresh proof that it is you: give your password, or sign in again with your provider, and your second factor if you have one, and ask again.",
  );
}

/**
 * Whether the operator may do nothing but choose another password. It is asked for at the sign-in: somebody who watches
 * alarms when the day comes goes on watching.
 */
export function mustChangePassword(core: Core, who: OperatorWho): boolean {
  const session = core.access.sessions.byHash(who.session, core.clock.now());
  return session !== undefined && core.access.accounts.passwordExpired(who.id, session.createdAt);
}

/**
 * Whether the operator needs an enrolment code from somebody else before they set up a second factor: the site demands one,
 * and nothing but a password has led them here.
 */
export function needsCode(core: Core, who: OperatorWho): boolean {
  const has = core.access.factors.of(who.id);
  return has.length === 0 && mustSetUp(core, who) && !core.access.factorCodes.leads(who);
}

/** Whether the operator may do nothing but set up the second factor that the site demands of them. */
export function mustSetUp(core: Core, who: OperatorWho): boolean {
  // What lies in an envelope is 160 random bits and good once; an emergency does not wait for an app.
  if (core.fourEyes.breakGlass.is(who.id)) return false;
  return !meets(core.access.demandOn(who.id, who), core.access.factors.of(who.id));
}
