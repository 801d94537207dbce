import { z } from "zod";
import { KIND_NAMES, readDocument, type SiteDocument } from "#site/check.ts";
import type { Core } from "./core.ts";
import { withSecondPerson } from "./critical.ts";
import { siteWish } from "./critical-order.ts";
import { actorIn, whoOf } from "./identity.ts";
import { invalidRequest, Refusal } from "./problem.ts";
import { Instant, Thing, Waits } from "./schemas.ts";
import type { Api } from "./server.ts";
import { absent, expectedVersion, expecting, judged, refuseChange, seenDocument } from "./site.ts";
import { visibleTo } from "./site-rights.ts";

const Kind = z.enum(KIND_NAMES);
const id = z.string().min(1).max(264);
const Named = z.strictObject({ kind: Kind, id });
const ItemParams = z.strictObject({ kind: Kind, id });
const BODY_BYTES = 17 * 1024 * 1024;
const FORMER = 50;

const Changes = z.strictObject({
  put: z
    .array(z.strictObject({ kind: Kind, body: Thing }))
    .max(20_000)
    .default([]),
  remove: z.array(Named).max(20_000).default([]),
  versions: z
    .array(Named.extend({ version: z.int().min(0) }))
    .max(20_000)
    .default([])
    .describe("The versions that were seen, 0 for none; another one is a conflict"),
});
export type SiteChanges = z.output<typeof Changes>;

const Mistake = z
  .object({ kind: Kind, id: z.string(), index: z.int().nullable(), path: z.string(), message: z.string() })
  .loose()
  .describe("index: place in `put`; null: of a removal");
const CheckView = z.object({
  mistakes: z.array(Mistake),
  conflicts: z.array(Named.extend({ version: z.int() })).describe("Others have changed these; their version now"),
  changes: z.array(Thing),
  touched: z.array(Thing).describe("Documents that the change reaches through what they refer to"),
  rerouted: z.array(Thing).describe("Alarms that would be led to other policies"),
  openAlarms: z.array(z.object({ id: z.int(), point: z.string(), text: z.string() })),
  warnings: z.array(z.object({ kind: Kind, id: z.string(), code: z.string(), because: z.string() })),
});

