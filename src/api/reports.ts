import { z } from "zod";
import type { Who } from "#operators/roles.ts";
import type { Core } from "./core.ts";
import { actorIn, whoOf } from "./identity.ts";
import { Refusal } from "./problem.ts";
import { listOf, Thing } from "./schemas.ts";
import type { Api } from "./server.ts";
import { visibleTo } from "./site-rights.ts";

const Params = z.strictObject({ id: z.string().max(63) });
const RUNS = 50;
/** It is a letter, and not a page of this server: nothing in it runs or loads anything. */
const LETTER = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
};

/** Alarm figures that go out by e-mail at their times. */
export function reports(api: Api, core: Core): void {
  const seenBy = (who: Who) => {
    const isVisible = visibleTo(core.site, who);
    return Array.from(core.site.items.report.values(), ({ body }) => body).filter((body) =>
      isVisible({ kind: "report", body }),
    );
  };
  const demandSeen = (who: Who, id: string) => {
    if (seenBy(who).some((report) => report.id === id)) return;
    throw new Refusal(404, "Not found", `There is no report '${id}', or it is not about your partitions alone.`);
  };

  api.get(
    "/api/v1/reports",
    {
      config: { needs: "site:read" },
      schema: {
        summary: "Reports, when they are due next, and what became of the latest",
        response: { 200: listOf(Thing).extend({ runs: z.array(Thing) }) },
      },
    },
    async (request) => {
      const { readRuns } = await import("#numbers/report-rows.ts");
      const seen = seenBy(whoOf(request));
      const items = seen.map((report) => ({ ...report, nextAt: core.reports.nextAt(report) }));
      const runs = await readRuns(
        core.pool,
        seen.map(({ id }) => id),
        RUNS,
      );
      return { items, next: null, runs: runs.map((run) => ({ ...run })) };
    },
  );

  api.get(
    "/api/v1/reports/:id/preview",
    {
      config: { needs: "site:read" },
      schema: {
        summary: "The report as it would go out now",
        params: Params,
        querystring: z.strictObject({ format: z.enum(["html", "pdf"]).default("html") }),
        produces: ["text/html", "application/pdf"],
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      demandSeen(whoOf(request), id);
      const { format } = request.query;
      const report = await core.reports.preview(id, format);
      if (format === "html") return reply.headers(LETTER).serializer(String).send(report);
      reply.headers({ "content-type": "application/pdf", "content-disposition": `attachment; filename="${id}.pdf"` });
      return reply.send(report);
    },
  );

  api.post(
    "/api/v1/reports/:id/send",
    {
      config: { needs: "site:write" },
      schema: {
        summary: "Send it now, besides its times",
        params: Params,
        body: z.strictObject({}).nullish(),
        response: { 202: z.object({ because: z.string() }) },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      demandSeen(whoOf(request), id);
      return reply.code(202).send({ because: await core.reports.sendNow(id, actorIn(request)) });
    },
  );
}
