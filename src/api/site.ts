import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Who } from "#operators/roles.ts";
import { KIND_NAMES, readDocument, type SiteDocument } from "#site/check.ts";
import { shown as shownValue } from "#site/mistake.ts";
import { planText } from "#site/plan.ts";
import { SiteConflict, SiteRefusal } from "#site/refusal.ts";
import { SITE_KINDS, type SiteItem, type SiteKind } from "#site/site.ts";
import { readSiteYaml, type SiteReading, writeSiteYaml } from "#site/yaml.ts";
import type { Core } from "./core.ts";
import { type CriticalWish, withSecondPerson } from "./critical.ts";
import { siteWish } from "./critical-order.ts";
import { actorIn, whoOf } from "./identity.ts";
import { invalidRequest, Refusal } from "./problem.ts";
import { listOf, Thing, Waits } from "./schemas.ts";
import type { Api } from "./server.ts";
import { visibleTo, whyNotChange } from "./site-rights.ts";

const Kind = z.enum(KIND_NAMES);
const KindParams = z.strictObject({ kind: Kind });
const ItemParams = z.strictObject({ kind: Kind, id: z.string().min(1).max(264) });
/** A whole site as text, or documents by kind. */
const Documents = z
  .strictObject({
    yaml: z
      .string()
      .max(16 * 1024 * 1024)
      .optional(),
    items: z.partialRecord(Kind, z.array(z.unknown())).optional(),
    prune: z.boolean().default(false).describe("Remove what is not among them"),
  })
  .refine(({ yaml, items }) => (yaml === undefined) !== (items === undefined), "expected either yaml or items");
const PlanView = z.object({ changes: z.array(Thing), text: z.string() });
const BODY_BYTES = 17 * 1024 * 1024;
/** A plan with 5,000 symbols. */
const DOCUMENT_BYTES = 1024 * 1024;

