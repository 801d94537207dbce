import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { may, partitionsOf, sees, type Who } from "#operators/roles.ts";
import type { SiteDocument } from "#site/check.ts";
import type { StoredFile, UploadRefusal } from "#site/file-shelf.ts";
import { FILE_TYPES } from "#site/file-type.ts";
import { fileUses } from "#site/file-uses.ts";
import { fileId } from "#site/id.ts";
import { settingsOf } from "#site/site.ts";
import type { Core } from "./core.ts";
import { cursorOf, placeOf } from "./cursor.ts";
import { actorIn, nameInTrail, whoOf } from "./identity.ts";
import { Refusal } from "./problem.ts";
import { Instant, listOf, Page } from "./schemas.ts";
import type { Api } from "./server.ts";
import { visibleTo } from "./site-rights.ts";

/** Each holds a few chunks in memory. */
const AT_ONCE = 4;
const SLOWEST_UPLOAD_MS = 600_000;
const MB = 1024 * 1024;
/** A file is what its content says and runs nothing: whoever opens its address alone sees a picture at most. */
const HEADERS = {
  "content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
  "cross-origin-resource-policy": "same-origin",
  // It never changes under its address; who opens it with a browser that another one used must be let in anew.
  "cache-control": "private, max-age=31536000, immutable",
  vary: "cookie, authorization",
};
const STATUS: Readonly<Record<UploadRefusal["why"], readonly [number, string]>> = {
  "too large": [413, "Too large"],
  "no room": [413, "No room"],
  "unknown type": [415, "Not a picture"],
  "too many pixels": [422, "Not valid"],
  empty: [422, "Not valid"],
};

const Params = z.strictObject({ id: fileId });
const FileView = z
  .object({
    id: z.string(),
    name: z.string(),
    type: z.enum(FILE_TYPES),
    bytes: z.int(),
    width: z.int().nullable().describe("In pixels; null: not known"),
    height: z.int().nullable(),
    uploadedAt: Instant,
    uploadedBy: z.string(),
    alarms: z.array(z.int()).describe("To which it was attached"),
    usedBy: z.array(z.object({ kind: z.string(), id: z.string() })).describe("Documents of the site that show it"),
  })
  .describe("Its id is the SHA-256 of its content");

/** Pictures and documents that people upload: plans, photographs, sheets. */
export function files(api: Api, core: Core): void {
  let underWay = 0;

  api.get(
    "/api/v1/files",
    {
      config: { needs: "alarms:read", actors: true },
      schema: {
        summary: "Uploaded files, the newest first, and how much they may have",
        querystring: Page,
        response: {
          200: listOf(FileView).extend({
            stored: z.object({ bytes: z.int(), largestBytes: z.int(), totalBytes: z.int() }),
          }),
        },
      },
    },
    async (request) => {
      const { limit, cursor } = request.query;
      const { bytesStored, listFiles } = await import("#site/file-shelf.ts");
      const [before = Number.MAX_SAFE_INTEGER] = placeOf(cursor, 1) ?? [];
      const { found, bytes } = await core.rows.read(null, async (client) => ({
        found: await listFiles(client, before, limit),
        bytes: await bytesStored(client),
      }));
      const view = seenBy(core, whoOf(request));
      const last = found.length < limit ? undefined : found.at(-1);
      const { largest, total } = limitsOf(core);
      return {
        items: found.flatMap((file) => view(file) ?? []),
        next: last ? cursorOf([last.number]) : null,
        stored: { bytes, largestBytes: largest, totalBytes: total },
      };
    },
  );

  api.get(
    "/api/v1/files/:id",
    {
      config: { needs: "alarms:read" },
      schema: { summary: "The content of a file", params: Params, produces: [...FILE_TYPES] },
    },
    async (request, reply) => {
      const file = await seen(core, request, request.params.id);
      reply.headers({ ...HEADERS, etag: `"${file.id}"` });
      if (request.headers["if-none-match"] === `"${file.id}"`) return reply.code(304).send();
      // A browser's own viewer of PDF doesn't work within a sandbox.
      const how = file.type === "application/pdf" ? "attachment" : "inline";
      reply.headers({
        "content-type": file.type,
        "content-length": file.bytes,
        "content-disposition": `${how}; filename*=UTF-8''${encodeURIComponent(file.name).replaceAll("'", "%27")}`,
      });
      return reply.send(Readable.from(contentOf(core, file), { objectMode: false }));
    },
  );

  api.delete(
    "/api/v1/files/:id",
    {
      config: { needs: "site:write", everywhere: true },
      schema: { summary: "Remove a file that nothing shows", params: Params, response: { 204: z.null() } },
    },
    async (request, reply) => {
      const file = await seen(core, request, request.params.id);
      const { removeFile } = await import("#site/file-shelf.ts");
      await core.site.whileUnchanged(async () => {
        const uses = fileUses(core.site).get(file.id) ?? [];
        const shows = [
          ...uses.map(({ kind, body }) => `the ${kind} '${body.id}'`),
          ...file.alarms.map((id) => `alarm ${id}`),
        ];
        if (shows.length > 0) {
          throw new Refusal(
            409,
            "In use",
            `The file '${file.name}' is shown by ${shows.join(", ")}; change that first.`,
          );
        }
        await removeFile(core.journal, file, { actor: actorIn(request), by: nameInTrail(whoOf(request)) });
      });
      return reply.code(204).send(null);
    },
  );

  // A scope of its own, in which a body of any kind is a stream and nothing is read before it is wanted.
  api.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", (_request, payload, parsed) => parsed(null, payload));
    scope.withTypeProvider<ZodTypeProvider>().post(
      "/api/v1/files",
      {
        config: { needs: "alarms:comment", bodyMs: SLOWEST_UPLOAD_MS },
        schema: {
          summary: "Upload a file: its content is the body, its type is judged by the content",
          consumes: [...FILE_TYPES],
          querystring: z.strictObject({
            name: z.string().trim().min(1).max(200),
            alarm: z.coerce.number().int().min(1).optional().describe("Who sees this alarm sees the file"),
          }),
          response: { 200: FileView, 201: FileView },
        },
      },
      async (request, reply) => {
        if (underWay >= AT_ONCE) {
          const why = `${AT_ONCE} uploads are under way already; try again in a moment.`;
          throw new Refusal(503, "Busy", why, {}, { "retry-after": "5" });
        }
        underWay++;
        try {
          return await upload(core, request, reply, request.query);
        } finally {
          underWay--;
        }
      },
    );
    done();
  });
}

