import { z } from "zod";
import { judge, partitionsOf } from "#operators/roles.ts";
import { LANGUAGES } from "#site/language.ts";
import { settingsOf } from "#site/site.ts";
import { timeZone } from "#site/times.ts";
import { nameOf } from "./actor-names.ts";
import { seen } from "./alarm-access.ts";
import type { Core } from "./core.ts";
import { nameInTrail, whoOf } from "./identity.ts";
import type { Api } from "./server.ts";

/** All about one occurrence of an alarm, for people who were not there. */
export function incidentReport(api: Api, core: Core): void {
  api.get(
    "/api/v1/alarms/:id/report",
    {
      config: { needs: "alarms:read" },
      schema: {
        summary:
          "Report of one occurrence: what happened, who was told and answered, which steps were taken, with the trail",
        params: z.strictObject({ id: z.coerce.number().int().min(1) }),
        querystring: z.strictObject({
          format: z.enum(["html", "pdf"]).default("html"),
          occurrence: z.coerce.number().int().min(1).optional().describe("Absent: the present one, or the last"),
          language: z.enum(LANGUAGES).optional().describe("Absent: the site's"),
          timeZone: timeZone.optional().describe("Absent: the site's"),
        }),
        produces: ["text/html", "application/pdf"],
      },
    },
    async (request, reply) => {
      const who = whoOf(request);
      const alarm = seen(core, who, request.params.id);
      const { format, occurrence, language = settingsOf(core.site).language } = request.query;
      const [{ gather }, { reportOf }] = await Promise.all([
        import("#incidents/incident.ts"),
        import("#incidents/report.ts"),
      ]);
      const readsTrail = judge(who, "audit:read", { partition: alarm.partition }).outcome === "allowed";
      const called = (actor: string) => nameOf(core, actor);
      const incident = await core.rows.read(partitionsOf(who, "alarms:read"), (client) =>
        gather(client, core.pool, core.site.current, { alarm, occurrence, readsTrail, called }),
      );
      const { timeZone: zone = incident.timeZone } = request.query;
      const report = reportOf(
        { ...incident, timeZone: zone },
        { language, now: core.clock.now(), by: nameInTrail(who) },
      );
      if (format === "html") {
        const { htmlOf, REPORT_HEADERS } = await import("#incidents/html.ts");
        return reply.headers(REPORT_HEADERS).send(htmlOf(report));
      }
      const { printed } = await import("#paper/printing.ts");
      const name = `incident-${alarm.id}-${incident.occurrence}.pdf`;
      reply.headers({ "content-type": "application/pdf", "content-disposition": `attachment; filename="${name}"` });
      return reply.send(await printed(report));
    },
  );
}
