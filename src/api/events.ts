import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import type { Report } from "#events/event.ts";
import type { Core } from "./core.ts";
import { bearer } from "./identity.ts";
import { invalidRequest, notActive, Refusal, refusalOf } from "./problem.ts";
import { EventsBody } from "./report-schema.ts";
import { checkEvents } from "./report-validator.ts";
import type { Api } from "./server.ts";

export const EVENTS_PATH = "/api/v1/events";
const BODY_BYTES = 4 * 1024 * 1024;
const BODY_MS = 10_000;

/** Events, taken from machines. */
export function events(api: Api, core: Core): void {
  const take = takeEvents(core);
  api.post(
    EVENTS_PATH,
    {
      config: { needs: "open", always: true },
      schema: {
        summary: "Report events of a source of the driver http; answers once they are stored",
        description: "Needs a bearer token with the scope events:write. Up to 4 MiB.",
        body: EventsBody,
        response: { 202: z.object({ accepted: z.int(), ids: z.array(z.int()).length(2) }) },
      },
      // Answered before anything of the framework runs: this route must be fast.
      onRequest: (request, reply) => {
        reply.hijack();
        take(request.raw, reply.raw);
      },
    },
    () => undefined as never,
  );
}

/**
 * Takes `POST /api/v1/events` from the bare request: token, size, JSON, shape, source, and then one call for all of its
 * events. Nothing is done per event but the check of its fields.
 */
export function takeEvents(core: Core): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const refuse = (thrown: unknown) => {
      const { problem, headers } = refusalOf(thrown);
      if (problem.status === 500) core.log.error({ err: thrown }, "events could not be taken");
      if (!request.complete) response.shouldKeepAlive = false;
      if (response.headersSent || response.destroyed) return;
      const text = JSON.stringify({ ...problem, instance: EVENTS_PATH });
      response.writeHead(problem.status, {
        ...headers,
        "content-type": "application/problem+json",
        "content-length": Buffer.byteLength(text),
      });
      response.end(text);
      request.resume();
    };
    const why = refusal(core, request);
    if (why) return refuse(why);
    readBody(core, request, (failure, body) => {
      if (failure) return refuse(failure);
      try {
        const { source, reports } = reportsIn(core, body);
        core.report(source, reports).then(({ first, last }) => {
          const text = `{"accepted":${reports.length},"ids":[${first},${last}]}`;
          response.writeHead(202, ["content-type", "application/json", "content-length", String(text.length)]);
          response.end(text);
        }, refuse);
      } catch (thrown) {
        refuse(thrown);
      }
    });
  };
}

/** What can be refused before a byte of the body is read. */
function refusal(core: Core, request: IncomingMessage): Refusal | null {
  if (core.mode() !== "active") return notActive(core.mode(), core.activeAddress());
  const { headers } = request;
  const token = bearer(headers.authorization);
  const who = token === null ? undefined : core.access.byToken(token);
  if (!who) {
    const challenge = { "www-authenticate": 'Bearer realm="tocsin"' };
    return new Refusal(
      401,
      "Not signed in",
      "Send a bearer token that is good, in the header Authorization.",
      {},
      challenge,
    );
  }
  if (!who.scopes.has("events:write")) {
    return new Refusal(
      403,
      "Not permitted",
      `The token '${who.name}' may not report events: it needs the right 'events:write'.`,
    );
  }
  if (!headers["content-type"]?.startsWith("application/json")) {
    return new Refusal(415, "Unsupported media type", "Send the events as application/json.");
  }
  if (Number(headers["content-length"] ?? 0) > BODY_BYTES) return tooLarge();
  return null;
}

function tooLarge(): Refusal {
  return new Refusal(413, "Too large", `The body is larger than ${BODY_BYTES} bytes; send fewer events at once.`);
}

/** All bytes of the body, within its size and ten seconds; calls `done` once, and not at all when the far side goes away. */
function readBody(core: Core, request: IncomingMessage, done: (failure: Refusal | null, body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  let open = true;
  // HTTP/1.1 has its own limit of time in the listener; a stream of HTTP/2 has none.
  const cancel =
    request.httpVersionMajor === 2
      ? core.clock.at(core.clock.now() + BODY_MS, () =>
          finish(new Refusal(408, "Too slow", `The body did not come within ${BODY_MS / 1000} seconds.`)),
        )
      : null;
  const finish = (failure: Refusal | null) => {
    if (!open) return;
    open = false;
    cancel?.();
    done(failure, chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
  };
  request.on("data", (chunk: Buffer) => {
    if (!open) return;
    size += chunk.length;
    if (size > BODY_BYTES) finish(tooLarge());
    else chunks.push(chunk);
  });
  request.on("end", () => finish(null));
  request.on("close", () => {
    open = false;
    cancel?.();
  });
}

function reportsIn(core: Core, body: Buffer): { source: string; reports: readonly Report[] } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString("utf8"));
  } catch {
    throw new Refusal(400, "Not valid", "The body is not JSON.");
  }
  const wrong = checkEvents(parsed);
  if (wrong) throw invalidRequest([wrong]);
  const { source, events: reports } = parsed as { source: string; events: readonly Report[] };
  const configured = core.site.get("source", source)?.body;
  if (!configured) {
    throw new Refusal(
      422,
      "Not valid",
      `There is no source '${source}'; add one with the driver http, or correct the name.`,
    );
  }
  if (configured.driver !== "http") {
    throw new Refusal(
      422,
      "Not valid",
      `The source '${source}' is heard by its driver ${configured.driver}; events are taken by HTTP for sources of the driver http only.`,
    );
  }
  if (!configured.enabled) {
    throw new Refusal(
      409,
      "Conflict",
      `The source '${source}' is switched off; nothing was stored. Switch it on first.`,
    );
  }
  return { source, reports };
}
