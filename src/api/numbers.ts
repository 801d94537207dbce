import { z } from "zod";
import type { NumbersDesk } from "#numbers/desk.ts";
import { limitsFrom } from "#numbers/flood.ts";
import { TABLE_IDS } from "#numbers/table-ids.ts";
import { partitionsOf, type Who } from "#operators/roles.ts";
import { whereCalled } from "#site/called.ts";
import { LANGUAGES } from "#site/language.ts";
import { settingsOf } from "#site/site.ts";
import { timeZone } from "#site/times.ts";
import { nameOf } from "./actor-names.ts";
import type { Core } from "./core.ts";
import { goneSignal } from "./gone.ts";
import { whoOf } from "./identity.ts";
import { Refusal } from "./problem.ts";
import { InstantParameter, Thing } from "./schemas.ts";
import type { Api } from "./server.ts";

const LONGEST_MS = 400 * 86_400_000;
const Time = z.strictObject({
  from: InstantParameter,
  to: InstantParameter.describe("Not included; what lies ahead isn't counted"),
  partition: z.string().max(63).optional().describe("One operator position; absent: the sum of all that you may see"),
  floodFrom: z.coerce
    .number()
    .int()
    .min(2)
    .max(1000)
    .optional()
    .describe(
      "So many alarms within 10 minutes begin a flood; it ends below half of them. Absent: as the site's settings say",
    ),
});
const lang = z.enum(LANGUAGES).default("en");
/** Alarm figures by ISA-18.2, IEC 62682 and EEMUA 191, with their definitions, targets and coverage. */
export function numbers(api: Api, core: Core): void {
  let desk: Promise<NumbersDesk> | undefined;
  const open = () => {
    desk ??= import("#numbers/desk.ts").then(
      ({ NumbersDesk: Desk }) =>
        new Desk({ rows: core.rows, pool: core.pool, clock: core.clock, site: () => core.site.current }),
    );
    return desk;
  };

  const placed = <A extends { source: string; point: string }>(alarm: A) => ({
    ...alarm,
    where: whereCalled(core.site, alarm),
  });

  api.get(
    "/api/v1/numbers",
    {
      config: { needs: "alarms:read", actors: true },
      schema: {
        summary: "Alarm figures of a time and of an operator position",
        querystring: Time,
        response: { 200: Thing },
      },
    },
    async (request, reply) => {
      const wanted = wantedBy(whoOf(request), request.query);
      const numbers = await (await open()).numbers(wanted, goneSignal(reply));
      return { ...numbers, names: numbers.names.map(placed) };
    },
  );

  api.get(
    "/api/v1/numbers/progress",
    {
      config: { needs: "alarms:read" },
      schema: {
        summary: "How much of figures that somebody waits for is counted; null: all of it, or nobody asked",
        querystring: Time,
        response: { 200: z.object({ share: z.number().nullable() }) },
      },
    },
    async (request) => ({ share: (await open()).progress(wantedBy(whoOf(request), request.query)) }),
  );

  api.get(
    "/api/v1/numbers/report",
    {
      config: { needs: "alarms:read" },
      schema: {
        summary: "All figures of a time as a report to print",
        querystring: Time.extend({
          lang,
          timeZone: timeZone.optional().describe("Of whoever reads it; absent: the site's"),
        }),
        produces: ["application/pdf"],
      },
    },
    async (request, reply) => {
      const { site } = core;
      const { lang: language, timeZone: zone = settingsOf(site.current).timeZone, ...time } = request.query;
      const wanted = wantedBy(whoOf(request), time);
      const [figures, { pageReport }] = await Promise.all([open(), import("#numbers/page-report.ts")]);
      const gone = goneSignal(reply);
      const [counted, badActors] = await Promise.all([figures.numbers(wanted, gone), figures.badActors(wanted, gone)]);
      const shown = { numbers: counted, badActors, site: site.current, called, language, timeZone: zone };
      const pdf = await pageReport(shown);
      reply.headers({ "content-type": "application/pdf", "content-disposition": 'attachment; filename="numbers.pdf"' });
      return reply.send(pdf);
    },
  );

  api.get(
    "/api/v1/numbers/bad-actors",
    {
      config: { needs: "alarms:read" },
      schema: {
        summary: "The ten that rang most often, with a setting computed from what was recorded, and its effect",
        querystring: Time,
        response: { 200: z.object({ items: z.array(Thing) }) },
      },
    },
    async (request, reply) => {
      const wanted = wantedBy(whoOf(request), request.query);
      const items = await (await open()).badActors(wanted, goneSignal(reply));
      return { items: items.map((item) => ({ ...item, alarm: placed(item.alarm) })) };
    },
  );

  api.get(
    "/api/v1/numbers/definitions",
    {
      config: { needs: "alarms:read" },
      schema: {
        summary: "What each figure is called, how it is counted and what is good",
        querystring: z.strictObject({ lang }),
        response: { 200: Thing },
      },
    },
    async (request) => {
      const { WORDS, definitionOf, unobservedIn } = await import("#numbers/words.ts");
      const words = WORDS[request.query.lang];
      const limits = limitsFrom(settingsOf(core.site.current).floodFrom);
      const flood = { ...words.kpis["flood-time"], definition: definitionOf("flood-time", words, limits) };
      const { counted, bands, tables, hints, unauthorised, setAside, ways, short } = words;
      const unobserved = unobservedIn(words);
      const kpis = { ...words.kpis, "flood-time": flood };
      return { counted, kpis, bands, tables, hints, unauthorised, setAside, ways, short, unobserved };
    },
  );

  api.get(
    "/api/v1/numbers/tables/:table",
    {
      config: { needs: "alarms:read" },
      schema: {
        summary: "One table as CSV (RFC 4180); no cell is a formula",
        params: z.strictObject({ table: z.enum(TABLE_IDS) }),
        querystring: Time.extend({ lang }),
        produces: ["text/csv"],
      },
    },
    async (request, reply) => {
      const { lang: language, ...time } = request.query;
      const { table } = request.params;
      const wanted = wantedBy(whoOf(request), time);
      const [figures, { csvOf, tableOf, toldIn }] = await Promise.all([open(), import("#numbers/tables.ts")]);
      const gone = goneSignal(reply);
      const badActors = table === "bad-actors" ? await figures.badActors(wanted, gone) : [];
      const counted = await figures.numbers(wanted, gone);
      const told = toldIn(language, { numbers: counted, badActors, site: core.site.current, called });
      return reply
        .type("text/csv; charset=utf-8")
        .header("content-disposition", `attachment; filename="${table}.csv"`)
        .serializer(String)
        .send(csvOf(tableOf(table, told)));
    },
  );

  function called(actor: string): string | null {
    return nameOf(core, actor);
  }

  function wantedBy(who: Who, { from, to, partition, floodFrom }: z.output<typeof Time>) {
    if (to <= from) throw new Refusal(400, "Not valid", "The time ends before it begins: `to` must be after `from`.");
    if (to - from > LONGEST_MS) {
      throw new Refusal(400, "Not valid", "The time is longer than 400 days; ask for a shorter one.");
    }
    const own = partitionsOf(who, "alarms:read");
    const isThere = partition === undefined || partition === "site" || core.site.get("partition", partition);
    if (partition !== undefined && (!isThere || (own !== null && !own.includes(partition)))) {
      throw new Refusal(404, "Not found", `There is no partition '${partition}', or it is not one of yours.`);
    }
    const limits = limitsFrom(floodFrom ?? settingsOf(core.site.current).floodFrom);
    return { from, to, partitions: partition === undefined ? own : [partition], limits };
  }
}