async function upload(
  core: Core,
  request: FastifyRequest,
  reply: FastifyReply,
  { name, alarm: number }: { name: string; alarm?: number | undefined },
) {
  const { storeFile, tooLarge, UploadRefusal } = await import("#site/file-shelf.ts");
  const who = whoOf(request);
  const alarm = number === undefined ? undefined : core.alarms.alarm(number);
  if (number !== undefined && !(alarm && sees(who, alarm.partition, "alarms:comment"))) {
    throw new Refusal(404, "Not found", `There is no alarm ${number}, or it is not in your partitions.`);
  }
  const limits = limitsOf(core);
  const content = request.body instanceof Readable ? request.body : Readable.from([]);
  try {
    if (Number(request.headers["content-length"] ?? 0) > limits.largest) throw tooLarge(limits.largest);
    const actor = actorIn(request);
    const pieces = content.iterator({ destroyOnReturn: false });
    const order = { content: pieces, name, actor, by: nameInTrail(who), alarm, limits };
    const { file, isNew } = await storeFile(core.pool, core.journal, order);
    return await reply.code(isNew ? 201 : 200).send({ ...viewOf(file, []) });
  } catch (thrown) {
    // Else the client, which is still sending, would never read why.
    content.resume();
    if (!(thrown instanceof UploadRefusal)) throw thrown;
    const [status, title] = STATUS[thrown.why];
    throw new Refusal(status, title, thrown.message);
  }
}

function limitsOf(core: Core): { largest: number; total: number } {
  const { largestMb, totalMb } = settingsOf(core.site).files;
  return { largest: largestMb * MB, total: totalMb * MB };
}

async function* contentOf(core: Core, { id }: StoredFile): AsyncGenerator<Buffer> {
  const { readChunk } = await import("#site/file-shelf.ts");
  for (let number = 0; ; number++) {
    const part = number;
    const chunk = await core.rows.read(null, (client) => readChunk(client, id, part));
    if (!chunk) return;
    yield chunk;
  }
}

async function seen(core: Core, request: FastifyRequest, id: string): Promise<StoredFile> {
  const { readFileFacts } = await import("#site/file-shelf.ts");
  const file = await core.rows.read(null, (client) => readFileFacts(client, id));
  if (!file || !seenBy(core, whoOf(request))(file)) {
    throw new Refusal(404, "Not found", `There is no file '${id}', or it is not in your partitions.`);
  }
  return file;
}

/**
 * What somebody sees of files: all, who sees the whole site; else their own, those of documents that they see, and those
 * of alarms in their partitions. Null: nothing.
 */
function seenBy(core: Core, who: Who): (file: StoredFile) => z.output<typeof FileView> | null {
  const uses = fileUses(core.site);
  const isVisible = visibleTo(core.site, who);
  const isEverywhere = partitionsOf(who, "site:read") === null && may(who, "alarms:read", { everywhere: true });
  const own = `${who.kind === "machine" ? "cli" : who.kind}:${who.id}`;
  const maySeeAlarm = (id: number) => sees(who, core.alarms.alarm(id)?.partition ?? "", "alarms:read");
  return (file) => {
    const shownBy = (uses.get(file.id) ?? []).filter(isVisible);
    const isSeen = isEverywhere || file.uploadedBy === own || shownBy.length > 0 || file.alarms.some(maySeeAlarm);
    return isSeen ? viewOf(file, shownBy) : null;
  };
}

function viewOf(file: StoredFile, shownBy: readonly SiteDocument[]): z.output<typeof FileView> {
  const { id, name, type, bytes, width, height, uploadedAt, uploadedBy, alarms } = file;
  return {
    id,
    name,
    type,
    bytes,
    width,
    height,
    uploadedAt,
    uploadedBy,
    alarms: [...alarms],
    usedBy: shownBy.map(({ kind, body }) => ({ kind, id: body.id })),
  };
}
