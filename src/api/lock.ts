import { z } from "zod";
import { Secret } from "#kernel/secret.ts";
import type { Who } from "#operators/roles.ts";
import type { Core } from "./core.ts";
import { whoOf } from "./identity.ts";
import { Refusal } from "./problem.ts";
import type { Api } from "./server.ts";
import { fromOf } from "./session.ts";
import { Unmanned, unmannedView } from "./unmanned.ts";

/** Locking the screen of one's own session, and opening it again. */
export function lock(api: Api, core: Core): void {
  const { desk } = core.access;

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
        summary: "Unlock the screen with the password of whoever is signed in",
        body: z.strictObject({ password: z.string().min(1).max(256) }),
      },
    },
    async (request, reply) => {
      const password = new Secret(request.body.password);
      await desk.unlock(operatorOf(whoOf(request)), password, fromOf(core, request));
      return reply.code(204).send();
    },
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
