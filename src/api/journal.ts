import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { ALARM_INPUTS } from "#alarms/alarm.ts";
import { CATEGORIES, EVENT_KINDS, PRIORITIES } from "#events/event.ts";
import type { Asked } from "#history/asked.ts";
import { partitionsOf } from "#operators/roles.ts";
import { calledIn } from "#site/called.ts";
import { LANGUAGES, type Language } from "#site/language.ts";
import { alarmTextIn, sentenceIn } from "#site/said.ts";
import type { Core } from "./core.ts";
import { cursorOf, placeOf } from "./cursor.ts";
import { actorIn, nameInTrail, whoOf } from "./identity.ts";
import { Refusal } from "./problem.ts";
import { actorsCalled, languageOfRequest, meaningsTo } from "./reading.ts";
import { InstantParameter, listOf, Page, Thing } from "./schemas.ts";
import type { Api } from "./server.ts";

const several = <T extends z.ZodType>(one: T) =>
  z
    .union([one, z.array(one)])
    .optional()
    .describe("May be given several times");

const About = {
  from: InstantParameter.optional(),
  to: InstantParameter.optional().describe("Not included"),
  source: z.string().max(63).optional(),
  point: z.string().max(200).optional(),
  category: several(z.enum(CATEGORIES)),
  condition: z.string().max(60).optional(),
  priority: several(z.enum(PRIORITIES)),
  text: z
    .string()
    .trim()
    .max(200)
    .optional()
    .describe(
      'Words that all stand in it, in any case and also within other words; `"two words"` are one. Names of sources and points count, and what Tocsin says is found as `language` reads it',
    ),
  language: z.enum(LANGUAGES).optional().describe("Of whoever reads; absent: the first of Accept-Language"),
};
const Events = z.strictObject({ ...About, kind: several(z.enum(EVENT_KINDS)), code: z.string().max(60).optional() });
const Transitions = z.strictObject({
  ...About,
  input: several(z.enum(ALARM_INPUTS)),
  actor: z.string().max(200).optional().describe("`operator:anna`, `tocsin`, or a part of a name"),
});
const Export = {
  format: z.enum(["csv", "jsonl"]).default("csv"),
  mark: z.enum(["yes", "no"]).default("yes").describe("Whether CSV begins with a byte order mark, for Excel"),
  most: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .default(1_000_000)
    .describe("Beyond it the export is cut, and says so"),
};
const TYPES = { csv: "text/csv; charset=utf-8", jsonl: "application/jsonl; charset=utf-8" } as const;

