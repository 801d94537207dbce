import { z } from "zod";
import type { Core } from "./core.ts";
import { whoOf } from "./identity.ts";
import { Refusal } from "./problem.ts";
import { Instant, listOf } from "./schemas.ts";
import type { Api } from "./server.ts";

const OwnSession = z.object({
  id: z.string().describe("Opens nothing"),
  client: z.string(),
  address: z.string(),
  createdAt: Instant,
  activeAt: Instant,
  expiresAt: Instant,
  present: z.boolean().describe("The one that asks"),
});

/** Where one is signed in oneself; every one of them can be ended. */
export function ownSessions(api: Api, core: Core): void {
  const { access } = core;

  api.get(
    "/api/v1/profile/sessions",
    {
      config: { needs: "somebody", withoutFactor: true },
      schema: { summary: "Where you are signed in", response: { 200: listOf(OwnSession) } },
    },
    (request) => {
      const who = whoOf(request);
      if (who.kind !== "operator") throw new Refusal(404, "Not found", "A token has no session.");
      const now = core.clock.now();
      const present = access.sessions.byHash(who.session, now);
      const items = access.sessions
        .of(who.id)
        .filter(({ expiresAt }) => expiresAt > now)
        .sort((a, b) => b.activeAt - a.activeAt)
        .map((session) => {
          const { id, client, address, createdAt, activeAt, expiresAt } = session;
          return { id, client, address, createdAt, activeAt, expiresAt, present: session === present };
        });
      return { items, next: null };
    },
  );

  api.delete(
    "/api/v1/profile/sessions/:id",
    {
      config: { needs: "somebody", withoutFactor: true },
      schema: { summary: "End one of your sessions, at once", params: z.strictObject({ id: z.string().max(60) }) },
    },
    async (request, reply) => {
      const who = whoOf(request);
      const session = access.sessions.byId(request.params.id, core.clock.now());
      if (who.kind !== "operator" || session?.operator !== who.id) {
        throw new Refusal(404, "Not found", "There is no such session among yours; it may have ended already.");
      }
      await access.desk.end(session.id, who);
      return reply.code(204).send();
    },
  );
}
