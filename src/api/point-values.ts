import { z } from "zod";
import { limitsOf } from "#alarms/limits.ts";
import { partitionsOf, sees } from "#operators/roles.ts";
import type { Core } from "./core.ts";
import { whoOf } from "./identity.ts";
import { Refusal } from "./problem.ts";
import { Instant, InstantParameter, Thing } from "./schemas.ts";
import type { Api } from "./server.ts";

const DAY_MS = 86_400_000;

/** What a point measured over time. */
export function pointValues(api: Api, core: Core): void {
  api.get(
    "/api/v1/points/:source/:point/values",
    {
      config: { needs: "alarms:read", actors: true },
      schema: {
        summary:
          "The recorded values of a point, thinned so that no extreme is lost, with its limits and what its alarms did",
        params: z.strictObject({ source: z.string().max(63), point: z.string().min(1).max(200) }),
        querystring: z.strictObject({
          from: InstantParameter.optional().describe("Absent: a day before `to`"),
          to: InstantParameter.optional().describe("Not included. Absent: now"),
          most: z.coerce.number().int().min(10).max(10_000).default(1000).describe("How many values at most"),
        }),
        response: {
          200: z.object({
            source: z.string(),
            point: z.string(),
            name: z.string(),
            unit: z.string().nullable(),
            from: Instant,
            to: Instant,
            steps: z.boolean().describe("A value holds until the next one: a state rather than a measurement"),
            items: z
              .array(z.object({ at: z.number(), value: z.number().nullable() }))
              .describe("By time received; the first may lie before `from`. null: bad quality, nothing is known"),
            thinned: z.boolean(),
            limits: z.array(Thing),
            marks: z.array(Thing).describe("When its alarms were raised, acknowledged and cleared; the newest 500"),
          }),
        },
      },
    },
    async (request) => {
      const { source, point } = request.params;
      const { most } = request.query;
      const to = request.query.to ?? core.clock.now();
      const from = request.query.from ?? Math.max(0, to - DAY_MS);
      if (from >= to) throw new Refusal(400, "Not valid", "`from` is not before `to`; give a time that has a length.");
      const who = whoOf(request);
      const { items } = core.site;
      const body = items.point.get(`${source}/${point}`)?.body;
      const partition = body?.partition ?? items.source.get(source)?.body.partition;
      const missing = () =>
        new Refusal(404, "Not found", `There is no point '${point}' of '${source}', or it is not in your partitions.`);
      if (body && !sees(who, partition ?? "site", "alarms:read")) throw missing();
      const { marksOf, signalOf } = await import("#history/signal.ts");
      const query = { source, point, from, to, most };
      const { signal, marks } = await core.rows.read(partitionsOf(who, "alarms:read"), async (client) => ({
        signal: await signalOf(client, query),
        marks: await marksOf(client, query),
      }));
      if (!body && signal.items.length === 0 && marks.length === 0) throw missing();
      return {
        source,
        point,
        name: body?.name ?? point,
        unit: body?.unit ?? null,
        from,
        to,
        steps: body?.conditions.some(({ type }) => type === "discrete") ?? false,
        items: [...signal.items],
        thinned: signal.thinned,
        limits: limitsOf(body?.conditions ?? []).map((limit) => ({ ...limit })),
        marks: marks.map((mark) => ({ ...mark })),
      };
    },
  );
}