/** The site's configuration: its documents one by one, and all at once as text. Secrets are shown as `***`. */
export function site(api: Api, core: Core): void {
  const { site } = core;
  const shown = <K extends SiteKind>(kind: K, who: Who): SiteItem<K>[] => {
    const isVisible = visibleTo(site, who);
    return [...site.shown(kind)].filter((body) => isVisible({ kind, body } as unknown as SiteDocument));
  };
  /** Each change that applying would make, by the rights that it needs. */
  const refuseChanges = async (who: Who, reading: SiteReading & { kind: "read" }, prune: boolean) => {
    const documents = new Map(reading.documents.map((one) => [`${one.kind} ${one.body.id}`, one]));
    const changes = await judged(() => Promise.resolve(site.plan(reading.documents, { prune })), reading);
    for (const { kind, id } of changes) refuseChange(core, who, kind, id, documents.get(`${kind} ${id}`));
  };

  api.get(
    "/api/v1/site",
    {
      config: { needs: "site:read" },
      schema: { summary: "All documents by kind", response: { 200: z.partialRecord(Kind, z.array(Thing)) } },
    },
    (request) => Object.fromEntries(KIND_NAMES.map((kind) => [kind, shown(kind, whoOf(request))])),
  );

  api.get(
    "/api/v1/site/export",
    {
      config: { needs: "site:read" },
      schema: { summary: "The whole site as YAML, for plan and apply", produces: ["application/yaml"] },
    },
    (request, reply) => {
      const who = whoOf(request);
      const documents = KIND_NAMES.flatMap((kind) =>
        shown(kind, who).map((body) => ({ kind, body }) as unknown as SiteDocument),
      ).filter(({ kind, body }) => kind !== "view" || body.owner === undefined);
      return reply.type("application/yaml; charset=utf-8").serializer(String).send(writeSiteYaml(documents));
    },
  );

  api.get(
    "/api/v1/site/:kind",
    {
      config: { needs: "site:read" },
      schema: {
        summary: "All documents of one kind",
        params: KindParams,
        querystring: z.strictObject({
          versions: z.enum(["yes", "no"]).default("no").describe("yes: also the version of each, by its id"),
        }),
        response: { 200: listOf(Thing).extend({ versions: z.record(z.string(), z.int()).optional() }) },
      },
    },
    (request) => {
      const { kind } = request.params;
      const items = shown(kind, whoOf(request));
      const versions = items.map(({ id }) => [id, site.get(kind, id)?.version ?? 0] as const);
      return {
        items: items as Record<string, unknown>[],
        next: null,
        ...(request.query.versions === "yes" && { versions: Object.fromEntries(versions) }),
      };
    },
  );

  api.get(
    "/api/v1/site/:kind/:id",
    {
      config: { needs: "site:read" },
      schema: { summary: "One document; its version is the ETag", params: ItemParams, response: { 200: Thing } },
    },
    (request, reply) => {
      const { kind, id } = request.params;
      const document = seenDocument(core, kind, id, whoOf(request));
      if (!document) throw absent(kind, id);
      reply.header("etag", `"${site.get(kind, id)?.version}"`);
      return { ...site.masked(document) };
    },
  );

  api.put(
    "/api/v1/site/:kind/:id",
    {
      config: { needs: "site:read" },
      bodyLimit: DOCUMENT_BYTES,
      schema: {
        summary: "Create or replace one document; with If-Match only when it still has that version",
        params: ItemParams,
        body: Thing,
        response: { 200: Thing, 201: Thing, 202: Waits },
      },
    },
    async (request, reply) => {
      const { kind, id } = request.params;
      const { body } = request;
      if (body["id"] !== undefined && body["id"] !== id) {
        throw new Refusal(
          400,
          "Not valid",
          `The document calls itself ${shownValue(body["id"])}, but the address names '${id}'.`,
        );
      }
      const reading = readDocument(kind, { ...body, id });
      if ("mistakes" in reading) throw invalidRequest(reading.mistakes);
      refuseChange(core, whoOf(request), kind, id, reading.document);
      const isNew = site.get(kind, id) === undefined;
      const expected = expectedVersion(request);
      return judged(async () => {
        const wish = siteWish(core, [reading.document], []);
        return withSecondPerson(core, request, reply, expecting(core, wish, kind, id, expected), async (alongside) => {
          const version = await site.put(reading.document, { actor: actorIn(request), version: expected, alongside });
          const stored = { kind, body: site.get(kind, id)?.body ?? reading.document.body } as SiteDocument;
          return answer(reply.code(isNew ? 201 : 200), version, site.masked(stored));
        });
      });
    },
  );

  api.delete(
    "/api/v1/site/:kind/:id",
    {
      config: { needs: "site:read" },
      schema: {
        summary: "Remove one document, unless others refer to it",
        params: ItemParams,
        response: { 202: Waits, 204: z.null() },
      },
    },
    async (request, reply) => {
      const { kind, id } = request.params;
      if (!seenDocument(core, kind, id, whoOf(request))) throw absent(kind, id);
      refuseChange(core, whoOf(request), kind, id, undefined);
      const expected = expectedVersion(request);
      return judged(async () => {
        const wish = siteWish(core, [], [{ kind, id }]);
        return withSecondPerson(core, request, reply, expecting(core, wish, kind, id, expected), async (alongside) => {
          await site.remove(kind, id, { actor: actorIn(request), version: expected, alongside });
          return reply.code(204).send(null);
        });
      });
    },
  );

  api.post(
    "/api/v1/site/plan",
    {
      config: { needs: "site:read", everywhere: true },
      bodyLimit: BODY_BYTES,
      schema: { summary: "What applying would change", body: Documents, response: { 200: PlanView } },
    },
    async (request) => {
      const { prune } = request.body;
      const reading = documentsIn(request.body);
      const changes = await judged(() => Promise.resolve(site.plan(reading.documents, { prune })), reading);
      return { changes: changes.map((change) => ({ ...change })), text: planText(changes) };
    },
  );

  api.post(
    "/api/v1/site/apply",
    {
      config: { needs: "site:read", everywhere: true },
      bodyLimit: BODY_BYTES,
      schema: {
        summary: "Change the site as the documents say, all or nothing",
        body: Documents,
        response: { 200: PlanView, 202: Waits },
      },
    },
    async (request, reply) => {
      const { prune } = request.body;
      const reading = documentsIn(request.body);
      await refuseChanges(whoOf(request), reading, prune);
      return judged(async () => {
        const wish = siteWish(core, reading.documents, prune ? "prune" : []);
        return withSecondPerson(core, request, reply, wish, async (alongside) => {
          const changes = await site.apply(reading.documents, { actor: actorIn(request), prune, alongside });
          return { changes: changes.map((change) => ({ ...change })), text: planText(changes, "done") };
        });
      }, reading);
    },
  );

  api.get(
    "/api/v1/kinds",
    {
      config: { needs: "site:read" },
      schema: {
        summary:
          "Documents of every kind, drivers, channels and directories with the schemas from which forms are drawn",
        description:
          "JSON Schema 2020-12; `secret`: never shown, `refers`: the id of a document of that kind, `among`: one of what is no document, such as roles.",
        response: {
          200: z.object({
            documents: z.partialRecord(Kind, Thing),
            drivers: z.array(Thing),
            channels: z.array(Thing),
            directories: z.array(Thing),
          }),
        },
      },
    },
    () => ({
      documents: Object.fromEntries(
        KIND_NAMES.map((kind) => [kind, jsonSchema(SITE_KINDS[kind]) as Record<string, unknown>]),
      ),
      directories: site.directoryKinds().map(({ name, settings }) => ({ name, settings: jsonSchema(settings) })),
      drivers: core.drivers.map(({ name, title, standard, role, settings }) => ({
        name,
        title,
        standard,
        role,
        settings: jsonSchema(settings),
      })),
      channels: core.channels.map(({ name, title, settings, address, can }) => ({
        name,
        title,
        can,
        settings: jsonSchema(settings),
        address: jsonSchema(address),
      })),
    }),
  );
}

