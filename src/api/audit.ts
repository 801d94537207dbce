import { z } from "zod";
import { partitionsOf } from "#operators/roles.ts";
import type { Core } from "./core.ts";
import { cursorOf, placeOf } from "./cursor.ts";
import { whoOf } from "./identity.ts";
import { trailOf } from "./rows.ts";
import { listOf, Page, Thing } from "./schemas.ts";
import type { Api } from "./server.ts";

/** The audit trail, for reading; nobody can change it. */
export function audit(api: Api, core: Core): void {
  api.get(
    "/api/v1/audit-trail",
    {
      config: { needs: "audit:read" },
      schema: {
        summary: "The audit trail, the newest entry first",
        querystring: Page.extend({ object: z.string().max(300).optional().describe("`alarm:17`, `source:plc-1`") }),
        response: { 200: listOf(Thing) },
      },
    },
    async (request) => {
      const { object, limit, cursor } = request.query;
      const items = await trailOf(core.pool, {
        object,
        before: placeOf(cursor, 1)?.[0],
        partitions: partitionsOf(whoOf(request), "audit:read") ?? undefined,
        limit: limit + 1,
      });
      const page = items.slice(0, limit);
      const last = page.at(-1);
      return { items: page, next: items.length > limit && last ? cursorOf([last.seq]) : null };
    },
  );
}
