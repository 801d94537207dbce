import { z } from "zod";
import { judge, sees } from "#operators/roles.ts";
import { DEFAULT_PARTITION, readDocument } from "#site/check.ts";
import type { Core } from "./core.ts";
import { actorIn, whoOf } from "./identity.ts";
import { invalidRequest, Refusal } from "./problem.ts";
import { listOf, Thing } from "./schemas.ts";
import type { Api } from "./server.ts";

/** How the sources and channels fare. */
export function sources(api: Api, core: Core): void {
  api.get(
    "/api/v1/sources",
    {
      config: { needs: "site:read" },
      schema: { summary: "Sources with their health, refusals and candidates", response: { 200: listOf(Thing) } },
    },
    (request) => {
      const who = whoOf(request);
      const visible = core.sources
        .health()
        .filter(({ id }) => sees(who, core.site.get("source", id)?.body.partition ?? DEFAULT_PARTITION));
      return { items: visible.map((health) => ({ ...health })), next: null };
    },
  );

  api.post(
    "/api/v1/sources/:id/candidates/:key/adopt",
    {
      config: { needs: "site:write" },
      schema: {
        summary: "Take something that spoke and was unknown into the configuration of its source",
        params: z.strictObject({ id: z.string().max(63), key: z.string().max(200) }),
        body: z.strictObject({ name: z.string().trim().min(1).max(120).optional() }).nullish(),
        response: { 200: Thing },
      },
    },
    async (request) => {
      const { id, key } = request.params;
      const who = whoOf(request);
      const source = core.site.get("source", id);
      if (source && !sees(who, source.body.partition)) {
        throw new Refusal(404, "Not found", `There is no source '${id}', or it is not in your partitions.`);
      }
      const judged = source && judge(who, "site:write", { partition: source.body.partition });
      if (judged?.outcome === "refused") {
        throw new Refusal(403, "Not permitted", `You may not change the source '${id}': ${judged.because}.`);
      }
      const candidate = core.sources
        .health()
        .find((one) => one.id === id)
        ?.candidates.find((one) => one.key === key);
      if (!source || !candidate) {
        throw new Refusal(
          404,
          "Not found",
          `The source '${id}' has heard of no '${key}' that could be adopted; reload its list.`,
        );
      }
      const driver = core.drivers.find(({ name }) => name === source.body.driver);
      const masked = core.site.masked({ kind: "source", body: source.body });
      const settings = "settings" in masked ? masked.settings : {};
      const adopted = driver?.adopt?.(settings, { key, about: candidate.about, name: request.body?.name });
      if (!adopted) {
        throw new Refusal(
          409,
          "Conflict",
          `The driver ${source.body.driver} can't adopt by itself; add '${key}' in the source's settings.`,
        );
      }
      const reading = readDocument("source", { ...source.body, settings: adopted });
      if ("mistakes" in reading) throw invalidRequest(reading.mistakes, 422);
      await core.site.put(reading.document, { actor: actorIn(request), version: source.version });
      core.sources.adopted(id, key);
      const body = core.site.get("source", id)?.body ?? source.body;
      return { ...core.site.masked({ kind: "source", body }) };
    },
  );

  api.get(
    "/api/v1/channels",
    {
      config: { needs: "site:read" },
      schema: { summary: "Channels with their health", response: { 200: listOf(Thing) } },
    },
    () => ({ items: core.outbox.health().map((health) => ({ ...health })), next: null }),
  );

  api.post(
    "/api/v1/channels/:id/purge",
    {
      config: { needs: "messages:purge", everywhere: true },
      schema: {
        summary: "Give up all messages that wait for a channel, or those to one person",
        params: z.strictObject({ id: z.string().max(63) }),
        body: z.strictObject({
          reason: z.string().trim().min(1).max(500),
          person: z.string().max(63).optional().describe("Absent: everybody"),
        }),
        response: { 200: z.object({ purged: z.int() }) },
      },
    },
    async (request) => {
      const { id } = request.params;
      if (!core.site.get("channel", id)) throw new Refusal(404, "Not found", `There is no channel '${id}'.`);
      const { person = null, reason } = request.body;
      if (person !== null && !core.site.get("person", person)) {
        throw new Refusal(404, "Not found", `There is no person '${person}'.`);
      }
      return { purged: await core.outbox.purge(id, person, actorIn(request), reason) };
    },
  );
}
