import { z } from "zod";
import { readRuns } from "#channels/drill-rows.ts";
import type { Who } from "#operators/roles.ts";
import type { Core } from "./core.ts";
import { actorIn, whoOf } from "./identity.ts";
import { Refusal } from "./problem.ts";
import { InstantParameter, listOf, Thing } from "./schemas.ts";
import type { Api } from "./server.ts";
import { visibleTo } from "./site-rights.ts";

const Log = z.strictObject({
  drill: z.string().max(63).optional().describe("Absent: all"),
  before: InstantParameter.optional().describe("Only what began earlier"),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

/** Drills: test messages that prove every day that people can be reached. */
export function drills(api: Api, core: Core): void {
  const seenBy = (who: Who) => {
    const isVisible = visibleTo(core.site, who);
    return Array.from(core.site.items.drill.values(), ({ body }) => body).filter((body) =>
      isVisible({ kind: "drill", body }),
    );
  };

  api.get(
    "/api/v1/drills",
    {
      config: { needs: "site:read" },
      schema: {
        summary: "Drills, when they are due next, and what each way to a person showed last",
        response: { 200: listOf(Thing) },
      },
    },
    (request) => {
      const seen = new Map(seenBy(whoOf(request)).map((drill) => [drill.id, drill]));
      const items = core.drills.state().flatMap((state) => {
        const drill = seen.get(state.id);
        return drill ? [{ ...drill, ...state, latest: state.latest.map((run) => ({ ...run })) }] : [];
      });
      return { items, next: null };
    },
  );

  api.get(
    "/api/v1/drills/log",
    {
      config: { needs: "site:read" },
      schema: {
        summary: "What drills have shown, the newest first",
        querystring: Log,
        response: { 200: listOf(Thing) },
      },
    },
    async (request) => {
      const { drill, before = null, limit } = request.query;
      const drills = seenBy(whoOf(request)).flatMap(({ id }) => (drill === undefined || id === drill ? [id] : []));
      const runs = await readRuns(core.pool, { drills, before, limit });
      const last = runs.length === limit ? runs.at(-1) : undefined;
      return { items: runs.map((run) => ({ ...run })), next: last ? String(last.begunAt) : null };
    },
  );

  api.post(
    "/api/v1/drills/:id/run",
    {
      config: { needs: "persons:write" },
      schema: {
        summary: "Send its test messages now",
        params: z.strictObject({ id: z.string().max(63) }),
        body: z.strictObject({}).nullish(),
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      if (!seenBy(whoOf(request)).some((drill) => drill.id === id)) {
        throw new Refusal(
          404,
          "Not found",
          `There is no drill '${id}', or none of a person with a duty in your partitions.`,
        );
      }
      await core.drills.run(id, actorIn(request));
      return reply.code(202).send({});
    },
  );
}