/** What was recorded: events as they came, and what happened to alarms. */
export function journal(api: Api, core: Core): void {
  api.get(
    "/api/v1/events",
    {
      config: { needs: "alarms:read" },
      schema: {
        summary: "Stored events, the newest first",
        description:
          "Answers within a second: a page that is not full has a `next` when older events were not looked at yet, and `searchedTo` says how far back it came.",
        querystring: Page.extend(Events.shape),
        response: {
          200: listOf(Thing).extend({
            searchedTo: z
              .int()
              .nullable()
              .describe("Everything received since then was looked at; null: everything there is"),
          }),
        },
      },
    },
    async (request) => {
      const { limit, cursor, ...query } = request.query;
      const { eventPage, timeAt } = await import("#history/desk.ts");
      const below = placeOf(cursor, 1)?.[0];
      const ground = groundOf(core, request);
      const { items, downTo } = await eventPage(ground, await eventFilter(core, request, query), {
        below,
        limit: limit + 1,
      });
      const page = items.slice(0, limit);
      const last = items.length > limit ? page.at(-1) : undefined;
      const next = last?.id ?? downTo;
      return {
        items: page.map((event) => ({ ...event, ...namesOf(core, event) })),
        next: next === null ? null : cursorOf([next]),
        searchedTo: next === null ? null : (last?.receivedAt ?? (await timeAt(core.pool, next))),
      };
    },
  );

  api.get(
    "/api/v1/events/count",
    {
      config: { needs: "alarms:read" },
      schema: {
        summary: "How many stored events fit",
        querystring: Events,
        response: {
          200: z.object({ count: z.int(), exact: z.boolean().describe("false: there are more than `count`") }),
        },
      },
    },
    async (request) => {
      const { eventCount } = await import("#history/desk.ts");
      return eventCount(groundOf(core, request), await eventFilter(core, request, request.query));
    },
  );

  api.get(
    "/api/v1/events/codes",
    {
      config: { needs: "alarms:read" },
      schema: {
        summary: "The codes of the latest events, each once: what a search can ask for",
        response: { 200: z.object({ items: z.array(z.string()) }) },
      },
    },
    async (request) => {
      const { codesIn } = await import("#history/codes.ts");
      return { items: await core.rows.read(partitionsOf(whoOf(request), "alarms:read"), codesIn) };
    },
  );

  api.get(
    "/api/v1/events/export",
    {
      config: { needs: "alarms:read" },
      schema: {
        summary: "Stored events, the newest first, as CSV (RFC 4180) or JSON lines; it is on record who exported what",
        querystring: Events.extend(Export),
        produces: ["text/csv", "application/jsonl"],
      },
    },
    async (request, reply) => {
      const { format, mark, most, ...query } = request.query;
      const filter = await eventFilter(core, request, query);
      await note(core, request, "events", "the event journal", format, filter);
      const { exportEvents } = await import("#history/desk.ts");
      const lines = exportEvents(groundOf(core, request), filter, {
        format,
        byteOrderMark: mark === "yes",
        most,
        said: format === "csv" ? rowIn(languageOfRequest(request, query.language)) : undefined,
      });
      return send(reply, "tocsin-events", format, lines);
    },
  );

  api.get(
    "/api/v1/events/:id",
    {
      config: { needs: "alarms:read", actors: true },
      schema: {
        summary: "One event, and what it did to the alarms of its point",
        params: z.strictObject({ id: z.coerce.number().int().min(1) }),
        response: { 200: z.object({ event: Thing, transitions: z.array(Thing) }) },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { oneEvent } = await import("#history/search.ts");
      const { transitionsBy } = await import("#history/transitions.ts");
      const found = await core.rows.read(partitionsOf(whoOf(request), "alarms:read"), async (client) => {
        const event = await oneEvent(client, id);
        return event && { event, transitions: await transitionsBy(client, event) };
      });
      if (!found) throw await missing(core, id);
      return {
        event: { ...found.event, ...namesOf(core, found.event) },
        transitions: found.transitions.map((transition) => ({ ...transition })),
      };
    },
  );

  api.get(
    "/api/v1/transitions",
    {
      config: { needs: "alarms:read", actors: true },
      schema: {
        summary: "What happened to alarms and who did it, the latest first",
        querystring: Page.extend(Transitions.shape),
        response: { 200: listOf(Thing) },
      },
    },
    async (request) => {
      const { limit, cursor, ...query } = request.query;
      const place = placeOf(cursor, 2);
      const before = place ? { at: place[0] ?? 0, id: place[1] ?? 0 } : null;
      const { transitionPage } = await import("#history/desk.ts");
      const own = partitionsOf(whoOf(request), "alarms:read");
      const filter = await transitionFilter(core, request, query);
      const found = await transitionPage(groundOf(core, request), own, filter, { before, limit: limit + 1 });
      const items = found.slice(0, limit);
      const last = items.at(-1);
      return {
        items: items.map((item) => ({ ...item, ...namesOf(core, item) })),
        next: found.length > limit && last ? cursorOf([last.at, last.id]) : null,
      };
    },
  );

  api.get(
    "/api/v1/transitions/export",
    {
      config: { needs: "alarms:read" },
      schema: {
        summary:
          "What happened to alarms, the latest first, as CSV (RFC 4180) or JSON lines; it is on record who exported what",
        querystring: Transitions.extend(Export),
        produces: ["text/csv", "application/jsonl"],
      },
    },
    async (request, reply) => {
      const { format, mark, most, ...query } = request.query;
      const filter = await transitionFilter(core, request, query);
      await note(core, request, "transitions", "the history of alarms", format, filter);
      const { exportTransitions } = await import("#history/desk.ts");
      const own = partitionsOf(whoOf(request), "alarms:read");
      const said = format === "csv" ? rowIn(languageOfRequest(request, query.language)) : undefined;
      const options = { format, byteOrderMark: mark === "yes", most, said };
      return send(
        reply,
        "tocsin-alarm-history",
        format,
        exportTransitions(groundOf(core, request), own, filter, options),
      );
    },
  );
}

async function missing(core: Core, event: number): Promise<Refusal> {
  const { eventRemovedAt } = await import("#history/removals.ts");
  const at = await eventRemovedAt(core.pool, event);
  if (at === null) return new Refusal(404, "Not found", `There is no event ${event}, or it is not in your partitions.`);
  const day = new Date(at).toISOString().slice(0, 10);
  return new Refusal(410, "Removed", `Event ${event} was removed on ${day} by the site's retention.`);
}

function groundOf({ pool, rows, clock }: Core, request: FastifyRequest) {
  return { pool, rows, clock, wanted: () => !request.raw.destroyed };
}

async function eventFilter(core: Core, request: FastifyRequest, query: z.output<typeof Events>) {
  const { kind, ...rest } = query;
  return {
    ...(await common(core, request, rest)),
    code: query.code,
    kinds: listed(kind),
    partitions: partitionsOf(whoOf(request), "alarms:read"),
  };
}

async function transitionFilter(
  core: Core,
  request: FastifyRequest,
  { input, actor, ...rest }: z.output<typeof Transitions>,
) {
  const actors = actor === undefined || actor.includes(":") ? undefined : [actor, ...actorsCalled(core, actor)];
  return { ...(await common(core, request, rest)), inputs: listed(input), actor, actors };
}

async function common(
  core: Core,
  request: FastifyRequest,
  { category, priority, text, language, ...rest }: z.output<z.ZodObject<typeof About>>,
) {
  const { wordsOf } = await import("#history/filter.ts");
  const words = text ? wordsOf(text) : undefined;
  const meanings = words && meaningsTo(core, languageOfRequest(request, language), words);
  return { ...rest, categories: listed(category), priorities: listed(priority), words, meanings };
}

/** What stands in a line of CSV as people read it; the words that programs choose by stay. */
function rowIn(language: Language | null) {
  if (language === null) return undefined;
  return (row: Readonly<Record<string, unknown>>) => {
    const { source, text, because } = row;
    return {
      ...row,
      ...(typeof text === "string" ? { text: alarmTextIn(language, { source: String(source), text }) } : {}),
      ...(typeof because === "string" ? { because: sentenceIn(language, because) } : {}),
    };
  };
}

function listed<T>(given: T | readonly T[] | undefined): readonly T[] | undefined {
  return given === undefined ? undefined : ([given].flat() as readonly T[]);
}

function namesOf({ site }: Core, { source, point }: { readonly source: string; readonly point: string }) {
  const { items } = site;
  return {
    sourceName: calledIn({ items })("source", source),
    pointName: items.point.get(`${source}/${point}`)?.body.name ?? null,
  };
}

/** Who takes much away at once is on record before the first line. */
async function note(
  core: Core,
  request: FastifyRequest,
  object: string,
  what: string,
  format: string,
  filter: Asked,
): Promise<void> {
  const { asked } = await import("#history/asked.ts");
  const about = asked(filter);
  await core.journal.submit("operator", (batch) =>
    batch.audit({
      actor: actorIn(request),
      action: `${object}.exported`,
      object,
      sentence: `${nameInTrail(whoOf(request))} exported ${what} as ${format === "csv" ? "CSV" : "JSON lines"}: ${about || "all of it"}.`,
    }),
  );
}

function send(reply: FastifyReply, name: string, format: keyof typeof TYPES, lines: AsyncGenerator<string>) {
  return reply
    .type(TYPES[format])
    .header("content-disposition", `attachment; filename="${name}.${format}"`)
    .serializer(String)
    .send(Readable.from(lines));
}
