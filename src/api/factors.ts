import type { RegistrationResponseJSON } from "@simplewebauthn/server";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { Who } from "#operators/roles.ts";
import { settingsOf } from "#site/site.ts";
import type { Core } from "./core.ts";
import { withSecondPerson } from "./critical.ts";
import { factorsWish, refuseBreakGlassAccount } from "./critical-accounts.ts";
import { base64url, credential, GivenFactor, givenOf, ProofBody, proofOf } from "./given-factor.ts";
import { whoOf } from "./identity.ts";
import { Refusal } from "./problem.ts";
import { needsCode } from "./proof.ts";
import { Instant, Thing, Waits } from "./schemas.ts";
import type { Api } from "./server.ts";
import { begin, fromOf, SessionView, sessionOf } from "./session.ts";

const ticket = z.string().min(1).max(100).describe("From the answer to name and password");
const code = z.string().trim().min(1).max(40);

const Attestation = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z.array(z.string().max(30)).max(10).optional(),
  }),
});

type OperatorWho = Who & { kind: "operator" };

/** Second factors: at sign-in, to prove again who one is, and one's own to set up and remove. */
export function factors(api: Api, core: Core): void {
  const { access } = core;
  const siteName = () => settingsOf(core.site).name;

  api.post(
    "/api/v1/session/second-factor",
    {
      config: { needs: "open" },
      schema: {
        summary: "Complete a sign-in with a second factor",
        body: z.strictObject({ ticket, factor: GivenFactor }),
        response: { 200: SessionView },
      },
    },
    async (request, reply) => {
      const { ticket, factor } = request.body;
      return begin(core, reply, await access.signIn.complete(ticket, givenOf(factor), fromOf(core, request)));
    },
  );

  api.post(
    "/api/v1/session/second-factor/challenge",
    {
      config: { needs: "open" },
      schema: {
        summary: "What the browser asks a passkey with, to complete a sign-in; counts once",
        body: z.strictObject({ ticket }),
        response: { 200: Thing },
      },
    },
    async (request) => ({ ...(await access.signIn.challenge(request.body.ticket, fromOf(core, request))) }),
  );

  api.post(
    "/api/v1/session/step-up",
    {
      config: { needs: "somebody", withoutFactor: true },
      schema: {
        summary:
          "Prove again who you are; critical requests are taken for five minutes, and the session's cookie changes",
        body: ProofBody,
        response: { 200: SessionView },
      },
    },
    async (request, reply) => {
      const session = sessionOf(core, request);
      return begin(core, reply, await access.reproof.stepUp(session, proofOf(request.body), fromOf(core, request)));
    },
  );

  api.post(
    "/api/v1/session/step-up/challenge",
    {
      config: { needs: "somebody", withoutFactor: true },
      schema: { summary: "What the browser asks a passkey with, to step up; counts once", response: { 200: Thing } },
    },
    async (request) => ({ ...(await access.reproof.challenge(sessionOf(core, request))) }),
  );

  api.get(
    "/api/v1/profile",
    {
      config: { needs: "somebody", withoutFactor: true },
      schema: { summary: "One's own second factors, without what is secret", response: { 200: Thing } },
    },
    (request) => {
      const who = operatorIn(request);
      return {
        demand: access.demandOn(who.id, who),
        needsCode: needsCode(core, who),
        factors: access.factors.of(who.id),
        stepUpFactors: access.reproof.factorsOf(who.id),
        app: appView(who.id),
        passkeys: access.factors.passkeys
          .of(who.id)
          .map(({ id, name, createdAt, usedAt }) => ({ id, name, createdAt, usedAt })),
        whyNoPasskeys: access.factors.relyingParty.whyNot,
        recoveryCodes: access.factors.recoveryCodes.of(who.id),
      };
    },
  );

  api.post(
    "/api/v1/session/enrolment-code",
    {
      config: { needs: "somebody", withoutFactor: true },
      schema: {
        summary: "With a code that somebody else gave, set up the first second factor in this session",
        body: z.strictObject({ code: z.string().min(1).max(60) }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await access.factorCodes.use(request.body.code, operatorIn(request), fromOf(core, request));
      return reply.code(204).send(null);
    },
  );

  api.post(
    "/api/v1/profile/app",
    {
      config: { needs: "somebody", withoutFactor: true, stepUp: true },
      schema: {
        summary: "A secret for an authenticator app; shown once, counts once a code of it was given",
        response: { 201: z.object({ secret: z.string(), uri: z.string(), expiresAt: Instant }) },
      },
    },
    async (request, reply) => {
      const { secret, uri, expiresAt } = access.factorDesk.showApp(settingUp(request), siteName());
      return reply.code(201).send({ secret: secret.open(), uri: uri.open(), expiresAt });
    },
  );

  api.put(
    "/api/v1/profile/app",
    {
      config: { needs: "somebody", withoutFactor: true },
      schema: { summary: "Confirm the app with its first code", body: z.strictObject({ code }) },
    },
    async (request, reply) => {
      refuseBreakGlassAccount(core, operatorIn(request).id);
      await access.factorDesk.confirmApp(settingUp(request), request.body.code);
      return reply.code(204).send();
    },
  );

  api.delete(
    "/api/v1/profile/app",
    {
      config: { needs: "somebody", stepUp: true },
      schema: { summary: "Remove the authenticator app" },
    },
    async (request, reply) => {
      const who = operatorIn(request);
      await access.factorDesk.removeApp(who, access.demandOn(who.id, who));
      return reply.code(204).send();
    },
  );

  api.post(
    "/api/v1/profile/passkeys/challenge",
    {
      config: { needs: "somebody", withoutFactor: true, stepUp: true },
      schema: { summary: "What the browser makes a new passkey from; counts once", response: { 200: Thing } },
    },
    async (request) => ({ ...(await access.factorDesk.askForPasskey(settingUp(request), siteName())) }),
  );

  api.post(
    "/api/v1/profile/passkeys",
    {
      config: { needs: "somebody", withoutFactor: true },
      schema: {
        summary: "Take the new passkey",
        body: z.strictObject({
          name: z.string().trim().min(1).max(60).describe("As you call the device"),
          response: Attestation,
        }),
        response: { 201: Thing },
      },
    },
    async (request, reply) => {
      refuseBreakGlassAccount(core, operatorIn(request).id);
      const { name, response } = request.body;
      // The schema has checked what is read of it.
      const answer = response as unknown as RegistrationResponseJSON;
      const { id, createdAt } = await access.factorDesk.addPasskey(settingUp(request), name, answer);
      return reply.code(201).send({ id, name, createdAt, usedAt: null });
    },
  );

  api.delete(
    "/api/v1/profile/passkeys/:id",
    {
      config: { needs: "somebody", stepUp: true },
      schema: { summary: "Remove a passkey", params: z.strictObject({ id: z.string().min(1).max(1400) }) },
    },
    async (request, reply) => {
      const who = operatorIn(request);
      await access.factorDesk.removePasskey(who, request.params.id, access.demandOn(who.id, who));
      return reply.code(204).send();
    },
  );

  api.post(
    "/api/v1/profile/recovery-codes",
    {
      config: { needs: "somebody", stepUp: true },
      schema: {
        summary: "Ten new recovery codes; shown once, and all earlier ones end",
        response: { 201: z.object({ codes: z.array(z.string()) }) },
      },
    },
    async (request, reply) => {
      refuseBreakGlassAccount(core, operatorIn(request).id);
      const codes = await access.factorDesk.renewRecoveryCodes(operatorIn(request));
      return reply.code(201).send({ codes: [...codes.open()] });
    },
  );

  api.delete(
    "/api/v1/operators/:id/second-factors",
    {
      config: { needs: "operators:write", everywhere: true, stepUp: true },
      schema: {
        summary: "Remove all second factors of somebody who lost them",
        params: z.strictObject({ id: z.string().min(1).max(63) }),
        response: { 202: Waits, 204: z.null() },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      return withSecondPerson(core, request, reply, factorsWish(core, id), async (alongside) => {
        await access.accounts.removeFactors(id, whoOf(request), alongside);
        return reply.code(204).send(null);
      });
    },
  );

  /** Who sets up a second factor, unless all that they have is a password where the site demands more. */
  function settingUp(request: FastifyRequest): OperatorWho {
    const who = operatorIn(request);
    if (!needsCode(core, who)) return who;
    throw new Refusal(
      403,
      "Enrolment code needed",
      `This site demands a second factor and you have none: a password alone sets none up. Ask a security administrator for an enrolment code, or whoever is at the server for \`tocsin enrol ${who.id}\`, and enter it here.`,
    );
  }

  function appView(operator: string) {
    const app = access.factors.authenticators.of(operator);
    return app && { createdAt: app.createdAt, usedAt: app.usedAt };
  }
}

function operatorIn(request: FastifyRequest): OperatorWho {
  const who = whoOf(request);
  if (who.kind === "operator") return who;
  throw new Refusal(404, "Not found", "Only operators who sign in have a profile and second factors.");
}
