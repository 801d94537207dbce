import { z } from "zod";
import type { Core } from "./core.ts";
import { cookie, WORKSTATION_COOKIE } from "./identity.ts";
import type { Api } from "./server.ts";
import { fromOf } from "./session.ts";
import { workstationCookie } from "./workstations.ts";

const DisplayView = z.object({
  id: z.string(),
  name: z.string(),
  views: z.array(z.string()).describe("Paths of pages that it shows in turn while no alarm waits"),
  everySec: z.number(),
});

/** Displays on walls: browsers that look on, at which nobody is signed in. */
export function wall(api: Api, core: Core): void {
  api.get(
    "/api/v1/wall",
    {
      config: { needs: "open" },
      schema: {
        summary: "Which display the asking browser is",
        response: { 200: z.object({ display: DisplayView.nullable() }) },
      },
    },
    (request) => {
      const display = core.access.byDisplay(cookie(request, WORKSTATION_COOKIE) ?? "");
      const body = display && core.site.get("workstation", display.id)?.body;
      if (!body?.wall) return { display: null };
      const { id, name, wall } = body;
      return { display: { id, name, views: [...wall.views], everySec: wall.everySec } };
    },
  );

  api.post(
    "/api/v1/wall",
    {
      config: { needs: "open" },
      schema: {
        summary: "Make the asking browser, at which nobody is signed in, the display of the code",
        body: z.strictObject({ code: z.string().min(1).max(60) }),
        response: { 200: z.object({ id: z.string(), name: z.string() }) },
      },
    },
    async (request, reply) => {
      const bound = await core.access.workstations.bindDisplay(request.body.code, fromOf(core, request));
      const name = core.site.get("workstation", bound.workstation)?.body.name ?? bound.workstation;
      return reply.header("set-cookie", workstationCookie(bound.token)).send({ id: bound.workstation, name });
    },
  );
}