/** A document, unless somebody else's partition holds it. */
export function seenDocument(core: Core, kind: SiteKind, id: string, who: Who): SiteDocument | undefined {
  const found = core.site.get(kind, id);
  const document = found && ({ kind, body: found.body } as SiteDocument);
  if (document && !visibleTo(core.site, who)(document)) throw absent(kind, id);
  return document;
}

export function refuseChange(core: Core, who: Who, kind: SiteKind, id: string, after: SiteDocument | undefined): void {
  const why = whyNotChange(core.site, who, { before: seenDocument(core, kind, id, who), after });
  if (why) throw new Refusal(403, "Not permitted", `You may not change the ${kind} '${id}': ${why}.`);
}

/** Somebody who has seen another version is told so, and no second person is asked. */
export function expecting(
  core: Core,
  wish: CriticalWish,
  kind: SiteKind,
  id: string,
  version: number | undefined,
): CriticalWish {
  const isSeen = version === undefined || version === (core.site.get(kind, id)?.version ?? 0);
  return isSeen ? wish : { ...wish, critical: [] };
}

function jsonSchema(schema: z.ZodType): unknown {
  return z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
}

function answer(reply: FastifyReply, version: number, body: unknown) {
  return reply.header("etag", `"${version}"`).send(body);
}

export function absent(kind: SiteKind, id: string): Refusal {
  return new Refusal(404, "Not found", `There is no ${kind} '${id}', or it is not in your partitions.`);
}

/** `If-Match: "3"` names the version that was seen; `If-None-Match: *` wants to create. */
export function expectedVersion(request: FastifyRequest): number | undefined {
  if (request.headers["if-none-match"] === "*") return 0;
  const match = request.headers["if-match"];
  if (match === undefined || match === "*") return undefined;
  const version = /^(?:W\/)?"(\d{1,9})"$/.exec(match)?.[1];
  if (version === undefined)
    throw new Refusal(400, "Not valid", `If-Match must be a version such as "3", found ${match}.`);
  return Number(version);
}

function documentsIn(body: z.output<typeof Documents>): SiteReading & { kind: "read" } {
  if (body.yaml !== undefined) {
    const reading = readSiteYaml(body.yaml, "site.yaml");
    if (reading.kind === "refused") throw invalidRequest(reading.mistakes, 422);
    return reading;
  }
  const documents: SiteDocument[] = [];
  for (const kind of KIND_NAMES) {
    for (const [index, item] of (body.items?.[kind] ?? []).entries()) {
      const reading = readDocument(kind, item);
      if ("mistakes" in reading) {
        throw invalidRequest(reading.mistakes.map((one) => ({ ...one, path: ["items", kind, index, ...one.path] })));
      }
      documents.push(reading.document);
    }
  }
  return { kind: "read", documents, locate: () => null };
}

/** Turns what the site says against a change into an answer, with lines when the documents came as text. */
export async function judged<T>(work: () => Promise<T>, reading?: SiteReading & { kind: "read" }): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof SiteConflict) {
      throw new Refusal(412, "Changed meanwhile", thrown.message, {}, { etag: `"${thrown.version}"` });
    }
    if (!(thrown instanceof SiteRefusal)) throw thrown;
    throw invalidRequest(
      thrown.mistakes.map((one) => {
        const path = [one.kind, one.id, ...one.path];
        const place = reading?.locate(one.kind, one.id, one.path) ?? null;
        if (!place) return { ...one, path, message: `${one.kind} '${one.id}': ${one.message}` };
        const message = `site.yaml:${place.line}:${place.column}: ${one.kind} '${one.id}': ${one.message}`;
        return { ...one, ...place, path, message };
      }),
      422,
    );
  }
}
