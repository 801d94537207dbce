import { z } from "zod";
import { judge, partitionsOf, sees, type Who } from "#operators/roles.ts";
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
      const items = await discovered(source.id, who);
      return { items: items.map((one) => ({ ...one })) };
    },
  );

  api.get(
    "/api/v1/sources/:id/addresses",
    {
      config: { needs: "site:read" },
      schema: {
        summary: "Addresses for new points: what the source reads, and what its latest events speak of",
        params: SourceParams,
        response: {
          200: z.object({
            items: z.array(z.object({ address: z.string(), name: z.string().describe("Empty: it has said none") })),
          }),
        },
      },
    },
    async (request) => {
      const who = whoOf(request);
      const source = seenSource(request.params.id, who);
      const heard = await discovered(source.id, who);
      const driver = core.drivers.find(({ name }) => name === source.driver);
      const settings = driver?.settings.safeParse(source.settings);
      const read = settings?.success ? (driver?.reads?.(settings.data) ?? []) : [];
      const names = new Map(heard.map(({ point, text }) => [point, text ?? ""]));
      for (const { point, name } of read) if (isFree(source.id, point)) names.set(point, name);
      return { items: [...names].map(([address, name]) => ({ address, name })) };
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

  async function discovered(source: string, who: Who) {
    const own = partitionsOf(who, "alarms:read");
    const { discoveredIn } = await import("./discovered.ts");
    const heard = await core.rows.read(own, (client) => discoveredIn(client, source));
    return heard.filter(({ point }) => isFree(source, point));
  }

  function isFree(source: string, point: string): boolean {
    return core.site.get("point", `${source}/${point}`) === undefined;
  }

  /** A source whose device somebody may ask. */
  function askedSource(id: string, who: Who) {
    const source = seenSource(id, who);
    const judged = judge(who, "site:write", { partition: source.partition });
    if (judged.outcome === "refused") {
      throw new Refusal(403, "Not permitted", `You may not ask the device of '${source.id}': ${judged.because}.`);
    }
    return source;
  }

  function seenSource(id: string, who: Who) {
    const source = core.site.get("source", id)?.body;
    if (!source || !sees(who, source.partition)) {
      throw new Refusal(404, "Not found", `There is no source '${id}', or it is not in your partitions.`);
    }
    return source;
  }
}
