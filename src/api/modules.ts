import { z } from "zod";
import type { Core } from "./core.ts";
import { actorIn } from "./identity.ts";
import { Thing } from "./schemas.ts";
import type { Api } from "./server.ts";

/** The modules on other machines: what Navigation knows of them. */
export function modules(api: Api, core: Core): void {
  api.get(
    "/api/v1/modules",
    {
      config: { needs: "site:read", everywhere: true },
      schema: {
        summary: "Modules on other machines, with their links, latency and what they have spooled",
        response: {
          200: z.object({
            items: z.array(Thing),
            closed: z.string().nullable().describe("Why no module can register; null: they can"),
            port: z.int().describe("Where they register; 0: nowhere"),
          }),
        },
      },
    },
    () => ({
      items: core.modules.modules().map((module) => ({ ...module })),
      closed: core.modules.closed,
      port: core.modules.port,
    }),
  );

  api.post(
    "/api/v1/modules/:role/:node/restart",
    {
      config: { needs: "site:write", everywhere: true },
      schema: {
        summary: "Have a module start anew; what it has spooled stays on its disk",
        params: z.strictObject({ role: z.string().max(63), node: z.string().max(63) }),
        body: z.strictObject({ reason: z.string().trim().min(1).max(500) }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { role, node } = request.params;
      await core.modules.restart(`${role}/${node}`, request.body.reason, actorIn(request));
      return reply.code(204).send(null);
    },
  );
}
