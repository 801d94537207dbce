import { z } from "zod";
import { judge, partitionsOf, sees } from "#operators/roles.ts";
import type { Core } from "./core.ts";
import { whoOf } from "./identity.ts";
import { Refusal } from "./problem.ts";
import { Thing } from "./schemas.ts";
import type { Api } from "./server.ts";
import type { TrafficStreams } from "./traffic-streams.ts";

const SourceParams = z.strictObject({ id: z.string().min(1).max(63) });

/** What whoever sets up a source looks at: what it sends just now, and what of it no point names. */
export function sourceDesk(api: Api, core: Core): void {
  let streams: Promise<TrafficStreams> | null = null;
  api.get(
    "/api/v1/sources/:id/traffic",
    {
      config: { needs: "site:read" },
      schema: {
        summary: "What the source sends and what was made of it, live: server-sent events `line`, `gap` and `end`",
        params: SourceParams,
        produces: ["text/event-stream"],
      },
    },
    async (request, reply) => {
      const who = whoOf(request);
      const source = seenSource(request.params.id, who);
      streams ??= import("./traffic-streams.ts").then((module) => new module.TrafficStreams(core));
      const open = await streams;
      open.mustHaveRoom();
      reply.hijack();
      open.open(reply.raw, who, source.id);
    },
  );
  api.addHook("preClose", async () => (await streams)?.close());

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
      const source = askedSource(request.params.id, whoOf(request));
      return { ...(await core.sources.read(source.id, request.body.point)) };
    },
  );

  api.post(
    "/api/v1/sources/:id/test",
    {
      config: { needs: "site:write" },
      schema: {
        summary: "Test the connection now: open it without waiting where it is down, and ask what is behind it",
        params: SourceParams,
        response: {
          200: z.object({
            connected: z.boolean(),
            because: z.string(),
            parts: z.array(z.object({ part: z.string(), answers: z.boolean(), because: z.string() })),
          }),
        },
      },
    },
    async (request) => {
      const source = askedSource(request.params.id, whoOf(request));
      const { parts, ...rest } = await core.sources.test(source.id);
      return { ...rest, parts: [...parts] };
    },
  );

  /** A source whose device somebody may ask. */
  function askedSource(id: string, who: ReturnType<typeof whoOf>) {
    const source = seenSource(id, who);
    const judged = judge(who, "site:write", { partition: source.partition });
    if (judged.outcome === "refused") {
      throw new Refusal(403, "Not permitted", `You may not ask the device of '${source.id}': ${judged.because}.`);
    }
    return source;
  }

  function seenSource(id: string, who: ReturnType<typeof whoOf>) {
    const source = core.site.get("source", id)?.body;
    if (!source || !sees(who, source.partition)) {
      throw new Refusal(404, "Not found", `There is no source '${id}', or it is not in your partitions.`);
    }
    return source;
  }
}