/** Several documents at once: what would change, and then all of it or nothing; and what documents were before. */
export function siteChanges(api: Api, core: Core): void {
  api.post(
    "/api/v1/site/check",
    {
      config: { needs: "site:read" },
      bodyLimit: BODY_BYTES,
      schema: {
        summary: "A dry run: what is wrong, what would change, and whom it would reach",
        body: Changes,
        response: { 200: CheckView },
      },
    },
    async (request) => {
      const { checkChanges } = await import("./site-dry-run.ts");
      return checkChanges(core, whoOf(request), request.body);
    },
  );

  api.post(
    "/api/v1/site/changes",
    {
      config: { needs: "site:read" },
      bodyLimit: BODY_BYTES,
      schema: {
        summary: "Put and remove several documents, all or nothing, in one step of the trail",
        body: Changes,
        response: { 200: z.object({ changes: z.array(Thing) }), 202: Waits },
      },
    },
    async (request, reply) => {
      const documents = documentsOf(request.body);
      const removes = request.body.remove;
      const who = whoOf(request);
      for (const document of documents) refuseChange(core, who, document.kind, document.body.id, document);
      for (const one of removes) {
        if (!seenDocument(core, one.kind, one.id, who)) throw absent(one.kind, one.id);
        refuseChange(core, who, one.kind, one.id, undefined);
      }
      const versions = versionsOf(request.body);
      refuseConflicts(core, versions);
      return judged(async () => {
        const wish = siteWish(core, documents, removes);
        return withSecondPerson(core, request, reply, wish, async (alongside) => {
          const order = { documents, removes, versions };
          const changes = await core.site.carryOut(order, {
            actor: actorIn(request),
            alongside: alongside ?? (() => {}),
          });
          return { changes: changes.map((change) => ({ ...change })) };
        });
      });
    },
  );

  api.get(
    "/api/v1/site/:kind/:id/versions",
    {
      config: { needs: "site:read", actors: true },
      schema: {
        summary: "What one document was before, the newest first, with secrets as ***",
        params: ItemParams,
        response: {
          200: z.object({
            items: z.array(
              z.object({ version: z.int(), changedAt: Instant, changedBy: z.string(), body: Thing.nullable() }),
            ),
          }),
        },
      },
    },
    async (request) => {
      const { kind, id } = request.params;
      if (!seenDocument(core, kind, id, whoOf(request))) throw absent(kind, id);
      const rows = await core.site.former(kind, id, FORMER);
      const isVisible = visibleTo(core.site, whoOf(request));
      return {
        items: rows.map(({ body, ...row }) => {
          const reading = body === null ? null : readDocument(kind, body);
          const shown = reading && "document" in reading && isVisible(reading.document) ? reading.document : null;
          return { ...row, body: shown && { ...core.site.masked(shown) } };
        }),
      };
    },
  );

  api.post(
    "/api/v1/site/:kind/:id/restore",
    {
      config: { needs: "site:read" },
      schema: {
        summary: "Make a document what it was in an earlier version, its secrets too; with If-Match as for PUT",
        params: ItemParams,
        body: z.strictObject({ version: z.int().min(1) }),
        response: { 200: Thing, 202: Waits },
      },
    },
    async (request, reply) => {
      const { kind, id } = request.params;
      const { version } = request.body;
      const row = (await core.site.former(kind, id, 100_000)).find((one) => one.version === version);
      const reading = row?.body ? readDocument(kind, row.body) : null;
      if (!reading) {
        throw new Refusal(404, "Not found", `The ${kind} '${id}' has no version ${version} that could be restored.`);
      }
      if ("mistakes" in reading) throw invalidRequest(reading.mistakes, 422);
      const document = core.site.opened(reading.document);
      refuseChange(core, whoOf(request), kind, id, document);
      const expected = expectedVersion(request);
      return judged(async () => {
        const wish = expecting(core, siteWish(core, [document], []), kind, id, expected);
        return withSecondPerson(core, request, reply, wish, async (alongside) => {
          const actor = actorIn(request);
          const now = await core.site.put(document, {
            actor,
            version: expected,
            alongside: (batch) => {
              alongside?.(batch);
              batch.audit({
                actor,
                action: "site.restored",
                object: `${kind}:${id}`,
                sentence: `The ${kind} '${id}' was made again what it was in version ${version}.`,
                details: { version },
              });
            },
          });
          const body = core.site.get(kind, id)?.body ?? document.body;
          reply.header("etag", `"${now}"`);
          return { ...core.site.masked({ kind, body } as SiteDocument) };
        });
      });
    },
  );
}

function documentsOf({ put }: SiteChanges): SiteDocument[] {
  return put.map(({ kind, body }, index) => {
    const reading = readDocument(kind, body);
    if ("document" in reading) return reading.document;
    throw invalidRequest(reading.mistakes.map((one) => ({ ...one, path: ["put", index, ...one.path] })));
  });
}

/** Of what is put and removed: nobody learns versions of what they may not change. */
function versionsOf({ put, remove, versions }: SiteChanges): SiteChanges["versions"] {
  const own = new Set([
    ...put.map(({ kind, body }) => `${kind} ${String(body["id"])}`),
    ...remove.map(({ kind, id }) => `${kind} ${id}`),
  ]);
  return versions.filter(({ kind, id }) => own.has(`${kind} ${id}`));
}

/** Others have changed some of the documents since they were seen. */
function refuseConflicts(core: Core, versions: SiteChanges["versions"]): void {
  const changed = versions.filter(({ kind, id, version }) => (core.site.get(kind, id)?.version ?? 0) !== version);
  const [first] = changed;
  if (!first) return;
  const more = changed.length > 1 ? ` and ${changed.length - 1} more` : "";
  throw new Refusal(
    412,
    "Changed meanwhile",
    `Nothing was changed: the ${first.kind} '${first.id}'${more} was changed by somebody else since you read it. Look at it and change it again.`,
  );
}
