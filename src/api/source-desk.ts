import { z } from "zod";
import { judge, partitionsOf, sees } from "#operators/roles.ts";
import type { Core } from "./core.ts";
import { whoOf } from "./identity.ts";
import { Refusal } from "./problem.ts";
import { Thing } from "./schemas.ts";
import type { Api } from "./server.ts";

const SourceParams = z.strictObject({ id: z.string().min(1).max(63) });

/** What whoever sets up a source looks at: what it sends just now, and what of it no point names. */
export function sourceDesk(api: Api, core: Core): void {
  api.get(
    "/api/v1/sources/:id/traffic",
    {
      config: { needs: "site:read" },
      schema: {
        summary: "What the source sends and what was made of it, kept only while somebody asks again and again",
        params: SourceParams,
        querystring: z.strictObject({
          after: z.coerce.number().int().min(0).default(0).describe("`last` of the answer before"),
        }),
        response: {
          200: z.object({
            here: z.boolean().describe("false: a driver host hears it, and only stored events are shown here"),
            lines: z.array(Thing),
            last: z.int(),
            missed: z.int(),
          }),
        },
      },
    },
    async (request) => {
      const source = seenSource(request.params.id, whoOf(request));
      if (source.host !== undefined) return { here: false, lines: [], last: 0, missed: 0 };
      const { blotter } = await import("#kernel/blot.ts");
      const blot = blotter(core.site.secretsOf("source", source.id));
      const { lines, ...rest } = core.sources.traffic.look(source.id, request.query.after);
      const text = JSON.stringify(lines, (_, value: unknown) => (typeof value === "string" ? blot(value) : value));
      return { here: true, lines: JSON.parse(text) as Record<string, unknown>[], ...rest };
    },
  );

  api.get(
    "/api/v1/sources/:id/discovered",
    {
      config: { needs: "site:read" },
      schema: {
        summary: "Addresses of the source's latest events that no point names",
        params: SourceParams,
        response: { 200: z.object({ items: z.array(Thing) }) },
      },
    },
    async (request) => {
      const who = whoOf(request);
      const source = seenSource(request.params.id, who);
      const own = partitionsOf(who, "alarms:read");
      const { discoveredIn } = await import("./discovered.ts");
      const heard = await core.rows.read(own, (client) => discoveredIn(client, source.id));
      return {
        items: heard.filter(({ point }) => !core.site.get("point", `${source.id}/${point}`)).map((one) => ({ ...one })),
      };
    },
  );

  api.post(
    "/api/v1/sources/:id/read",
    {
      config: { needs: "site:write" },
      schema: {
        summary: "Ask the device for one point now; nothing is reported",
        params: SourceParams,
        body: z.strictObject({ point: z.string().min(1).max(200) }),
        response: { 200: z.object({ value: z.union([z.number(), z.boolean()]), raw: z.string() }) },
      },
    },
    async (request) => {
      const who = whoOf(request);
      const source = seenSource(request.params.id, who);
      const judged = judge(who, "site:write", { partition: source.partition });
      if (judged.outcome === "refused") {
        throw new Refusal(403, "Not permitted", `You may not ask the device of '${source.id}': ${judged.because}.`);
      }
      return { ...(await core.sources.read(source.id, request.body.point)) };
    },
  );

  function seenSource(id: string, who: ReturnType<typeof whoOf>) {
    const source = core.site.get("source", id)?.body;
    if (!source || !sees(who, source.partition)) {
      throw new Refusal(404, "Not found", `There is no source '${id}', or it is not in your partitions.`);
    }
    return source;
  }
}
