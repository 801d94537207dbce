import { z } from "zod";
import { accessReview, reviewCsv } from "#operators/access-review.ts";
import { administersAll } from "#operators/administration.ts";
import { may, rightsOf } from "#operators/roles.ts";
import { scopeRights } from "#operators/tokens.ts";
import { settingsOf } from "#site/site.ts";
import type { Core } from "./core.ts";
import { actorIn, whoOf } from "./identity.ts";
import { usesOf } from "./rows.ts";
import type { Api } from "./server.ts";

const DAY_MS = 86_400_000;
/** How far back the trail is read for what people last did. */
const LOOKS_BACK_DAYS = 400;

/** Who may do what, since when, and when they last did: for those who review it regularly. */
export function accessReviews(api: Api, core: Core): void {
  api.get(
    "/api/v1/access-review",
    {
      config: { needs: "operators:read" },
      schema: {
        summary: "Who may do what, since when, and when they last did",
        querystring: z.strictObject({ format: z.enum(["json", "csv"]).default("json") }),
        produces: ["application/json", "text/csv"],
      },
    },
    async (request, reply) => {
      const who = whoOf(request);
      const now = core.clock.now();
      const { unusedDays } = settingsOf(core.site).logins;
      const { access } = core;
      const operators = access.operators.all().filter((operator) => administersAll(rightsOf(who), operator));
      const lines = accessReview({
        operators,
        tokens: may(who, "operators:read", { everywhere: true }) ? access.tokens.all() : [],
        rightsOf: (operator) => access.administration.rightsOf(operator),
        tokenRights: (token) => scopeRights(token.scopes),
        uses: await core.rows.read(null, (client) => usesOf(client, now - LOOKS_BACK_DAYS * DAY_MS)),
        unusedBefore: now - unusedDays * DAY_MS,
      });
      await core.journal.submit("operator", (batch) =>
        batch.audit({
          actor: actorIn(request),
          action: "access-review.read",
          object: "access-review",
          sentence: `'${who.id}' looked at who may do what: ${operators.length} operators.`,
        }),
      );
      if (request.query.format === "csv") {
        return reply
          .type("text/csv; charset=utf-8")
          .header("content-disposition", 'attachment; filename="access-review.csv"')
          .serializer(String)
          .send(reviewCsv(lines));
      }
      return { items: lines.map((line) => ({ ...line })), at: now, unusedDays };
    },
  );
}
