import { Readable } from "node:stream";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { FORMATS, type Format, written } from "#audit/formats.ts";
import { ReadingRecord } from "#audit/reading.ts";
import { beginningRecord } from "#audit/record.ts";
import { beginningOf } from "#audit/removals.ts";
import { searchTrail } from "#audit/search.ts";
import { entriesBetween } from "#audit/trail.ts";
import { partitionsOf } from "#operators/roles.ts";
import type { Core } from "./core.ts";
import { cursorOf, placeOf } from "./cursor.ts";
import { actorIn, nameInTrail, whoOf } from "./identity.ts";
import { InstantParameter, listOf, Page, Thing } from "./schemas.ts";
import type { Api } from "./server.ts";

const Search = z.strictObject({
  object: z.string().max(300).optional().describe("`alarm:17`, `source:plc-1`"),
  actor: z.string().max(200).optional().describe("`operator:anna`, `tocsin`"),
  action: z.string().max(100).optional().describe("`alarm.acknowledged`, or all that begins with `alarm`"),
  text: z.string().trim().min(1).max(200).optional().describe("Words of the sentence"),
  from: InstantParameter.optional(),
  to: InstantParameter.optional().describe("Not included"),
});
const Export = Search.pick({ from: true, to: true }).extend({ format: z.enum(FORMATS).default("jsonl") });

const TYPES: Readonly<Record<Format, string>> = {
  jsonl: "application/jsonl; charset=utf-8",
  rfc5424: "text/plain; charset=utf-8",
  cef: "text/plain; charset=utf-8",
};
const EXPORT_PAGE = 500;

/** The audit trail, for reading; nobody can change it, and who reads it is on record. */
export function audit(api: Api, core: Core): void {
  const readings = new ReadingRecord(core.journal, core.clock);
  const note = (request: FastifyRequest, action: "read" | "export", what: string) =>
    readings.note(actorIn(request), nameInTrail(whoOf(request)), action, what);

  api.get(
    "/api/v1/audit-trail",
    {
      config: { needs: "audit:read", actors: true },
      schema: {
        summary: "The audit trail, the newest entry first; reading is on record once a minute",
        querystring: Page.extend(Search.shape),
        response: { 200: listOf(Thing) },
      },
    },
    async (request) => {
      const { limit, cursor, ...search } = request.query;
      await note(request, "read", `read ${searched(search)}`);
      const own = partitionsOf(whoOf(request), "audit:read");
      const query = { ...search, before: placeOf(cursor, 1)?.[0], partitions: own ?? undefined, limit: limit + 1 };
      const found = await core.rows.read(own, (client) => searchTrail(client, query));
      const items = found.slice(0, limit).map((entry) => ({ ...entry }));
      const last = items.at(-1);
      return { items, next: found.length > limit && last ? cursorOf([last.seq]) : null };
    },
  );

  api.get(
    "/api/v1/audit-trail/export",
    {
      config: { needs: "audit:export" },
      schema: {
        summary: "The audit trail in the order in which it was written, as JSON lines, RFC 5424 or CEF",
        querystring: Export,
        produces: ["application/jsonl", "text/plain"],
      },
    },
    async (request, reply) => {
      const { format, ...search } = request.query;
      await note(request, "export", `exported ${searched(search)} as ${format}`);
      const partitions = partitionsOf(whoOf(request), "audit:export");
      const file = `tocsin-audit-trail.${format === "jsonl" ? "jsonl" : format === "cef" ? "cef" : "log"}`;
      return reply
        .type(TYPES[format])
        .header("content-disposition", `attachment; filename="${file}"`)
        .serializer(String)
        .send(Readable.from(exported(core, format, { ...search, partitions })));
    },
  );

  api.post(
    "/api/v1/audit-trail/readings",
    {
      config: { needs: "machine" },
      schema: {
        summary: "Put on record that the trail was read past this server, as the tocsin command does",
        body: z.strictObject({ what: z.string().trim().min(1).max(200) }),
      },
    },
    async (request, reply) => {
      await note(request, "export", request.body.what);
      return reply.code(204).send();
    },
  );
}

interface Exported {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** null: all. */
  readonly partitions: readonly string[] | null;
}

/** What was written before the export began, page by page, as the reader takes it. */
async function* exported(core: Core, format: Format, { from, to, partitions }: Exported): AsyncGenerator<string> {
  const { rows } = await core.pool.query<{ first: string | null; last: string | null }>(
    `select min(seq) as first, max(seq) as last from audit.entry
      where at >= to_timestamp(coalesce($1::float8, 0) / 1000) and ($2::float8 is null or at < to_timestamp($2 / 1000))`,
    [from ?? null, to ?? null],
  );
  const beginning = format === "jsonl" && from === undefined && !partitions ? await beginningOf(core.pool) : null;
  if (beginning) yield `${beginningRecord(beginning, new Date(beginning.removedAt).toISOString()).line}\n`;
  const [first, last] = [Number(rows[0]?.first ?? 1), Number(rows[0]?.last ?? 0)];
  for (let next = first; next <= last; next += EXPORT_PAGE) {
    const until = Math.min(last, next + EXPORT_PAGE - 1);
    const page = await core.rows.read(partitions, (client) => entriesBetween(client, next, until));
    const visible = partitions ? page.filter(({ partition }) => partitions.includes(partition)) : page;
    if (visible.length > 0) yield written(visible, format);
  }
}

/** `all of it`, `what is about alarm:17 and by operator:anna`. */
function searched({ object, actor, action, text, from, to }: Partial<z.output<typeof Search>>): string {
  const parts = [
    ...(object ? [`about ${object}`] : []),
    ...(actor ? [`by ${actor}`] : []),
    ...(action ? [`of the kind ${action}`] : []),
    ...(text ? [`with "${text}"`] : []),
    ...(from === undefined ? [] : [`from ${new Date(from).toISOString()}`]),
    ...(to === undefined ? [] : [`up to ${new Date(to).toISOString()}`]),
  ];
  return parts.length === 0 ? "it" : `what is ${parts.join(" and ")}`;
}
