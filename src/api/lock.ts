import { z } from "zod";
import type { Who } from "#operators/roles.ts";
import type { Core } from "./core.ts";
import { ProofBody, proofOf } from "./given-factor.ts";
import { whoOf } from "./identity.ts";
import { Refusal } from "./problem.ts";
import { Thing } from "./schemas.ts";
import type { Api } from "./server.ts";
import { fromOf, sessionOf } from "./session.ts";
import { Unmanned, unmannedView } from "./unmanned.ts";

/** Locking the screen of one's own session, and opening it again. */
export function lock(api: Api, core: Core): void {
  const { access } = core;
  const { desk } = access;

  api.post(
    "/api/v1/session/lock",
    {
      config: { needs: "somebody", whileLocked: true, withoutFactor: true },
      schema: {
        summary: "Lock the screen; says when that leaves a place unmanned",
        body: z
          .strictObject({ idle: z.boolean().default(false).describe("The page locks by itself: nobody did anything") })
          .nullish(),
        response: { 200: Unmanned },
      },
    },
    async (request) => unmannedView(await desk.lock(operatorOf(whoOf(request)), request.body?.idle ? "idle" : "order")),
  );

  api.post(
    "/api/v1/session/unlock",
    {
      config: { needs: "somebody", whileLocked: true, withoutFactor: true },
      schema: {
        summary: "Unlock the screen: with the password of whoever is signed in, or what their provider said just now",
        body: ProofBody,
      },
    },
    async (request, reply) => {
      await desk.unlock(operatorOf(whoOf(request)), proofOf(request.body), fromOf(core, request));
      return reply.code(204).send();
    },
  );

  api.post(
    "/api/v1/session/unlock/challenge",
    {
      config: { needs: "somebody", whileLocked: true, withoutFactor: true },
      schema: {
        summary: "What the browser asks a passkey with, to unlock; counts once",
        response: { 200: Thing },
      },
    },
    async (request) => ({ ...(await access.reproof.challenge(sessionOf(core, request))) }),
  );

  api.post(
    "/api/v1/session/activity",
    {
      config: { needs: "somebody", withoutFactor: true },
      schema: { summary: "The operator does something at the screen; at most once a minute" },
    },
    (_request, reply) => reply.code(204).send(),
  );
}

export function operatorOf(who: Who): Who & { kind: "operator" } {
  if (who.kind === "operator") return who;
  throw new Refusal(404, "Not found", "Only somebody who signed in on the page has a session.");
}
